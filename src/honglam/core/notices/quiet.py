"""When somebody may be disturbed: pure reckoning with times, no clock and no database of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from honglam.base.time import vietnam
from honglam.core.calendar.contracts import Opening
from honglam.core.notices.contracts import Cadence, Quiet, Wishes

DAILY_AT = time(7, 30)
_LOOK_AHEAD = 30  # days; the longest holiday has nine

Open = Callable[[date], Opening | None]


def free_from(now: datetime, wishes: Wishes, opening: Open) -> datetime:
    """Return the first moment, from `now` on, at which the person may be disturbed.

    Args:
        now: the moment.
        wishes: what the person asked for.
        opening: the hours of the person's agency on a day; None when nobody knows them, which counts as working hours.
    """
    if wishes.quiet is Quiet.NIGHT:
        return _after_night(vietnam(now), wishes.quiet_from, wishes.quiet_to)
    if wishes.quiet is Quiet.OFF_WORK:
        return _at_work(vietnam(now), opening)
    return now


def slot(now: datetime, cadence: Cadence) -> datetime:
    """Return when a digest goes out that collects what happens from `now` on."""
    here = vietnam(now)
    if cadence is Cadence.HOURLY:
        return here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if cadence is Cadence.DAILY:
        today = datetime.combine(here.date(), DAILY_AT, here.tzinfo)
        return today if here < today else today + timedelta(days=1)
    return now


def _after_night(here: datetime, begins: int, ends: int) -> datetime:
    minute = here.hour * 60 + here.minute
    inside = begins <= minute < ends if begins <= ends else minute >= begins or minute < ends
    if not inside:
        return here
    morning = datetime.combine(here.date(), time(ends // 60, ends % 60), here.tzinfo)
    return morning if morning > here else morning + timedelta(days=1)


def _at_work(here: datetime, opening: Open) -> datetime:
    """Return the moment itself between the first and the last hour of a working day, else the next opening."""
    for ahead in range(_LOOK_AHEAD):
        day = here.date() + timedelta(days=ahead)
        hours = opening(day)
        if hours is None:
            return here
        if not hours.sessions:
            continue
        first = datetime.combine(day, hours.sessions[0].start, here.tzinfo)
        last = datetime.combine(day, hours.sessions[-1].end, here.tzinfo)
        if here < last:
            return max(here, first)
    return here
