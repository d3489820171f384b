"""Figures by spreadsheet: a template of what is to be entered, a dry run, a copy of the mistakes, then the import."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.utils.translation import gettext

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.money import parse_number
from honglam.base.periods import Period
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.engines.indicator.contracts import NewValue, Outcome, Scope
from honglam.engines.indicator.contracts.desk import Cell, Read
from honglam.engines.indicator.service import entering
from honglam.kit import sheets

USE = "indicator.sheets"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("ma chi tieu", "ma", "code"),
    "kind": ("loai pham vi", "scope kind"),
    "key": ("ma pham vi", "scope"),
    "period": ("ky", "ky bao cao", "ky so lieu", "period"),
    "number": ("so lieu", "gia tri", "figure", "value"),
    "comment": ("ghi chu", "ly do", "comment"),
}
_HEADS = (
    ("Mã chỉ tiêu", 24),
    ("Chỉ tiêu", 48),
    ("Loại phạm vi", 14),
    ("Mã phạm vi", 16),
    ("Phạm vi", 28),
    ("Kỳ", 12),
    ("Đơn vị tính", 14),
    ("Số liệu", 16),
    ("Ghi chú", 40),
)
_FIGURE, _COMMENT = 7, 8
_FIELDS = {"scope": "key", "number": "number", "period": "period", "code": "code", "comment": "comment"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet as it is written."""

    row: int
    code: str
    text: str
    entry: NewValue | None = None
    column: str = ""
    refusal: Refusal | None = None


def template(cells: Sequence[Cell]) -> bytes:
    """Return a spreadsheet with a row for each figure, and what stands there already."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, sheets.NOTHING_RUNS) as book:
        page = book.add_worksheet("Số liệu")
        bold = book.add_format({"bold": True, "bg_color": "#E6F1F1", "border": 1, "text_wrap": True})
        open_, text = book.add_format({"bg_color": "#FFF4D6", "border": 1}), book.add_format({"num_format": "@"})
        for at, (head, width) in enumerate(_HEADS):
            page.write_string(0, at, head, bold)
            page.set_column(at, at, width, text if at < _FIGURE - 1 else None)
        for row, cell in enumerate(cells, start=1):
            facts = (cell.indicator.code, cell.indicator.title, cell.scope.kind, cell.scope.key, cell.name)
            for at, fact in enumerate((*facts, str(cell.period), cell.indicator.unit)):
                page.write_string(row, at, fact, text)
            number = cell.value.number if cell.value else None
            if number is None:
                page.write_blank(row, _FIGURE, None, open_)
            else:
                page.write_number(row, _FIGURE, float(number), open_)
            page.write_string(row, _COMMENT, cell.value.comment if cell.value else "", open_)
        page.freeze_panes(1, 2)
    return out.getvalue()


def keep(*, body: bytes, name: str, viewer: Viewer, now: datetime) -> UUID:
    """Keep a file that was sent for a day; what cannot be read is refused and not kept."""
    _opened(body)
    kept = files.store(source=body, name=name, owner=None, agency=viewer.agency, viewer=viewer, now=now, use=USE)
    return kept.id


def read(*, file_id: UUID, viewer: Viewer, now: datetime) -> tuple[str, tuple[Read, ...]]:
    """Return the name of a file and what would become of each of its lines."""
    name, _sheet, lines = _lines(file_id, viewer)
    return name, _judged(lines, viewer, now, dry=True)


def run(*, file_id: UUID, only_good: bool, viewer: Viewer, now: datetime) -> tuple[Read, ...]:
    """Enter the figures of a file as drafts: all of them, or the good ones."""
    _name, _sheet, lines = _lines(file_id, viewer)
    wrong = sum(each.refusal is not None for each in _judged(lines, viewer, now, dry=True))
    if wrong and not only_good:
        raise Refusal(
            N_("%(rows)s rows are wrong, so nothing was imported."),
            remedy=N_("Correct them in the copy with the mistakes, or import only the good rows."),
            params={"rows": wrong},
        )
    return _judged(lines, viewer, now, dry=False)


def with_errors(*, file_id: UUID, viewer: Viewer, now: datetime) -> tuple[str, bytes]:
    """Return the name and the content of a copy with the mistakes written in and marked."""
    name, sheet, lines = _lines(file_id, viewer)
    found = {
        each.row - 1: [(each.column, _said(each.refusal))]
        for each in _judged(lines, viewer, now, dry=True)
        if each.refusal is not None
    }
    return f"{name.rpartition('.')[0]}-loi.xlsx", sheets.marked(sheet, found)


def _opened(body: bytes) -> sheets.Sheet:
    return sheets.opened(body, COLUMNS, "code")


def _lines(file_id: UUID, viewer: Viewer) -> tuple[str, sheets.Sheet, list[_Line]]:
    content = files.open(file_id=file_id, viewer=viewer)
    sheet = _opened(b"".join(files.stretch(content=content).pieces))
    lines = (_line(row, cells) for row, cells in _rows(sheet))
    return content.name, sheet, [line for line in lines if line is not None]


def _rows(sheet: sheets.Sheet) -> list[tuple[int, Mapping[str, Any]]]:
    return [
        (number + 1, {column: cells[at] if at < len(cells) else None for column, at in sheet.columns.items()})
        for number, cells in enumerate(sheet.cells)
        if number > sheet.head
    ]


def _line(row: int, cells: Mapping[str, Any]) -> _Line | None:
    """Return what a row says; None for one without a code, or without a figure and a comment."""
    words = {column: sheets.text(cell) for column, cell in cells.items()}
    code, said = words.get("code", ""), words.get("number", "")
    if not code or not (said or words.get("comment")):
        return None
    column = "number"
    try:
        number = _number(cells.get("number"))
        column = "period"
        period = Period.read(words.get("period", ""))
        scope = Scope(kind=words.get("kind", "") or "province", key=words.get("key", ""))
        entry = NewValue(code=code, scope=scope, period=period, number=number, comment=words.get("comment", ""))
    except Refusal as refusal:
        return _Line(row, code, said, None, column, refusal)
    return _Line(row, code, said, entry)


def _number(cell: Any) -> Decimal | None:
    """Return a figure: a number of the sheet as it stands there, or a text as people in Vietnam write it."""
    if isinstance(cell, bool):
        raise Refusal(
            N_("“%(text)s” is not a number."), remedy=N_("Write it like 1.234.567,89."), params={"text": cell}
        )
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    said = sheets.text(cell)
    return parse_number(said) if said else None


def _judged(lines: Sequence[_Line], viewer: Viewer, now: datetime, *, dry: bool) -> tuple[Read, ...]:
    good = [line.entry for line in lines if line.entry is not None]
    outcomes = iter(entering.enter_each(values=good, viewer=viewer, now=now, source="import", dry=dry))
    return tuple(_read(line, next(outcomes) if line.entry is not None else None) for line in lines)


def _read(line: _Line, outcome: Outcome | None) -> Read:
    if outcome is None:
        return Read(row=line.row, code=line.code, text=line.text, column=line.column, refusal=line.refusal)
    refusal = outcome.refusal
    column = _FIELDS.get(refusal.field or "", "number") if refusal else ""
    return Read(
        row=line.row,
        code=line.code,
        text=line.text,
        column=column,
        refusal=refusal,
        value=outcome.value,
        same=outcome.same,
    )


def _said(refusal: Refusal) -> str:
    whole = " ".join(gettext(text) for text in (refusal.message, refusal.remedy or "") if text)
    return whole % refusal.params if refusal.params else whole
