"""What the columns of a table mean, by the words of its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from honglam.base.text import fold
from honglam.packs.plan.reading import tidying, vocabulary


class Column(StrEnum):
    """What a column holds."""

    NO = "no"
    TITLE = "title"
    OBJECTIVE = "objective"
    RESULT = "result"
    LEAD = "lead"
    COORDINATING = "coordinating"
    DEADLINE = "deadline"
    MONEY = "money"
    NOTES = "notes"
    UNIT = "unit"
    VALUE = "value"
    OTHER = "other"


_WORDS = tuple((Column(holds), re.compile(words)) for holds, words in vocabulary.columns())
_NUMBERED_ROW = re.compile(r"\(?\s*(\d{1,2}|[A-H])\s*\)?(?:\s*=.*)?")
_MILLIONS = {
    "ty dong": Decimal(1000),
    "trieu dong": Decimal(1),
    "tr.d": Decimal(1),
    "trd": Decimal(1),
    "(trieu)": Decimal(1),
    "(ty)": Decimal(1000),
    "nghin dong": Decimal("0.001"),
    "1.000 dong": Decimal("0.001"),
    "1000 dong": Decimal("0.001"),
    "dong": Decimal("0.000001"),
}
_UNTIL = re.compile(r"hoan thanh|ket thuc")
_TOTAL = re.compile(r"tong|^kinh phi|^du toan|^nhu cau")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table.

    Attributes:
        columns: what each column holds.
        words: what each column's head says.
        rows: how many rows of the table it takes.
        factor: by what its money is multiplied to be million đồng; None when no unit is printed.
    """

    columns: tuple[Column, ...]
    words: tuple[str, ...]
    rows: int
    factor: Decimal | None = None
    known: frozenset[Column] = field(default_factory=frozenset)

    def at(self, column: Column) -> tuple[int, ...]:
        """Return the places of the columns that hold something."""
        return tuple(place for place, each in enumerate(self.columns) if each is column)


def of(rows: Sequence[Sequence[str]], before: str = "") -> Head | None:
    """Return the head of a table, None when its first rows name no columns.

    Args:
        rows: its cells.
        before: what stands above it, where the unit of money may be printed.
    """
    width = max((len(row) for row in rows), default=0)
    first = [tidying.plain(cell) for cell in rows[0]] if rows else []
    kinds = [kind(cell) for cell in first]
    named = {kind for kind in kinds if kind is not Column.OTHER}
    if Column.TITLE not in named and not (Column.NO in named and len(named) > 1):
        return None
    taken, words = 1, first + [""] * (width - len(first))
    while taken < min(3, len(rows)) and _is_below([tidying.plain(cell) for cell in rows[taken]], words):
        words = _joined(words, [tidying.plain(cell) for cell in rows[taken]])
        taken += 1
    columns = _settled([kind(word) for word in words], words)
    factor = _factor(" ".join((*words, before)))
    return Head(tuple(columns), tuple(words), taken, factor, frozenset(columns))


def is_numbering(row: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns: (1) (2) (3)."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 2 and all(_NUMBERED_ROW.fullmatch(cell) for cell in cells)


def is_repeated(row: Sequence[str], head: Head) -> bool:
    """Tell whether a row is the head again, as at the top of a page."""
    cells = [fold(tidying.plain(cell)) for cell in row]
    same = sum(cell == fold(word) for cell, word in zip(cells, head.words, strict=False) if cell)
    return same >= 2 and same >= sum(bool(cell) for cell in cells) - 1


def source(word: str) -> str:
    """Return what a column of money says of its source; empty for the total."""
    plain = re.sub(r"\(.*?\)", "", word)
    parts = [part.strip() for part in plain.split("/") if part.strip()]
    last = parts[-1] if parts else plain.strip()
    return "" if _TOTAL.search(fold(last)) else last


def kind(word: str) -> Column:
    """Return what a column holds by the words of its head."""
    above, _slash, below = word.rpartition(" / ")
    if above and (own := kind(below)) is not Column.OTHER:
        return own
    plain = re.sub(r"\s+", " ", fold(word)).strip(" .:")
    if not plain:
        return Column.OTHER
    if "chu tri" in plain:
        return Column.LEAD
    return next((column for column, pattern in _WORDS if pattern.search(plain)), Column.OTHER)


def _is_below(row: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a row still belongs to the head: it names parts of columns and has no number of its own."""
    filled = [cell for cell in row if cell]
    if not filled or is_numbering(row) or (row[0] and kind(row[0]) is not Column.NO):
        return False
    if any(len(cell) > 60 for cell in filled):
        return False
    named = [kind(cell) for cell in filled]
    money = any(kind(word) is Column.MONEY for word in words)
    return all(kind is not Column.OTHER for kind in named) or (
        money and all(len(cell) < 40 for cell in filled) and any(kind in {Column.MONEY, Column.LEAD} for kind in named)
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Join two rows of a head; what is said once above several columns counts for each of them."""
    found, last = [], ""
    for place, word in enumerate(upper):
        below = lower[place] if place < len(lower) else ""
        last = word or (last if below else "")
        found.append(f"{last} / {below}" if below and below != last else (word or below))
    return found


def _settled(columns: list[Column], words: Sequence[str]) -> list[Column]:
    """Give the columns that only one may be to the first that fits, and find the title where nothing names it."""
    ends = [at for at, column in enumerate(columns) if column is Column.DEADLINE and _UNTIL.search(fold(words[at]))]
    if ends:  # "Bắt đầu" beside "Hoàn thành"
        columns = [
            Column.OTHER if each is Column.DEADLINE and at != ends[0] else each for at, each in enumerate(columns)
        ]
    seen: set[Column] = set()
    for place, column in enumerate(columns):
        if column in seen and column in {Column.TITLE, Column.NO, Column.DEADLINE}:
            columns[place] = (
                Column.OBJECTIVE if column is Column.TITLE and Column.OBJECTIVE not in columns else Column.OTHER
            )
        seen.add(column)
    if Column.TITLE not in columns and Column.NO in columns and columns.index(Column.NO) + 1 < len(columns):
        columns[columns.index(Column.NO) + 1] = Column.TITLE
    return columns


def _factor(words: str) -> Decimal | None:
    plain = fold(words)
    return next((factor for unit, factor in _MILLIONS.items() if re.search(rf"(?<!\w){re.escape(unit)}", plain)), None)
