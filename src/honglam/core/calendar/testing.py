"""Working time for the tests of other rooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from honglam.core.calendar import api
from honglam.core.calendar.contracts import Calendar, Day, DayKind, Hours, Session
from honglam.core.calendar.national import national_days

OFFICE_HOURS = Hours((Session(time(7), time(11, 30)), Session(time(13, 30), time(17))))
LOADED_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def load_calendar() -> None:
    """Load what a fresh installation has: the office hours and the years 2025 to 2027."""
    api.load_defaults(now=LOADED_AT)


def office_calendar(
    years: Iterable[int] = (2026,),
    *,
    hours: tuple[Hours, ...] = (OFFICE_HOURS,),
    moved: Mapping[date, bool] | None = None,
) -> Calendar:
    """Return a calendar without a database: the country's holidays, and the days that `moved` turns on or off."""
    declared = frozenset(years)
    days = {day: found for year in declared for day, found in national_days(year).items()}
    for day, works in (moved or {}).items():
        kind = DayKind.SWAPPED_ON if works else DayKind.SWAPPED_OFF
        days[day] = Day(day, works, kind, "Hoán đổi", "test", verified=True, entered=True)
    return Calendar(zone=timedelta(hours=7), hours=hours, days=days, years=declared)
