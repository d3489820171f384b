"""The copy of a file with its mistakes written in, and the empty form of a register to fill in, as spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.utils.translation import gettext

from honglam.base import trace
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner
from honglam.engines.register.contracts import Field, Register, TargetKind, Type, Wrong
from honglam.engines.register.models import Import as Row
from honglam.engines.register.service import checking_names
from honglam.engines.register.service.importing import heads, keeping, rows
from honglam.engines.register.service.importing.judging import Judging
from honglam.engines.register.service.importing.opening import Opened
from honglam.kit import sheets

_ALL_MOST = 50_000  # rows; of a longer file the copy holds the wrong ones only
_ROWS_MOST = 1_000_000
_CELL_MOST = 32_000  # letters that a spreadsheet takes
_CHOICES = 1000  # rows of a form that have the list of choices


def keep(of: Judging, opened: Opened, row: Row, now: datetime) -> UUID:
    """Make the copy with the mistakes and keep it beside the file; return its id."""
    path = of.place / "report.xlsx"
    table = rows.tables_of(row)[row.table]
    _write(of, opened, heads.body(opened.grid, table.head), path)
    owner = Owner(keeping.OWNER, str(row.pk))
    with path.open("rb") as file:
        kept = files.store(
            source=file,
            name=f"{Path(row.name).stem[:100]}-loi.xlsx",
            owner=owner,
            agency=row.agency,
            viewer=trace.SYSTEM,
            now=now,
            label="report",
        )
    return kept.id


def said(wrong: Wrong) -> str:
    """Return what is wrong as a sentence in the reader's language, with the remedy."""
    whole = " ".join(gettext(text) for text in (wrong.message, wrong.remedy) if text)
    return whole % wrong.params if wrong.params else whole


def _write(of: Judging, opened: Opened, body: int, path: Path) -> None:
    faults = _faults(of)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet("Lỗi")
        bad, bold = book.add_format({"bg_color": "#FFD9D2"}), book.add_format({"bold": True})
        page.set_column(opened.width, opened.width, 10)
        page.set_column(opened.width + 1, opened.width + 1, 80)
        page.freeze_panes(body, 0)
        every = of.total <= _ALL_MOST
        at = 0
        for number, cells in enumerate(_lines(opened), start=1):
            found = faults.get(number)
            if number > body and found is None and not every:
                continue
            wrong = {column for column, _wrong in found or ()}
            for column, text in enumerate(cells):
                if text or column in wrong:
                    page.write_string(at, column, text[:_CELL_MOST], bad if column in wrong else None)
            if number == body:
                page.write_string(at, opened.width, gettext("Row"), bold)
                page.write_string(at, opened.width + 1, gettext("What is wrong"), bold)
            if found:
                page.write_number(at, opened.width, number)
                page.write_string(at, opened.width + 1, "; ".join(said(w) for _c, w in found)[:_CELL_MOST])
            at += 1
            if at >= _ROWS_MOST:
                break


def _faults(of: Judging) -> Mapping[int, list[tuple[int, Wrong]]]:
    """Return what is wrong by row of the file: number of the column in the file, and the fault."""
    found: dict[int, list[tuple[int, Wrong]]] = {}
    cursor = of.base.execute(
        f'SELECT row, "column", wrong FROM faults ORDER BY row, "column" LIMIT {_ROWS_MOST}'  # noqa: S608  (a number of ours)
    )
    for row, at, number in cursor.fetchall():
        found.setdefault(row, []).append((of.columns[at].at if at >= 0 else -1, of.wrong[number]))
    return found


def _lines(opened: Opened) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 24)
    with opened.path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, delimiter=opened.delimiter)


# The empty form


def template(register: Register) -> bytes:
    """Return a spreadsheet to fill in: a heading for each field, what is asked under it, and lists of choices."""
    out = io.BytesIO()
    fields = heads.importable(register)
    with xlsxwriter.Workbook(out, sheets.NOTHING_RUNS) as book:
        page, lists = book.add_worksheet("Dữ liệu"), book.add_worksheet("Danh mục")
        head = book.add_format({"bold": True, "bg_color": "#E6F1F1", "border": 1, "text_wrap": True})
        needed = book.add_format({"bold": True, "bg_color": "#FFF4D6", "border": 1, "text_wrap": True})
        plain = book.add_format({"num_format": "@"})
        for at, each in enumerate(fields):
            unit = f" ({each.unit})" if each.unit else ""
            page.write_string(0, at, f"{each.title}{unit}", needed if each.required else head)
            page.set_column(at, at, max(14, min(40, len(each.title) + 6)), plain)
            page.data_validation(1, at, _CHOICES, at, _hint(each))
            if choices := _choices(each):
                lists.write_column(0, at, [choice[:255] for choice in choices])
                column = _letters(at)
                source = f"='Danh mục'!${column}$1:${column}${len(choices)}"
                page.data_validation(1, at, _CHOICES, at, {"validate": "list", "source": source, **_notes(each)})
        page.freeze_panes(1, 0)
        lists.hide()
    return out.getvalue()


def _hint(field: Field) -> dict[str, str]:
    return {"validate": "any", **_notes(field)}


def _notes(field: Field) -> dict[str, str]:
    asked = {Type.DATE: "dd/mm/yyyy", Type.DECIMAL: "1.234,5", Type.MONEY: "1.234.567"}
    words = [field.hint or field.help or asked.get(field.type, "")]
    words += [gettext("Required")] if field.required else []
    text = ". ".join(each for each in words if each)[:250]
    return {"input_title": field.title[:32], "input_message": text} if text else {}


def _choices(field: Field) -> list[str]:
    if field.type is Type.CODE:
        return [each.title for each in field.codes if not each.closed]
    if field.type is Type.BOOLEAN:
        return ["Có", "Không"]
    if field.target is not None and field.target.kind is TargetKind.COMMUNE:
        return sorted(checking_names.communes().values())
    return []


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, left = divmod(at - 1, 26)
        letters = chr(65 + left) + letters
    return letters
