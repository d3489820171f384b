"""What a file is made of: tables whose cells keep their types, and charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from honglam.base.money import format_number
from honglam.base.time import format_date, format_moment
from honglam.engines.indicator.drawing import Picture


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure and how many of its digits after the comma are shown."""

    number: Decimal
    decimals: int = 0


Cell = str | Amount | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; what does not stand on paper is in the workbook only."""

    title: str
    paper: bool = True
    width: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table with its heading and its charts; sections of one `sheet` stand below each other in a workbook."""

    title: str
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is written."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    now: datetime


def said(cell: Cell) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, Amount):
        return format_number(cell.number, decimals=cell.decimals)
    if isinstance(cell, datetime):
        return format_moment(cell)
    return format_date(cell) if isinstance(cell, date) else cell or ""
