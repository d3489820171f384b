"""One value of many records at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Field
from honglam.engines.register.contracts.bulk import Bulk, Spoilt
from honglam.engines.register.service import bulk, current
from honglam.engines.register.service.bulk import MOST
from honglam.kit.access import require

__all__ = ["MOST", "Bulk", "Spoilt", "apply", "fields", "matching", "preview"]


def fields(*, register: str, viewer: Viewer) -> tuple[Field, ...]:
    """Return the fields whose value many records can share.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may change none of its records.
    """
    known = current.definition(register)
    require(viewer, known.access.edit)
    return tuple(known.field(name) for name in bulk.settable(known))


def matching(*, register: str, words: str, viewer: Viewer) -> list[UUID]:
    """Return the keys of all records that a list with these words shows.

    Raises:
        Refusal: there are more than `MOST`, or the words cannot be meant.
    """
    return bulk.matching(current.definition(register), words=words, viewer=viewer)


def preview(  # noqa: PLR0913  (what, in which, by whom)
    *, register: str, ids: Sequence[UUID], field: str, value: str, viewer: Viewer, now: datetime
) -> Bulk:
    """Return what setting the value would do; nothing is changed. Raises as `apply`."""
    return bulk.tried(current.definition(register), ids=ids, field=field, value=value, viewer=viewer, now=now)


def apply(  # noqa: PLR0913  (as above, and why)
    *, register: str, ids: Sequence[UUID], field: str, value: str, viewer: Viewer, now: datetime, reason: str = ""
) -> Bulk:
    """Set a value in many records as one act; those that do not take it stay as they are.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may write none of its records.
        Refusal: the field cannot be set in many records, or there are too many.
    """
    known = current.definition(register)
    return bulk.done(known, ids=ids, field=field, value=value, viewer=viewer, now=now, reason=reason)
