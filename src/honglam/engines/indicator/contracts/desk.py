"""Figures as the desk shows them: what is to be entered, and a grid to enter it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from honglam.base.errors import Refusal
from honglam.base.periods import Period
from honglam.engines.indicator.contracts.definitions import Indicator
from honglam.engines.indicator.contracts.values import Scope, Value


class Heap(StrEnum):
    """A part of the list of figures."""

    MINE = "mine"  # drafts, and what was given back, of the viewer
    VERIFY = "verify"
    PUBLISH = "publish"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure that can be entered.

    Attributes:
        indicator: its definition.
        scope: of whom.
        name: what people call the scope.
        agency: path of the agency that gives it.
        period: when.
        value: the newest version, a draft or a published one; None when there is none.
        former: the published figure of the period before; None when there is none.
    """

    indicator: Indicator
    scope: Scope
    name: str
    agency: str
    period: Period
    value: Value | None = None
    former: Value | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has submitted it yet."""
        return self.value is None or self.value.state in {"draft", "returned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Figures of one indicator and period that are still to be submitted.

    Attributes:
        indicator: its definition.
        period: when.
        due: the day until which they are to be submitted.
        late: that day is over.
        cells: the figures that are not there.
        count: how many figures there must be in all.
    """

    indicator: Indicator
    period: Period
    due: date
    late: bool
    cells: tuple[Cell, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """What an agency is late with.

    Attributes:
        agency: its path.
        name: its name.
        count: figures.
        titles: of the indicators, the oldest first.
    """

    agency: str
    name: str
    count: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A line of a spreadsheet of figures.

    Attributes:
        row: its number in the sheet, from 1.
        code: of the indicator, as it stands there.
        text: the figure, as it stands there.
        column: where the mistake is; empty when there is none.
        refusal: why it cannot be taken; None when it can.
        value: as it would be, or is.
        same: it is what stands there already.
    """

    row: int
    code: str
    text: str
    column: str = ""
    refusal: Refusal | None = None
    value: Value | None = None
    same: bool = False
