"""The words of the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from honglam.base.errors import Refusal
from honglam.base.words import N_


@dataclass(frozen=True, slots=True)
class Session:
    """Working hours without a break: from `start` to before `end`, local time."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a part of the year.

    Attributes:
        sessions: in order, without overlap.
        first: (month, day) on which they begin to hold; None for the whole year.
        last: (month, day) up to which they hold; may lie before `first`, over the turn of the year.
    """

    sessions: tuple[Session, ...]
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None

    def hold_on(self, day: date) -> bool:
        """Tell whether these are the hours of `day`."""
        if self.first is None or self.last is None:
            return True
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


class DayKind(StrEnum):
    """Why a day is what it is."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"  # a working day given off against a worked Saturday or Sunday
    SWAPPED_ON = "swapped_on"  # a Saturday or Sunday that is worked


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from its weekday's custom.

    Attributes:
        day: the date.
        works: whether offices work.
        kind: why.
        name: what people call it, Vietnamese.
        legal: legal basis.
        verified: whether the official text was seen.
        entered: whether an administrator or the default data entered it; otherwise it comes from the holidays package.
    """

    day: date
    works: bool
    kind: DayKind
    name: str
    legal: str
    verified: bool
    entered: bool = False


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A day to be moved against its custom.

    Attributes:
        day: the date.
        works: whether offices work on it.
        name: what people call it, Vietnamese.
        legal: legal basis.
        verified: whether the official text was seen.
    """

    day: date
    works: bool
    name: str
    legal: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A declared year: deadlines may run into it."""

    year: int
    legal: str
    verified: bool


@dataclass(frozen=True, slots=True)
class HoursEntry:
    """Working hours as they were entered for an agency and all below it.

    Attributes:
        agency: path of the agency; empty for everybody.
        hours: the hours and their season.
        legal: legal basis.
        verified: whether the official text was seen.
    """

    agency: str
    hours: Hours
    legal: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A year on one page.

    Attributes:
        year: the year.
        declared: how it was declared; None while it is not.
        months: for each month its weeks, Monday first; a place without a day is None.
        special: the days that differ from their weekday's custom, in order.
    """

    year: int
    declared: Year | None
    months: tuple[tuple[tuple[Day | None, ...], ...], ...]
    special: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from `start` to before `end`."""

    start: datetime
    end: datetime
    reason: str = ""


class StepKind(StrEnum):
    """What a day was for a deadline."""

    RECEIVED = "received"
    COUNTED = "counted"
    OFF = "off"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a reckoning, with the reason why it counts or does not.

    Attributes:
        day: the date.
        kind: what it was.
        number: which counted day it is, from 1; 0 when it does not count.
        reason: name of the holiday or reason of the pause; empty otherwise.
        legal: its legal basis, where there is one.
    """

    day: date
    kind: StepKind
    number: int = 0
    reason: str = ""
    legal: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due, and how that was reckoned day by day."""

    due: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working time of an agency, as plain data; `reckoning` computes with it.

    Attributes:
        zone: offset from UTC; Vietnam has had one without summer time since 1975.
        hours: the hours that hold on a day are the first of these that do.
        days: the days that differ from their weekday's custom.
        years: the declared years.
    """

    zone: timedelta
    hours: tuple[Hours, ...]
    days: Mapping[date, Day] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """When offices are open on one day.

    Attributes:
        sessions: the hours, in order; none on a day off.
        reason: name of the holiday; empty on weekends and working days.
    """

    sessions: tuple[Session, ...]
    reason: str = ""

    @property
    def hours(self) -> str:
        """The hours as people write them: `7:00–11:30, 13:30–17:00`."""
        return ", ".join(f"{s.start:%-H:%M}–{s.end:%-H:%M}" for s in self.sessions)


class UndeclaredYear(Refusal):
    """A reckoning ran into a year whose days off nobody has declared."""

    def __init__(self, year: int) -> None:
        super().__init__(
            N_("The working calendar of %(year)s has not been declared, so a deadline cannot run into it."),
            remedy=N_("Ask an administrator to declare the year on the studio's calendar page."),
            params={"year": year},
            code="undeclared-year",
        )
