"""The words of this pack: figures of staff, and the province's list of fields beside the register's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

REGISTER = "civil_servants"
VIEW = "civil_servants.view"
ANNEX = "civil_servants.annex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How many people reach the age of retirement in a year, by sex."""

    year: int
    men: int
    women: int

    @property
    def all(self) -> int:
        """Both."""
        return self.men + self.women


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A certificate that soon is no longer valid, and whose record it stands in."""

    record: UUID
    name: str
    certificate: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """A record with few of the fields that are asked for."""

    record: UUID
    name: str
    filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """What leaders ask of the register, of the records that the viewer reaches.

    Attributes:
        kinds: what people are, and how many.
        total: people in service.
        leaving: years to come.
        overdue: people in service who have passed the age.
        ages_verified: whether the table of ages was held against the decree.
        expiring: certificates of the next half-year.
        asked: how many fields a whole record has.
        mean: filled ones, on average; None without records.
        incomplete: the least complete records.
    """

    kinds: tuple[tuple[str, int], ...]
    total: int
    leaving: tuple[Leaving, ...]
    overdue: int
    ages_verified: bool
    expiring: tuple[Expiring, ...]
    asked: int
    mean: float | None
    incomplete: tuple[Incomplete, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A field of the list and the register's field that means the same; `sure` when the titles are the same."""

    title: str
    field: str
    field_title: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The list beside the register.

    Attributes:
        name: file from which the list came.
        at: when it was loaded.
        total: fields in the list.
        pairs: fields that both have.
        missing: titles that only the list has.
        extra: titles that only the register has.
    """

    name: str
    at: datetime
    total: int
    pairs: tuple[Pair, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
