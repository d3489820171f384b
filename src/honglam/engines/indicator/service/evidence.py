"""The files that prove a figure: kept by `core/files` under the figure's number, changed only while it is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.trace import SYSTEM
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner, StoredFile
from honglam.engines.indicator.contracts import State
from honglam.engines.indicator.models import Value

KIND, USE = "indicator.value", "indicator.evidence"
READS = ("indicator.view", "indicator.enter", "indicator.verify", "indicator.publish")


def adopt(value_id: int, ids: Sequence[UUID], agency: str, viewer: Viewer, now: datetime) -> None:
    """Give files that were received before to a figure.

    Raises:
        Missing: one was cleaned up, or is somebody else's.
    """
    if ids:
        owner = Owner(KIND, str(value_id))
        files.adopt(ids=ids, owner=owner, agency=agency, viewer=viewer, now=now, use=USE, label="evidence")


def listed(value_id: int, viewer: Viewer) -> tuple[StoredFile, ...]:
    """Return the files of a figure that the viewer may read."""
    return files.list_of(owner=Owner(KIND, str(value_id)), viewer=viewer)


def count(value_id: int) -> int:
    """Return how many files prove a figure."""
    return len(listed(value_id, SYSTEM))


def may_read(viewer: Viewer, value_id: str) -> bool:
    """Tell whether a viewer may read the files of a figure."""
    row = _row(value_id)
    return row is not None and any(viewer.may(right, row.agency) for right in READS)


def may_write(viewer: Viewer, value_id: str) -> bool:
    """Tell whether a viewer may add files to a figure, and take them away."""
    row = _row(value_id)
    return row is not None and row.state == State.DRAFT and viewer.may("indicator.enter", row.agency)


def _row(value_id: str) -> Value | None:
    return Value.objects.filter(pk=value_id).first() if value_id.isdecimal() and len(value_id) < 19 else None
