"""The plain CSV into which every file is turned, and the text of one cell in it.

A number is written as Vietnam does (`1234,5`) and a day as ISO, so that whoever judges the cell need not know from
which kind of file it came. A text in an old encoding becomes Unicode here, a column at a time, because one cell alone
cannot tell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from honglam.base.legacy import Encoding, detect, to_unicode

HEAD_ROWS = 60  # that are told along, to find headings and to know columns by what is in them
_LOOKED_AT = 400  # rows by which an encoding is known
_COLUMNS_MOST = 1000
_SIGNIFICANT = 15  # digits of a spreadsheet's number that mean something


def text(cell: Any) -> str:
    """Return a cell of a spreadsheet as text."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float | Decimal):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def number(value: float | Decimal) -> str:
    """Return a number with a comma, all its digits and no exponent; what is no number is an error in its own words."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    exact = Decimal(f"{value:.{_SIGNIFICANT}g}") if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    return format(exact, "f").replace(".", ",")


def write(rows: Iterable[Sequence[str]], path: Path, *, width: int = 0) -> dict[str, Any]:
    """Write a table; return its first rows, how many there are, how wide it is and in which encoding it was.

    Rows of blanks at the end are left out; those between stay, so that numbers of rows are those that people see.
    """
    coming = iter(rows)
    first = list(islice(coming, _LOOKED_AT))
    width = min(max([width, *(len(row) for row in first)], default=0), _COLUMNS_MOST)
    old = _encodings(first, width)
    counted, blank = 0, 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL if width == 1 else csv.QUOTE_MINIMAL, lineterminator="\n")
        empty = [""] * width
        for row in chain(first, coming):
            if not any(row):
                blank += 1
                continue
            for _each in range(blank):
                writer.writerow(empty)
            counted, blank = counted + blank + 1, 0
            writer.writerow(_fitted(row, width, old))
    head = [_fitted(row, width, old) for row in first[:HEAD_ROWS]]
    encodings = sorted({str(each) for each in old.values()})
    return {"file": path.name, "rows": counted, "width": width, "head": head, "old": encodings}


def _fitted(row: Sequence[str], width: int, old: dict[int, Encoding]) -> list[str]:
    cells = [each.replace("\x00", "").encode("utf-8", "ignore").decode() if each else "" for each in row[:width]]
    cells += [""] * (width - len(cells))
    for at, encoding in old.items():
        if cells[at] and not cells[at].isascii():
            cells[at] = to_unicode(cells[at], encoding)
    return cells


def _encodings(rows: Sequence[Sequence[str]], width: int) -> dict[int, Encoding]:
    """Return the columns that are in an old encoding."""
    found: dict[int, Encoding] = {}
    for at in range(width):
        encoding = detect(" ".join(_strange(rows, at)))
        if encoding is not Encoding.UNICODE:
            found[at] = encoding
    return found


def _strange(rows: Sequence[Sequence[str]], at: int) -> Iterator[str]:
    for row in rows:
        if at < len(row) and row[at] and not row[at].isascii():
            yield row[at]
