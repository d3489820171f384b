"""How far a deadline is in the working time of the agency that has to keep it."""

from __future__ import annotations

from datetime import datetime

from honglam.base.time import vietnam
from honglam.core.calendar import api as calendar
from honglam.core.calendar.contracts import UndeclaredYear
from honglam.engines.case.contracts.records import Left
from honglam.engines.case.service.deadlines import clock


def left(*, agency: str, due: datetime | None, now: datetime) -> Left | None:
    """Return what is left; None without a deadline, or when a year between was never declared."""
    if due is None:
        return None
    hours = clock.calendar_of(agency)
    try:
        days = calendar.days_between(calendar=hours, start=vietnam(now).date(), end=vietnam(due).date())
        return Left(days, calendar.time_between(calendar=hours, start=now, end=due))
    except UndeclaredYear:
        return None
