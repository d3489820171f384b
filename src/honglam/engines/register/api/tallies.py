"""Sums over the records that a viewer reaches, for pages of packs. No value of a single person leaves this door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.register.contracts.tallies import Completeness, Due, Tally
from honglam.engines.register.service import current, tallying


def tally(
    *, register: str, by: Sequence[str], viewer: Viewer, where: Mapping[str, Any] | None = None
) -> tuple[Tally, ...]:
    """Return how many records have which values.

    Args:
        register: its id.
        by: fields; `day.year` and `day.month` take a part of a day; `agency` is whose the record is.
        viewer: who asks; only records that they reach are counted.
        where: typed values by field that records must have.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
        KeyError: there is no such field.
    """
    return tallying.tally(current.definition(register), by=by, where=dict(where or {}), viewer=viewer)


def completeness(*, register: str, fields: Sequence[str], viewer: Viewer, worst: int = 0) -> Completeness:
    """Return how many of these fields records have on average, and the least complete ones. Raises as `tally`."""
    return tallying.completeness(current.definition(register), fields=fields, viewer=viewer, worst=worst)


def due(  # noqa: PLR0913  (what falls due, and for whom)
    *, register: str, group: str, field: str, since: date, until: date, viewer: Viewer, limit: int = 200
) -> tuple[Due, ...]:
    """Return items of a repeated group whose day lies between two, the next first. Raises as `tally`."""
    known = current.definition(register)
    return tallying.due(known, group=group, field=field, since=since, until=until, viewer=viewer, limit=limit)
