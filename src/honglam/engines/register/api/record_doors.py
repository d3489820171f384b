"""What the doors of records need beside the verbs: files of records, and what machines are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.engines.register.contracts import Wrong
from honglam.engines.register.service import checking, filing

FILES_OWNER, FILES_USE = filing.OWNER, filing.USE


# Files


def may_read_files(*, id: str, viewer: Viewer) -> bool:  # noqa: A002  (its name)
    """Tell whether a viewer may have the files of a record, `<register>:<uuid>`."""
    return filing.may_read(viewer, id)


def may_add_files(*, id: str, viewer: Viewer) -> bool:  # noqa: A002
    """Tell whether a viewer may add files to a record, `<register>:<uuid>`."""
    return filing.may_write(viewer, id)


def address_of(*, id: str) -> str:  # noqa: A002
    """Return the page of a record, `<register>:<uuid>`."""
    return filing.address(id)


# For machines


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return typed values as JSON has them: a shape as GeoJSON; `write` reads them back."""
    return checking.plain(values)


@contextmanager
def seen_before() -> Iterator[None]:
    """Let a machine write only what it has read: a conflict of versions is told as 412.

    Raises:
        Changed: the record has another version by now; it says what was changed, by whom.
    """
    try:
        yield
    except Conflict as conflict:
        if conflict.field == "version":
            raise Changed(
                conflict.message, field="If-Match", remedy=conflict.remedy, params=conflict.params
            ) from conflict
        raise


class Changed(Conflict):
    """The record is not what the asker has read any more."""

    status: ClassVar[int] = 412
    code = "changed"


def not_yours(wrong: Wrong) -> Refusal:
    """Return why a record is not somebody's to write: it is not there for them, or belongs to others."""
    if wrong.field == "agency":
        found = Forbidden()
        found.message, found.remedy, found.params = wrong.message, wrong.remedy, wrong.params
        return found
    if wrong.params:  # others refer to it
        return Conflict(wrong.message, remedy=wrong.remedy, params=wrong.params)
    return Missing(wrong.message, remedy=wrong.remedy or None)
