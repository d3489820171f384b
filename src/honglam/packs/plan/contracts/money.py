"""What is said of money that a plan gives to its tasks, in million đồng."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from honglam.base.errors import Refusal
from honglam.packs.plan.contracts.living import PlanHead

PAGE = 100  # lines at once


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """Money of a task from one source.

    Attributes:
        id: its number.
        no: number of the task as printed.
        source: where it comes from; empty when the plan does not say.
        leads: paths of the agencies that lead the task.
        may: whether who asks may write what was spent and disbursed.
    """

    id: int
    no: str
    title: str
    source: str
    leads: tuple[str, ...]
    planned: Decimal
    spent: Decimal
    disbursed: Decimal
    may: bool

    @property
    def stamp(self) -> str:
        """What stands there, to tell later whether somebody else has changed it."""
        return f"{self.spent.normalize():f}/{self.disbursed.normalize():f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWritten:
    """That somebody wrote what was spent and disbursed."""

    at: datetime
    by: str
    title: str
    source: str
    before: tuple[Decimal, Decimal]
    after: tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySheet:
    """A page of the money of a plan, with all its sources and what was written last.

    Attributes:
        count: lines on all pages.
        following: number of the first line of the next page; None on the last.
    """

    head: PlanHead
    sources: tuple[str, ...]
    lines: tuple[MoneyLine, ...]
    count: int
    following: int | None
    written: tuple[MoneyWritten, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMoney:
    """What is to stand in a line; `seen` is the stamp that its writer saw, empty when they saw none."""

    id: int
    spent: Decimal
    disbursed: Decimal
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyOutcome:
    """What became of a line: changed or not, or why it was refused (the refusal's field is `spent` or `disbursed`)."""

    id: int
    changed: bool = False
    refusal: Refusal | None = None
