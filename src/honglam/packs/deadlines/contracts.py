"""The words of deadlines; days and pauses are the calendar's."""

from __future__ import annotations

from enum import StrEnum

# The longest time limit that is reckoned, in either unit.
LONGEST = 366


class Unit(StrEnum):
    """In what a time limit is given."""

    DAYS = "days"
    HOURS = "hours"
