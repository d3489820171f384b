"""Who works where: for the room that makes people findable, under `identity.view` over each one's home."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from honglam.core.identity.contracts.directory import Listed
from honglam.core.identity.service import directory as service


def listed(*, on: date, ids: Collection[str] | None = None) -> Iterator[Listed]:
    """Yield the open officers with the agencies at which they hold a post on a day; all, or those with these ids."""
    return service.listed(on=on, ids=None if ids is None else [int(each) for each in ids if each.isdecimal()])


def count_listed() -> int:
    """Return how many officers `listed` yields."""
    return service.count_listed()
