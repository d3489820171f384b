"""The door of the calendar.

Fetch a `Calendar` once and reckon with it as often as needed: only `working_calendar` and the functions that read or
change what is kept ask the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from honglam.base.access import Viewer
from honglam.core.calendar import reckoning, service
from honglam.core.calendar.contracts import Calendar, Day, DayEntry, Deadline, HoursEntry, Opening, Pause, Sheet, Year


def working_calendar(*, agency: str = "") -> Calendar:
    """Return the working time of the agency at a path; hours that it does not have are those of the agencies above.

    Raises:
        Missing: no hours are loaded at all.
    """
    return service.working_calendar(agency=agency)


def due_in_days(*, calendar: Calendar, received: datetime, days: int, pauses: Sequence[Pause] = ()) -> Deadline:
    """Return when something is due after a number of working days, with every day of the reckoning explained.

    The day of receipt does not count, the period ends at the close of its last working day, and a working day counts
    unless the clock stands still when its hours end (Civil Code 2015, articles 147 and 148).

    Raises:
        Refusal: the number of days is not 1 to 1000, or a pause ends before it begins.
        UndeclaredYear: it would be due in a year that nobody has declared.
    """
    return reckoning.due_in_days(calendar, received, days, pauses)


def due_in_hours(*, calendar: Calendar, received: datetime, hours: float, pauses: Sequence[Pause] = ()) -> Deadline:
    """Return when something is due after a number of working hours, which run from the moment of receipt.

    Raises:
        Refusal: the number is negative, or a pause ends before it begins.
        UndeclaredYear: as `due_in_days`.
    """
    return reckoning.due_in_time(calendar, received, timedelta(hours=hours), pauses)


def due_same_day(*, calendar: Calendar, received: datetime, cutoff: time = reckoning.SAME_DAY_CUTOFF) -> Deadline:
    """Return when a same-day procedure is due: at the close of that day, from `cutoff` on of the next working day.

    Raises:
        UndeclaredYear: as `due_in_days`.
    """
    return reckoning.due_same_day(calendar, received, cutoff)


def add_time(*, calendar: Calendar, start: datetime, amount: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
    """Return the moment at which `amount` of working time has passed since `start`.

    Raises:
        Refusal: the amount is negative.
        UndeclaredYear: as `due_in_days`.
    """
    return reckoning.add_time(calendar, start, amount, pauses)


def subtract_time(*, calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """Return the latest moment from which `amount` of working time passes until `end`. Raises as `add_time`."""
    return reckoning.subtract_time(calendar, end, amount)


def time_between(*, calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
    """Return the working time from `start` to `end` without the pauses; negative when `end` is earlier.

    Raises:
        UndeclaredYear: a day between lies in a year that nobody has declared.
    """
    return reckoning.time_between(calendar, start, end, pauses)


def add_days(*, calendar: Calendar, day: date, days: int) -> date:
    """Return the working day that is so many working days after `day`, or before it when `days` is negative.

    Raises:
        Refusal: more than 1000 days.
        UndeclaredYear: as `due_in_days`.
    """
    return reckoning.add_days(calendar, day, days)


def days_between(*, calendar: Calendar, start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and with `end`; negative when `end` is earlier.

    Raises:
        UndeclaredYear: as `time_between`.
    """
    return reckoning.days_between(calendar, start, end)


def works(*, calendar: Calendar, day: date) -> bool:
    """Tell whether offices work on a day.

    Raises:
        UndeclaredYear: nobody has declared its year.
    """
    return reckoning.works(calendar, day)


def opening(*, day: date, agency: str = "") -> Opening | None:
    """Return when offices are open on a day; None when nobody has declared the year or entered any hours."""
    return service.opening(day=day, agency=agency)


def days_off(*, year: int) -> tuple[Day, ...]:
    """Return the days of a year that differ from the custom of their weekday: days off and worked Saturdays.

    Raises:
        Refusal: the year lies outside 1976 to 2099.
    """
    return service.days_off(year=year)


def sheet(*, year: int) -> Sheet:
    """Return a year on one page, declared or not.

    Raises:
        Refusal: as `days_off`.
    """
    return service.sheet(year=year)


def declared_years() -> tuple[Year, ...]:
    """Return the years into which deadlines may run."""
    return service.declared_years()


def declare_year(*, year: int, legal: str, verified: bool, viewer: Viewer, now: datetime) -> None:
    """Declare a year: its days off are known, deadlines may run into it.

    Raises:
        Refusal: the year has no calendar, or the legal basis is empty.
        Conflict: it is declared already.
    """
    service.declare_year(year=year, legal=legal, verified=verified, viewer=viewer, now=now)


def enter_day(*, entry: DayEntry, viewer: Viewer, now: datetime) -> None:
    """Enter a day on which offices work or rest against its custom.

    Raises:
        Refusal: it changes nothing, or name or legal basis is empty.
        Conflict: the day is entered already.
    """
    service.enter_day(entry=entry, viewer=viewer, now=now)


def withdraw_day(*, day: date, viewer: Viewer, now: datetime) -> None:
    """Withdraw the entry of a day; who did it and when is kept.

    Raises:
        Missing: nothing is entered for this day.
    """
    service.withdraw_day(day=day, viewer=viewer, now=now)


def hours() -> tuple[HoursEntry, ...]:
    """Return all working hours that were entered, those for everybody first."""
    return service.hours()


def set_hours(*, entry: HoursEntry, viewer: Viewer, now: datetime) -> None:
    """Set the working hours of an agency and all below it, for a season or the whole year.

    Raises:
        Refusal: the sessions overlap or run backwards, or a season lacks an end.
    """
    service.set_hours(entry=entry, viewer=viewer, now=now)


def load_defaults(*, now: datetime) -> None:
    """Load the dated facts that come with the room; what was changed or withdrawn stays. Idempotent."""
    service.load_defaults(now=now)
