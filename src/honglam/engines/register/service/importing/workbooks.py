"""Workbooks: XLSX, XLSB, XLS and ODS, each sheet with something in it as one table. Formulas count by their value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.service.importing import plain

_SHEETS_MOST = 50
# The reader makes a place for every cell between the first and the last: one far away would take all memory.
_CELLS_MOST = 60_000_000


def read(source: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the sheets of a workbook.

    Raises:
        Refusal: it cannot be read, or spans more cells than memory has.
    """
    try:
        with CalamineWorkbook.from_path(str(source)) as book:
            shown = [
                meta.name
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
            found = [_sheet(book, name, folder / f"table-{at}.csv") for at, name in enumerate(shown[:_SHEETS_MOST])]
    except (CalamineError, ValueError, OSError):
        raise Refusal(
            N_("This file cannot be read as a spreadsheet."),
            field="file",
            remedy=N_("Open it in Excel or LibreOffice and save it as .xlsx, then send it again."),
        ) from None
    return [each for each in found if each["rows"]]


def _sheet(book: CalamineWorkbook, name: str, path: Path) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    if sheet.height * sheet.width > _CELLS_MOST:
        raise Refusal(
            N_("The sheet “%(sheet)s” spans more cells than can be read."),
            field="file",
            remedy=N_("Delete what stands far beside or below the table, or save the sheet as CSV."),
            params={"sheet": name[:60]},
        )
    merges = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or () if a[0] < plain.HEAD_ROWS]
    return {"name": name, "merges": merges, **plain.write(_rows(sheet), path)}


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Yield all rows; the reader begins with row 1, and with the first column in which something stands."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield left + [plain.text(cell) for cell in cells]
