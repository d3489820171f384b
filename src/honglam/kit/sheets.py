"""A spreadsheet as people send it: opened only when it is safe, its table found among titles, merges and blank rows.

And the copy that they get back, with the mistakes written in. Nothing in it runs, whatever stood in a cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.utils.translation import gettext
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
_ROWS = ROWS_MOST + HEAD_WITHIN
_CELL = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})")
_NUMBER = re.compile(r"[0-9]{1,8}")
# Text stays text, whatever it begins with; a number that is none becomes a mistake of the sheet, not one of ours.
NOTHING_RUNS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
# What the reader needs of a spreadsheet, and nothing by which it would take it for another kind of file.
_PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/.*\.(xml|rels)", re.IGNORECASE)
_CHUNK = 1 << 16
_TAG_MOST = 1 << 20  # bytes of one tag or comment


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


def opened(body: bytes, known: Mapping[str, Sequence[str]], needed: str, nothing: Refusal | None = None) -> Sheet:
    """Return the first table of a file.

    Args:
        body: the file.
        known: folded headings of each column.
        needed: the column by which the table is known.
        nothing: what is said when there is no such table.

    Raises:
        Refusal: it is no XLSX, unpacks to more than a list can be, or has no such table.
    """
    checked = _checked(body)
    try:
        with CalamineWorkbook.from_filelike(checked) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                grid = sheet.to_python(skip_empty_area=False)
                areas = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ()]
                found = _table(grid, areas, known, needed)
                if found is not None:
                    return found
    except (CalamineError, ValueError, OSError):
        raise _damaged() from None
    raise nothing or Refusal(
        N_("No table with our headings was found in this file."), field="file", remedy=N_("Start from our template.")
    )


def marked(sheet: Sheet, faults: Mapping[int, Sequence[tuple[str, str]]]) -> bytes:
    """Return a copy of a sheet with the mistakes written in and marked.

    Args:
        sheet: as it was read.
        faults: number of the row from 0 → name of the column and sentence of each mistake.
    """
    out = io.BytesIO()
    width = max((len(row) for row in sheet.cells), default=0)
    with xlsxwriter.Workbook(out, NOTHING_RUNS) as book:
        page = book.add_worksheet("Lỗi")
        bad, bold = book.add_format({"bg_color": "#FFD9D2"}), book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in enumerate(sheet.cells):
            wrong = {sheet.columns.get(column) for column, _said in faults.get(number, ())}
            for at, cell in enumerate(cells):
                _put(page, number, at, cell, bad if at in wrong else day if isinstance(cell, date) else None)
        page.write_string(sheet.head, width, gettext("What is wrong"), bold)
        for number, found in faults.items():
            page.write_string(number, width, "; ".join(said for _column, said in found), bad)
        page.set_column(width, width, 60)
        page.freeze_panes(sheet.head + 1, 0)
    return out.getvalue()


def _put(page: Any, row: int, column: int, cell: Any, style: Any) -> None:
    """Write a cell as what it is; text that begins with = stays text, so that a copy runs nothing."""
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, style)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, style)
    elif cell not in (None, ""):
        page.write_string(row, column, str(cell), style)
    elif style is not None:
        page.write_blank(row, column, None, style)


def _damaged() -> Refusal:
    return Refusal(
        N_("This file cannot be read as an Excel spreadsheet."),
        field="file",
        remedy=N_("Open it in Excel or LibreOffice and save it as .xlsx, then send it again."),
    )


def _checked(body: bytes) -> io.BytesIO:
    """Return a copy with nothing but the parts that were unpacked and counted here.

    The reader follows a directory, a part or an address otherwise than we do if somebody wants it to, and allocates
    whatever it finds; what it gets is only what we have seen.
    """
    clean_copy, left = io.BytesIO(), UNPACKED_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as pack, zipfile.ZipFile(clean_copy, "w") as seen:
            parts = pack.infolist()
            if len(parts) > PARTS_MOST:
                raise _too_big()
            if len({part.filename.lower() for part in parts}) < len(parts):
                raise _damaged()
            for part in parts:
                if _PARTS.fullmatch(part.filename):
                    found = _unpacked(pack, part, left)
                    left -= len(found)
                    seen.writestr(part.filename, found)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ExpatError):
        raise _damaged() from None
    clean_copy.seek(0)
    return clean_copy


def _unpacked(pack: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """Return a part, counting its bytes and its cells as they come."""
    found, parser = bytearray(), ParserCreate()
    parser.StartElementHandler = _Area().begin
    parser.StartDoctypeDeclHandler = _no_doctype
    with pack.open(part) as stream:  # a wrong size or checksum in the directory raises here
        while chunk := stream.read(_CHUNK):
            found += chunk
            if len(found) > most:
                raise _too_big()
            parser.Parse(chunk, False)
            # The parser reads what is not whole yet again with each piece: without an end that would take minutes.
            if len(found) - max(parser.CurrentByteIndex, 0) > _TAG_MOST:
                raise _damaged()
    parser.Parse(b"", True)
    return bytes(found)


class _Area:
    """The area of a sheet. One cell far away makes the reader allocate everything between."""

    def __init__(self) -> None:
        self.row = self.column = self.cells = self.merged = 0

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Follow an element; cells and rows that do not say where they are stand beside the last ones."""
        kind, place = name.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            self.row, self.column = int(place) if _NUMBER.fullmatch(place) else self.row + 1, 0
        elif kind == "c":
            self.row, self.column = _place(place) if place else (self.row, self.column + 1)
            self.cells += 1
        elif kind == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            self.merged += (bottom - top + 1) * (right - left + 1)
        if self.row > _ROWS or self.column > COLUMNS_MOST or max(self.cells, self.merged) > _ROWS * COLUMNS_MOST:
            raise _too_big()


def _place(text: str) -> tuple[int, int]:
    found = _CELL.fullmatch(text)
    if found is None:
        raise _damaged()
    return int(found[2]), _number(found[1].upper())


def _no_doctype(*_said: Any) -> None:
    raise _damaged()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _too_big() -> Refusal:
    return Refusal(
        N_("This file holds more than a list can: at most %(rows)s rows and %(columns)s columns."),
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
