"""The words of sums over records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records have these values, in the order in which they were asked for."""

    values: tuple[Any, ...]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many of some fields records have.

    Attributes:
        asked: how many fields were looked at.
        mean: filled ones in a record, on average; None without records.
        worst: key, agency and number of filled fields of the least complete records.
    """

    asked: int
    mean: float | None
    worst: tuple[tuple[UUID, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An item of a repeated group whose day comes.

    Attributes:
        record: key of its record.
        label: how people call the record, masked where it is personal.
        day: the day.
        item: its values.
    """

    record: UUID
    label: str
    day: date
    item: Mapping[str, Any]
