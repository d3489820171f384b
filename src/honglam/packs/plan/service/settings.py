"""When agencies are reminded and reports are due: data, and each part says whether it was compared with an act."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from honglam.base.periods import Frequency, Period

_FILE = Path(__file__).resolve().parent.parent / "data" / "urging.toml"


@dataclass(frozen=True, slots=True)
class Reminders:
    """How many days before a last day agencies are reminded."""

    days_before: tuple[int, ...]
    legal: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When reports of a period are due.

    Attributes:
        day: of the period's last month; the report is in before it ends.
    """

    day: int
    days_before: tuple[int, ...]
    legal: str
    verified: bool

    def due(self, period: Period) -> date:
        """Return the day on which the report of a period is due."""
        return period.last.replace(day=self.day)

    def marks(self, period: Period) -> tuple[date, ...]:
        """Return the days on which agencies are reminded, the first one first."""
        return tuple(sorted(self.due(period) - timedelta(days=each) for each in self.days_before))


@cache
def coordinator() -> str:
    """Return the path of the agency that follows tasks which name nobody."""
    return str(_read()["coordinator"])


@cache
def reminders() -> Reminders:
    """Return when agencies are reminded of a task's last day."""
    said = _read()["deadlines"]
    return Reminders(tuple(said["days_before"]), said["legal"], said["verified"])


@cache
def rhythm(frequency: Frequency) -> Rhythm:
    """Return when reports of a month or a quarter are due."""
    said = _read()[frequency.value]
    return Rhythm(said["day"], tuple(said["days_before"]), said["legal"], said["verified"])


def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
