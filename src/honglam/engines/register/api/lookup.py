"""Records that a pack knows how to name: by values, by a name, by a place. One question, one answer, no pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Record
from honglam.engines.register.service import current, lookup
from honglam.engines.register.service.lookup import Box

__all__ = ["Box", "highest", "matching", "number"]


def matching(  # noqa: PLR0913  (what may be asked)
    *,
    register: str,
    viewer: Viewer,
    limit: int,
    where: Mapping[str, Any] | None = None,
    like: Mapping[str, str] | None = None,
    box: Box | None = None,
) -> tuple[Record, ...]:
    """Return records as the viewer may see them, masked, in no particular order.

    Args:
        register: its id.
        viewer: who asks; only records of agencies that they reach are found. Whoever asks by a personal field needs the
            right to personal data there. The platform itself (`trace.SYSTEM`) finds everything, unmasked: for verbs of
            packs that have asked for the right of whoever acts.
        limit: at most so many.
        where: typed values by field, or by `id`; a list means one of them, None means nothing; `depth__least` and
            `depth__most` are edges.
        like: words by field of text: each must stand in it, accents or not.
        box: west, south, east, north in degrees: what touches it.

    Raises:
        Missing: there is no such register.
        Forbidden: they may see none of it, or not ask by what is personal.
        KeyError: there is no such field.
    """
    wanted = lookup.Wanted(where=where or {}, like=like or {}, box=box)
    return lookup.matching(current.definition(register), wanted, viewer=viewer, limit=limit)


def number(*, register: str, viewer: Viewer, where: Mapping[str, Any], most: int = 10_000) -> int:
    """Return how many records have these values, counted up to `most`. Raises as `matching`."""
    wanted = lookup.Wanted(where=where, like={})
    return lookup.number(current.definition(register), wanted, viewer=viewer, most=most)


def highest(*, register: str, field: str, where: Mapping[str, Any], below: Any = None) -> Any:
    """Return the highest value of a field among all records with these values, or None: for packs that give numbers.

    Args:
        register: its id.
        field: name of the field.
        where: typed values by field.
        below: values from here on do not count.

    Raises:
        Missing: there is no such register.
        KeyError: there is no such field.
    """
    return lookup.highest(current.definition(register), field, where, below)
