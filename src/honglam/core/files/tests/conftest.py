"""Things that files of these tests belong to: wells, persons and posters, whose id is the path of their agency."""

from __future__ import annotations

import pytest

from honglam.core.files.contracts import Owner
from honglam.core.files.hooks import OwnerKind, Use
from honglam.core.files.kinds import ANY, DRAWING
from honglam.core.files.testing import declared
from honglam.kit.testing import OWNER_AT, STRANGER_AT, actor


def _may(right: str):
    return lambda viewer, owner_id: viewer.may(right, owner_id)


OWNERS = (
    OwnerKind(id="trial.well", title="Well", may_read=_may("wells.view"), may_write=_may("wells.edit")),
    OwnerKind(
        id="trial.person",
        title="Person",
        may_read=_may("wells.view"),
        may_write=_may("wells.edit"),
        personal=True,
        person=lambda owner_id: f"person-of-{owner_id}",
    ),
    OwnerKind(
        id="trial.poster", title="Poster", may_read=lambda _v, _o: True, may_write=_may("wells.edit"), public=True
    ),
)
USES = (
    Use(id="trial.papers", title="Papers", most_files=2, most_bytes=2 * 1024 * 1024),
    Use(id="trial.all", title="All", kinds=(*ANY, DRAWING), anonymous=True),
)


@pytest.fixture(autouse=True)
def _trial():
    with declared(*OWNERS, *USES):
        yield


@pytest.fixture
def well():
    return Owner("trial.well", OWNER_AT)


@pytest.fixture
def keeper():
    return actor(OWNER_AT, "wells.view", "wells.edit")


@pytest.fixture
def colleague():
    return actor(OWNER_AT, "wells.view", name="Nam")


@pytest.fixture
def stranger():
    return actor(STRANGER_AT, "wells.view", "wells.edit", name="Tuấn")
