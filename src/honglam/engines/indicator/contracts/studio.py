"""What the studio shows of definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from honglam.base.periods import Period
from honglam.engines.indicator.contracts.definitions import Fault


@dataclass(frozen=True, slots=True)
class TriedLine:
    """What a formula gives for one scope: a figure, or the msgid of why there is none."""

    name: str
    number: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying a formula: faults, or the figures of the newest period for which there are any."""

    faults: tuple[Fault, ...] = ()
    period: Period | None = None
    lines: tuple[TriedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """A version of a definition: its number, the pack or the account that published it, and when."""

    number: int
    origin: str
    by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """A key in which two versions differ, and what each says."""

    key: str
    old: str
    new: str
