"""An Excel data dictionary, one row a field, read as the document of a register.

The template's own columns say everything; a dictionary of a foreign system says less, and what is missing is guessed
from its words: names from titles, types from SQL or from what a title speaks of. Each guess is told, none is silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from honglam.base import legacy
from honglam.base.errors import Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_
from honglam.engines.register.contracts import Doubt, Fault
from honglam.engines.register.service import dictionary_head, dictionary_rows, dictionary_words
from honglam.kit import sheets

_TITLES = ("title", "name")
_NUMBERING = re.compile(r"\(?\d{1,3}\)?")
_KEY = re.compile(r"(fields\[\d+\](?:\.fields\[\d+\])?)(?:\.(.*))?")
# Key of the document → column of the sheet in which it is written.
_COLUMN_OF = {
    "constraints.required": "required",
    "constraints.unique": "unique",
    "constraints.minimum": "minimum",
    "constraints.maximum": "maximum",
    "constraints.minLength": "min_length",
    "constraints.maxLength": "length",
    "constraints.pattern": "pattern",
    "codelist": "codes",
    "fields": "type",
    "crs": "type",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """What was read.

    Attributes:
        document: as `declaring.read` takes it.
        faults: cells that cannot be read, each with its row and column.
        doubts: what was guessed.
        sheet: the sheet with the fields, for the copy with the mistakes.
        rows: place of a field in the document → its row from 0.
    """

    document: Mapping[str, Any]
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]
    sheet: sheets.Sheet
    rows: Mapping[str, int] = field(default_factory=dict)

    def placed(self, fault: Fault) -> tuple[Fault, int | None, str]:
        """Return a fault of the document with row and column as its place, and both for the marked copy."""
        found = _KEY.match(fault.place)
        row = self.rows.get(found[1]) if found else None
        if found is None or row is None:
            return fault, None, ""
        key = (found[2] or "name").partition("[")[0].partition(".when")[0]
        column = _COLUMN_OF.get(key, key.partition(".")[0])
        if column not in self.sheet.columns:
            column = next(each for each in ("name", "title") if each in self.sheet.columns)
        return Fault(place_of(self.sheet, row, column), fault.message, fault.remedy, fault.params), row, column


def place_of(sheet: sheets.Sheet, row: int, column: str) -> str:
    """Return row and column as people count them."""
    heading = sheet.headings.get(sheet.columns.get(column, -1), "")
    return gettext("row %(row)s, column “%(column)s”") % {"row": row + 1, "column": heading}


def read(body: bytes, name: str = "") -> Dictionary:
    """Return what a spreadsheet says of a register.

    Args:
        body: the XLSX.
        name: of the file; the register is called so when no sheet names it.

    Raises:
        Refusal: it cannot be read as a spreadsheet, or has no table of fields in it.
    """
    sheet = _converted(_opened(body))
    reader = dictionary_rows.Reader(sheet, place_of, dictionary_head.codelists(body))
    section = ""
    for number, cells in enumerate(sheet.cells):
        if number <= sheet.head or _is_no_row(sheet, cells):
            continue
        if (heading := _heading(sheet, cells)) is not None:
            section = heading
            continue
        reader.row(number, cells, section)
    document, faults = dictionary_head.read(body, name, reader)
    return Dictionary(
        document=document,
        faults=(*reader.faults, *faults),
        doubts=tuple(reader.doubts),
        sheet=sheet,
        rows=dict(reader.rows),
    )


def _opened(body: bytes) -> sheets.Sheet:
    """Return the sheet with the fields; a dictionary calls them by their names, by their titles, or by both."""
    nothing = Refusal(
        N_("No list of fields was found in this file."),
        field="file",
        remedy=N_(
            "Its headings must say what each field is called (Tên trường, Kiểu, Mô tả …); start from our template."
        ),
    )
    refusal: Refusal = nothing
    found: list[sheets.Sheet] = []
    for needed in _TITLES:
        try:
            found.append(sheets.opened(body, dictionary_words.COLUMNS, needed, nothing))
        except Refusal as error:
            refusal = error
    if not found:
        raise refusal
    return max(found, key=lambda each: len(each.columns))


def _converted(sheet: sheets.Sheet) -> sheets.Sheet:
    """Return the sheet with the letters of old fonts (VNI, TCVN3) in Unicode; each column says what it is."""
    cells = [list(row) for row in sheet.cells]
    for at in sheet.headings:
        texts = [row[at] for row in cells[sheet.head + 1 :] if at < len(row) and isinstance(row[at], str)]
        encoding = legacy.detect(" ".join(texts))
        if encoding is not legacy.Encoding.UNICODE:
            for row in cells[sheet.head + 1 :]:
                if at < len(row) and isinstance(row[at], str):
                    row[at] = legacy.to_unicode(row[at], encoding)
    return sheets.Sheet(cells, sheet.merges, sheet.head, sheet.columns, sheet.headings)


def _is_no_row(sheet: sheets.Sheet, cells: Sequence[Any]) -> bool:
    """Tell that a row is blank, or belongs to the headings: a second line of them, or numbers below them."""
    said = [sheets.text(cell) for cell in cells]
    if not any(said):
        return True
    if sum(1 for each in said if each) > 1 and all(_NUMBERING.fullmatch(each) for each in said if each):
        return True
    known = [at for at in sheet.columns.values() if at < len(said) and said[at]]
    return bool(known) and all(fold(said[at]) == fold(sheet.headings.get(at, "")) for at in known)


def _heading(sheet: sheets.Sheet, cells: Sequence[Any]) -> str | None:
    """Return the heading of a section: one text over the whole row, or alone in it."""
    said = {clean(sheets.text(cell)) for cell in cells if sheets.text(cell)}
    if len(sheet.columns) > 1 and len(said) == 1:
        spread = sum(1 for at in sheet.columns.values() if at < len(cells) and sheets.text(cells[at]))
        only = next(iter(said))
        if spread > 2 or (spread == 0 and not _NUMBERING.fullmatch(only)):
            return re.sub(r"^([IVX]+|[A-Z]|\d+)[.)]\s*", "", only)
    return None
