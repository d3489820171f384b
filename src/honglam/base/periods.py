"""Periods of figures: days, weeks, months, quarters, half-years and years, written as SDMX does (`2026-Q3`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from honglam.base.errors import Refusal
from honglam.base.words import N_


class Frequency(StrEnum):
    """How often a figure is taken."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF: 6, Frequency.YEAR: 12}
_TEXTS = (
    (Frequency.DAY, re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    (Frequency.WEEK, re.compile(r"(\d{4})-W(\d{2})")),
    (Frequency.MONTH, re.compile(r"(\d{4})-M?(\d{2})")),
    (Frequency.QUARTER, re.compile(r"(\d{4})-Q([1-4])")),
    (Frequency.HALF, re.compile(r"(\d{4})-S([12])")),
    (Frequency.YEAR, re.compile(r"(\d{4})")),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period: its first day and how long it is. Weeks begin on Monday (ISO 8601)."""

    first: date
    frequency: Frequency

    def __post_init__(self) -> None:
        """Refuse a first day on which no such period begins."""
        if self.first != _first(self.first, self.frequency):
            raise ValueError(f"no {self.frequency} begins on {self.first}")

    @classmethod
    def of(cls, day: date, frequency: Frequency) -> Self:
        """Return the period in which a day lies."""
        return cls(_first(day, frequency), frequency)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the period that a text names: `2026`, `2026-S1`, `2026-Q3`, `2026-08`, `2026-W31`, `2026-08-15`.

        Raises:
            Refusal: it names none.
        """
        for frequency, pattern in _TEXTS:
            if match := pattern.fullmatch(text.strip()):
                try:
                    return cls(_begin(frequency, *(int(part) for part in match.groups())), frequency)
                except ValueError:
                    break
        raise Refusal(
            N_("“%(text)s” is no period."),
            remedy=N_("Write for example 2026, 2026-Q3 or 2026-08."),
            params={"text": text[:40]},
        )

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The period after it."""
        return self.shifted(1)

    def shifted(self, count: int) -> Self:
        """Return the period so many later, or earlier when the count is negative."""
        if self.frequency is Frequency.DAY:
            return type(self)(self.first + timedelta(days=count), self.frequency)
        if self.frequency is Frequency.WEEK:
            return type(self)(self.first + timedelta(weeks=count), self.frequency)
        month = self.first.year * 12 + self.first.month - 1 + count * _MONTHS[self.frequency]
        return type(self)(date(month // 12, month % 12 + 1, 1), self.frequency)

    def parts(self, frequency: Frequency) -> Iterator[Self]:
        """Yield the shorter periods that begin in it."""
        part = type(self).of(self.first, frequency)
        if part.first < self.first:
            part = part.next
        while part.first <= self.last:
            yield part
            part = part.next

    def __str__(self) -> str:
        year, month = self.first.year, self.first.month
        if self.frequency is Frequency.WEEK:
            week = self.first.isocalendar()
            return f"{week.year}-W{week.week:02}"
        return {
            Frequency.DAY: self.first.isoformat(),
            Frequency.MONTH: f"{year}-{month:02}",
            Frequency.QUARTER: f"{year}-Q{(month + 2) // 3}",
            Frequency.HALF: f"{year}-S{1 if month < 7 else 2}",
            Frequency.YEAR: str(year),
        }[self.frequency]


def _first(day: date, frequency: Frequency) -> date:
    if frequency is Frequency.DAY:
        return day
    if frequency is Frequency.WEEK:
        return day - timedelta(days=day.weekday())
    length = _MONTHS[frequency]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _begin(frequency: Frequency, year: int, number: int = 1, day: int = 1) -> date:
    if frequency is Frequency.DAY:
        return date(year, number, day)
    if frequency is Frequency.WEEK:
        return date.fromisocalendar(year, number, 1)
    return date(year, (number - 1) * _MONTHS[frequency] + 1, 1)
