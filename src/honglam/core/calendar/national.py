"""The days off of the whole country in a year, as the `holidays` package computes them, with their legal basis.

The package knows the law's holidays, the lunar ones among them, their substitutes when they meet a weekend, and most
exchanges of working days. What it lacks or has wrong is entered as an override.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from holidays import country_holidays

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.calendar.contracts import Day, DayKind

# The package computes the lunar new year for these years.
FIRST_YEAR, LAST_YEAR = 1976, 2099
_EXCHANGED = "thay cho ngày"


@cache
def defaults() -> Mapping[str, Any]:
    """Return the dated facts that come with the room."""
    return tomllib.loads((Path(__file__).parent / "data" / "defaults.toml").read_text(encoding="utf-8"))


@cache
def national_days(year: int) -> Mapping[date, Day]:
    """Return the days of a year on which the country rests or works against the custom of the weekday.

    Raises:
        Refusal: the year is one for which nobody can compute the lunar new year.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(
            N_("The year %(year)s has no calendar."),
            field="year",
            remedy=N_("Choose a year from %(first)s to %(last)s."),
            params={"year": year, "first": FIRST_YEAR, "last": LAST_YEAR},
        )
    known = country_holidays("VN", years=year, language="vi")
    days = {day: _off(day, name) for day, name in known.items() if day.year == year}
    for day in known.weekend_workdays:
        if day.year == year:
            legal, verified = _basis(_EXCHANGED)
            days[day] = Day(day, works=True, kind=DayKind.SWAPPED_ON, name="Làm bù", legal=legal, verified=verified)
    return MappingProxyType(dict(sorted(days.items())))


def _off(day: date, name: str) -> Day:
    kind = DayKind.SWAPPED_OFF if _EXCHANGED in name else DayKind.HOLIDAY
    legal, verified = _basis(name)
    return Day(day, works=False, kind=kind, name=name, legal=legal, verified=verified)


def _basis(name: str) -> tuple[str, bool]:
    found = next(basis for basis in defaults()["basis"] if basis["word"] in name)
    return found["legal"], found["verified"]
