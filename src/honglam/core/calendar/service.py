"""What is kept about working time: days that were moved, declared years, hours of agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db import IntegrityError, transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.calendar import reckoning
from honglam.core.calendar.contracts import (
    Calendar,
    Day,
    DayEntry,
    DayKind,
    Hours,
    HoursEntry,
    Opening,
    Session,
    Sheet,
    UndeclaredYear,
    Year,
)
from honglam.core.calendar.models import AgencyHours, DayOverride, DeclaredYear
from honglam.core.calendar.national import defaults, national_days
from honglam.core.calendar.reckoning import ONE_DAY

ZONE = timedelta(hours=7)


def working_calendar(*, agency: str) -> Calendar:
    """Return the working time of the agency at a path, with the hours that it inherits."""
    years = frozenset(DeclaredYear.objects.values_list("year", flat=True))
    days = {day: found for year in years for day, found in national_days(year).items()}
    return Calendar(zone=ZONE, hours=_hours_of(agency), days=days | _overrides(years), years=years)


def opening(*, day: date, agency: str) -> Opening | None:
    """Return when offices are open on a day; None when nobody has declared the year or entered any hours."""
    try:
        calendar = working_calendar(agency=agency)
        found = reckoning.day_of(calendar, day)
    except (Missing, UndeclaredYear):
        return None
    if found is not None and not found.works:
        return Opening((), found.name)
    return Opening(next(hours for hours in calendar.hours if hours.hold_on(day)).sessions)


def _hours_of(agency: str) -> tuple[Hours, ...]:
    """Return the hours that may hold for an agency: its own first, then those above; a season before the whole year."""
    parts = agency.split(".") if agency else []
    above = ["", *(".".join(parts[:n]) for n in range(1, len(parts) + 1))]
    rows = AgencyHours.objects.filter(agency__in=above)
    ordered = sorted(rows, key=lambda row: (-len(row.agency), not row.first))
    if not any(row.agency == "" and not row.first for row in ordered):
        raise Missing(N_("No working hours are known."), remedy=N_("The operator runs `honglam migrate`."))
    return tuple(_hours(row) for row in ordered)


def _hours(row: AgencyHours) -> Hours:
    sessions = tuple(Session(time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.sessions)
    return Hours(sessions, _month_day(row.first), _month_day(row.last))


def _month_day(text: str) -> tuple[int, int] | None:
    return (int(text[:2]), int(text[3:])) if text else None


def _overrides(years: Iterable[int]) -> dict[date, Day]:
    held = DayOverride.objects.filter(withdrawn_at__isnull=True, day__year__in=tuple(years))
    return {row.day: _day(row) for row in held}


def _day(row: DayOverride) -> Day:
    if row.day.weekday() >= 5:
        kind = DayKind.SWAPPED_ON if row.works else DayKind.HOLIDAY
    else:
        kind = DayKind.WORKING if row.works else DayKind.SWAPPED_OFF
    return Day(row.day, row.works, kind, row.name, row.legal, row.verified, entered=True)


def days_off(*, year: int) -> tuple[Day, ...]:
    """Return the days of a year that differ from the custom of their weekday, also of a year not declared yet."""
    return tuple(day for _, day in sorted((dict(national_days(year)) | _overrides([year])).items()))


def sheet(*, year: int) -> Sheet:
    """Return a year on one page."""
    special = days_off(year=year)
    by_day = {day.day: day for day in special}
    months = tuple(_month(year, month, by_day) for month in range(1, 13))
    declared = next((y for y in declared_years() if y.year == year), None)
    return Sheet(year, declared, months, special)


def _month(year: int, month: int, special: dict[date, Day]) -> tuple[tuple[Day | None, ...], ...]:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    days = [first + ONE_DAY * n for n in range((after - first).days)]
    shown: list[Day | None] = [None] * first.weekday()
    shown += [special.get(day) or _ordinary(day) for day in days]
    shown += [None] * (-len(shown) % 7)
    return tuple(tuple(shown[n : n + 7]) for n in range(0, len(shown), 7))


def _ordinary(day: date) -> Day:
    works = day.weekday() < 5
    return Day(day, works, DayKind.WORKING if works else DayKind.WEEKEND, "", "", verified=True)


def declared_years() -> tuple[Year, ...]:
    """Return the declared years in order."""
    return tuple(Year(row.year, row.legal, row.verified) for row in DeclaredYear.objects.order_by("year"))


def declare_year(*, year: int, legal: str, verified: bool, viewer: Viewer, now: datetime) -> None:
    """Declare a year. Refused when it is declared already, has no calendar, or no legal basis is named."""
    national_days(year)
    told = {"legal": _named(legal, "legal"), "verified": verified}
    try:
        with transaction.atomic():
            DeclaredYear.objects.create(year=year, **told, entered_by=viewer.name, entered_at=now)
            audit.record(verb="calendar.year.declared", thing=f"year:{year}", after=told)
    except IntegrityError:
        raise Conflict(N_("The year %(year)s is already declared."), field="year", params={"year": year}) from None


def enter_day(*, entry: DayEntry, viewer: Viewer, now: datetime) -> None:
    """Enter a day that is moved against its custom. Refused when it changes nothing or the day is entered already."""
    usual = national_days(entry.day.year).get(entry.day) or _ordinary(entry.day)
    if usual.works == entry.works:
        raise Refusal(
            N_("That is a working day already.") if entry.works else N_("That is a day off already."),
            field="day",
            remedy=N_("Check the date."),
        )
    told = {
        "works": entry.works,
        "name": _named(entry.name, "name"),
        "legal": _named(entry.legal, "legal"),
        "verified": entry.verified,
    }
    try:
        with transaction.atomic():
            DayOverride.objects.create(day=entry.day, **told, entered_by=viewer.name, entered_at=now)
            audit.record(verb="calendar.day.moved", thing=f"day:{entry.day}", after=told)
    except IntegrityError:
        raise Conflict(
            N_("This day is entered already."), field="day", remedy=N_("Withdraw that entry first.")
        ) from None


@transaction.atomic
def withdraw_day(*, day: date, viewer: Viewer, now: datetime) -> None:
    """Withdraw the entry of a day: it is again what its weekday and the holidays say."""
    held = DayOverride.objects.filter(day=day, withdrawn_at__isnull=True)
    if not held.update(withdrawn_by=viewer.name, withdrawn_at=now):
        raise Missing(N_("Nothing is entered for this day."))
    audit.record(verb="calendar.day.withdrawn", thing=f"day:{day}")


def hours() -> tuple[HoursEntry, ...]:
    """Return all working hours that were entered, those for everybody first."""
    rows = AgencyHours.objects.order_by("agency", "first")
    return tuple(HoursEntry(row.agency, _hours(row), row.legal, row.verified) for row in rows)


@transaction.atomic
def set_hours(*, entry: HoursEntry, viewer: Viewer, now: datetime) -> None:
    """Set the hours of an agency for a season or the whole year; they replace those that began on the same day."""
    agency, hours = entry.agency, entry.hours
    _check_sessions(hours.sessions)
    if (hours.first is None) != (hours.last is None):
        raise Refusal(
            N_("A season has a first and a last day."), field="last", remedy=N_("Name both days, or neither.")
        )
    told = {
        "last": _season(hours.last),
        "sessions": [[f"{s.start:%H:%M}", f"{s.end:%H:%M}"] for s in hours.sessions],
        "legal": clean(entry.legal),
        "verified": entry.verified,
    }
    held = AgencyHours.objects.filter(agency=clean(agency), first=_season(hours.first))
    before = held.values(*told).first()
    AgencyHours.objects.update_or_create(
        agency=clean(agency),
        first=_season(hours.first),
        defaults={**told, "entered_by": viewer.name, "entered_at": now},
    )
    season = f"{clean(agency) or '*'}/{_season(hours.first) or 'year'}"
    audit.record(verb="calendar.hours.set", thing=f"hours:{season}", agency=clean(agency), before=before, after=told)


def _season(day: tuple[int, int] | None) -> str:
    return f"{day[0]:02}-{day[1]:02}" if day else ""


def _check_sessions(sessions: Sequence[Session]) -> None:
    if not sessions:
        raise Refusal(N_("An agency works at least one session."), field="sessions", remedy=N_("Write 07:00–11:30."))
    ends = [end for session in sessions for end in (session.start, session.end)]
    if any(earlier >= later for earlier, later in pairwise(ends)):
        raise Refusal(
            N_("These working hours overlap or run backwards."),
            field="sessions",
            remedy=N_("Write the sessions in the order of the day, like 07:00–11:30, 13:30–17:00."),
        )


def _named(text: str, field: str) -> str:
    tidy = clean(text)
    if not tidy:
        raise Refusal(N_("This is needed."), field=field, remedy=N_("Write the number or name of the document."))
    return tidy


@transaction.atomic
def load_defaults(*, now: datetime) -> None:
    """Load the dated facts that come with the room. What an administrator changed or withdrew stays as it is."""
    facts = defaults()
    for fact in facts["hours"]:
        AgencyHours.objects.get_or_create(
            agency=fact["agency"],
            first="",
            defaults={key: fact[key] for key in ("sessions", "legal", "verified")} | {"entered_at": now},
        )
    for fact in facts["year"]:
        kept = {"legal": fact["legal"], "verified": fact["verified"], "entered_at": now}
        DeclaredYear.objects.get_or_create(year=fact["year"], defaults=kept)
    for fact in facts["day"]:
        if not DayOverride.objects.filter(day=fact["day"]).exists():
            DayOverride.objects.create(**fact, entered_at=now)
