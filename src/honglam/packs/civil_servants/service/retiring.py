"""When people reach the age of retirement: a table by years, for the law raises the age step by step."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "retirement.toml"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ages:
    """The table: year → months of men and of women, and whether somebody held it against the decree."""

    by_year: Mapping[int, tuple[int, int]]
    verified: bool


@functools.cache
def ages() -> Ages:
    """Return the table that is shipped."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Ages({each["year"]: (each["men"], each["women"]) for each in read["ages"]}, bool(read["verified"]))


def leaves(*, year: int, month: int, woman: bool, table: Ages) -> date:
    """Return the first day without work of somebody born in this month: the month after they reach the age.

    The age of a year holds for who reaches it in that year. Before the table begins its first line holds, after its end
    the last.
    """
    born = year * _MONTHS + month - 1
    reached = 0
    for each in sorted(table.by_year):
        reached = born + table.by_year[each][woman]
        if reached // _MONTHS <= each:
            break
    after = reached + 1
    return date(after // _MONTHS, after % _MONTHS + 1, 1)
