"""A spreadsheet as people send it: opened only when it is safe, its table found among titles, merges and blank rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from rapidfuzz import fuzz

from honglam.base.errors import Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_

UNPACKED_MOST = 80 * 1024 * 1024  # bytes
PARTS_MOST = 500
ROWS_MOST = 5000
COLUMNS_MOST = 100
HEAD_WITHIN = 30  # rows
_ALIKE = 88  # of 100: a slip in a heading
_CELL = re.compile(rb'<c [^>]*?\br="([A-Z]{1,4})(\d{1,8})"')
_CHUNK = 1 << 20
_OVERLAP = 200  # bytes: longer than the beginning of a cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was found in a spreadsheet.

    Attributes:
        cells: all cells of the sheet from its first row and column on, merges filled.
        merges: merged areas: first row, first column, last row, last column, from 0.
        head: number of the row with the headings, from 0.
        columns: what was recognised → number of the column.
        headings: number of the column → heading as it stands there.
    """

    cells: Sequence[Sequence[Any]]
    merges: tuple[tuple[int, int, int, int], ...]
    head: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings that nobody reads."""
        read = set(self.columns.values())
        return tuple(text for column, text in self.headings.items() if column not in read)


def opened(body: bytes, known: Mapping[str, Sequence[str]], needed: str) -> Sheet:
    """Return the first table with a column `needed`; `known` are folded headings of each column.

    Raises:
        Refusal: it is no XLSX, unpacks to more than a list of people can be, or has no such table.
    """
    _check_size(body)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                grid = sheet.to_python(skip_empty_area=False)
                areas = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ()]
                found = _table(grid, areas, known, needed)
                if found is not None:
                    return found
    except (CalamineError, ValueError, OSError):
        raise _damaged() from None
    raise Refusal(
        N_("No table with names of people was found in this file."),
        field="file",
        remedy=N_("One row must hold the headings, among them “Họ và tên”. Start from our template."),
    )


def _damaged() -> Refusal:
    return Refusal(
        N_("This file cannot be read as an Excel spreadsheet."),
        field="file",
        remedy=N_("Open it in Excel or LibreOffice and save it as .xlsx, then send it again."),
    )


def _check_size(body: bytes) -> None:
    """Unpack every part once, counting: a bomb is refused before the reader allocates anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as pack:
            parts = pack.infolist()
            if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
                raise _too_big()
            for part in parts:
                _check_part(pack, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _damaged() from None


def _check_part(pack: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    sheet = part.filename.startswith("xl/worksheets/")
    kept = b""
    with pack.open(part) as stream:  # a wrong size or checksum in the directory raises here
        while chunk := stream.read(_CHUNK):
            if sheet:
                for column, row in _CELL.findall(kept + chunk):
                    # One cell far away would make the reader allocate everything between.
                    if int(row) > ROWS_MOST + HEAD_WITHIN or _number(column) > COLUMNS_MOST:
                        raise _too_big()
                kept = chunk[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_big() -> Refusal:
    return Refusal(
        N_("This file holds more than a list of people can: at most %(rows)s rows and %(columns)s columns."),
        field="file",
        remedy=N_("Delete what stands beside and below the list, or send it in parts."),
        params={"rows": ROWS_MOST, "columns": COLUMNS_MOST},
        code="too-large",
    )


def _table(
    grid: list[list[Any]],
    areas: Sequence[tuple[int, int, int, int]],
    known: Mapping[str, Sequence[str]],
    needed: str,
) -> Sheet | None:
    cells = [list(row) for row in grid]
    for top, left, bottom, right in areas:
        if top < len(cells) and left < len(cells[top]):
            for row in cells[top : bottom + 1]:
                row[left : right + 1] = [cells[top][left]] * len(row[left : right + 1])
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(cells[:HEAD_WITHIN]):
        columns = recognised(row, known)
        if needed in columns and (best is None or len(columns) > len(best[1])):
            best = (number, columns)
    if best is None:
        return None
    headings = {n: text(cell) for n, cell in enumerate(cells[best[0]]) if text(cell)}
    return Sheet(cells, tuple(areas), best[0], best[1], headings)


def recognised(row: Sequence[Any], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return which column each heading means; exact ones first, then such with a slip."""
    heads = {number: heading(text(cell)) for number, cell in enumerate(row) if text(cell)}
    found: dict[str, int] = {}
    for alike in (False, True):
        for number, words in heads.items():
            if number in found.values():
                continue
            for column, names in known.items():
                if column not in found and _means(words, names, alike=alike):
                    found[column] = number
                    break
    return found


def _means(words: str, names: Sequence[str], *, alike: bool) -> bool:
    if not alike:
        return words in names
    return len(words) > 5 and any(fuzz.ratio(words, name) >= _ALIKE for name in names if len(name) > 5)


def heading(words: str) -> str:
    """Return a heading as it is compared: folded, without signs and what stands in brackets."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", " ", fold(words))).split())


def text(cell: Any) -> str:
    """Return a cell as text; whole numbers have no decimals. A cell whose text is damaged is empty."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    try:
        return clean(str(cell)) if cell is not None else ""
    except Refusal:
        return ""
