"""Reports as a workbook: figures are numbers, days are days, and no text is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the package ships no types
from django.utils.translation import gettext as _

from honglam.base.time import vietnam
from honglam.engines.indicator.drawing import Picture
from honglam.engines.indicator.service.exporting_parts import Amount, Cell, Report, Section

# Text stays text: what begins with = or looks like an address is neither reckoned nor opened.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NAME_MAX = 31
_NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")


def written(report: Report) -> bytes:
    """Return the workbook: one sheet for each kind of table, and a native chart beside it."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties(
            {"title": report.title, "subject": report.subtitle, "created": vietnam(report.now).replace(tzinfo=None)}
        )
        formats = _Formats(book)
        sheets: dict[str, list[Section]] = {}
        for section in report.sections:
            sheets.setdefault(section.sheet, []).append(section)
        for name, sections in sheets.items() or {_("Indicators"): []}.items():
            sheet = book.add_worksheet(name.translate(_NOT_IN_NAMES)[:_NAME_MAX])
            sheet.write_string(0, 0, report.title, formats.title)
            sheet.write_string(1, 0, report.subtitle)
            if sections:
                _table(sheet, sections, formats)
                if len(sections) == 1 and sections[0].pictures:
                    _chart(book, sheet, sections[0])
    return target.getvalue()


class _Formats:
    """Formats of cells, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._kept: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bg_color": "#E6F1F1", "border": 1, "text_wrap": True})

    def of(self, pattern: str) -> Any:
        """Return the format with a pattern of numbers."""
        if pattern not in self._kept:
            self._kept[pattern] = self._book.add_format({"num_format": pattern})
        return self._kept[pattern]


_FIRST = 3  # row of the titles


def _table(sheet: Any, sections: Sequence[Section], formats: _Formats) -> None:
    columns = sections[0].columns
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(_FIRST, number, column.title, formats.head)
    place = _FIRST
    for section in sections:
        for row in section.rows:
            place += 1
            for number, cell in enumerate(row):
                _write(sheet, place, number, cell, formats)
    sheet.freeze_panes(_FIRST + 1, 0)
    sheet.autofilter(_FIRST, 0, max(place, _FIRST + 1), len(columns) - 1)


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, Amount):
        digits = f".{'0' * cell.decimals}" if cell.decimals else ""
        sheet.write_number(row, column, float(cell.number), formats.of(f"#,##0{digits}"))
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, vietnam(cell).replace(tzinfo=None), formats.of("dd/mm/yyyy hh:mm"))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats.of("dd/mm/yyyy"))
    elif cell:
        sheet.write_string(row, column, cell)


def _chart(book: Any, sheet: Any, section: Section) -> None:
    """Put a chart of our figures on a sheet of its own cells, so that it stays alive when somebody edits them."""
    picture = section.pictures[0]
    name, values = _series(book, picture)
    last = len(values)
    chart = book.add_chart({"type": "line"})
    for column, title in enumerate((picture.title, picture.target_name), start=1):
        if title:
            chart.add_series(
                {
                    "name": title,
                    "categories": [name, 0, 0, last - 1, 0],
                    "values": [name, 0, column, last - 1, column],
                    "marker": {"type": "circle"} if column == 1 else {"type": "none"},
                    "line": {"color": "#0F5C63"} if column == 1 else {"color": "#B3631B", "dash_type": "dash"},
                }
            )
    chart.set_title({"name": picture.title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 300})
    sheet.insert_chart(_FIRST, len(section.columns) + 1, chart, {"description": picture.words, "object_position": 3})


def _series(book: Any, picture: Picture) -> tuple[str, list[Any]]:
    name = _("Chart")
    sheet = book.add_worksheet(name)
    for row, (label, value) in enumerate(zip(picture.labels, picture.values, strict=True)):
        sheet.write_string(row, 0, label)
        if value is not None:
            sheet.write_number(row, 1, float(value))
        if picture.target:
            sheet.write_number(row, 2, float(picture.target[0]))
    return name, list(picture.labels)
