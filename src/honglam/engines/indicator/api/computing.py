"""The door of computed figures; jobs and events call it, people only see what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honglam.base.periods import Period
from honglam.engines.indicator.contracts import Computed
from honglam.engines.indicator.service import computing


def recompute(
    *, codes: Iterable[str] | None = None, periods: Iterable[Period] | None = None, recent: bool = False, now: datetime
) -> Computed:
    """Compute figures anew, and everything that rests on them; publish those that differ. Idempotent.

    Args:
        codes: of these indicators; all when nothing is given. Closed ones are left as they are.
        periods: of these periods; those that are open when nothing is given.
        recent: instead, of all periods of this year and the last that have begun.
        now: the moment; what has not begun yet has no figures.
    """
    return computing.recompute(codes=codes, periods=periods, recent=recent, now=now)


def follow(*, event: str, now: datetime) -> Computed:
    """Compute anew what is measured of something after which the event `event` was published."""
    return computing.follow(event=event, now=now)


def look_back(*, now: datetime) -> Computed:
    """Compute once more what is measured of the last twelve months, for what has changed in periods that are closed."""
    return computing.look_back(now=now)


def followed(*, event: str) -> bool:
    """Tell whether a figure may be another one after an event of this name."""
    return computing.followed(event)
