"""A spreadsheet for people: titles above, words in the cells, as many sheets as Excel needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.utils.translation import gettext as _

from honglam.base.time import VIETNAM
from honglam.engines.register.contracts import Field, Target, TargetKind, Type
from honglam.engines.register.service import checking_names, listing
from honglam.engines.register.service.exporting import values
from honglam.engines.register.service.exporting.rows import Taken

ROWS = 1_000_000  # of a sheet; Excel ends at 1,048,576
_EXACT = 10**15  # beyond, a spreadsheet rounds
_WORDS = frozenset({Type.CODE, Type.REFERENCE, Type.PARTIAL_DATE})
_COMMUNE = Field(n=0, name="commune", type=Type.REFERENCE, title="", target=Target(kind=TargetKind.COMMUNE))


def written(taken: Taken, path: Path, tell: Callable[[int], None]) -> int:
    """Write the records and return how many there were."""
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy", "remove_timezone": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#E6F1F1", "text_wrap": True, "valign": "top"}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        done, sheet = 0, _sheet(book, taken, styles)
        for batch in taken.batches():
            for row in _spoken(taken, batch):
                if done and done % ROWS == 0:
                    sheet = _sheet(book, taken, styles)
                done += 1
                _put(sheet, (done - 1) % ROWS + 1, row, styles)
            tell(done)
    return done


def _sheet(book: Any, taken: Taken, styles: Mapping[str, Any]) -> Any:
    sheet = book.add_worksheet()
    titles = _titles(taken)
    sheet.set_column(0, len(titles) - 1, 18)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, styles["head"])
    return sheet


def _titles(taken: Taken) -> list[str]:
    known = {each.name: _title(each) for each in taken.fields}
    system = {
        "id": _("Key"),
        "agency": _("Agency"),
        "commune": _("Commune"),
        "version": _("Version"),
        "at": _("Last changed"),
        "valid_from": _("In force from"),
        "valid_to": _("In force to"),
    }
    return [known.get(name) or system[name] for name in taken.names]


def _title(field: Field) -> str:
    said = checking_names.said(field.title, field.title_en)
    return f"{said} ({field.unit})" if field.unit else said


def _spoken(taken: Taken, batch: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return rows with the words of codes and references; they are looked up once for a batch."""
    known = {each.name: each for each in taken.fields}
    columns = []
    for number, name in enumerate(taken.names):
        field = known.get(name) or {"agency": listing.AGENCY, "commune": _COMMUNE}.get(name)
        found = [row[number] for row in batch]
        if field is not None and field.type in _WORDS:
            words = listing.spoken(field, [each for each in {*found} if each is not None])
            columns.append([words.get(each, each) for each in found])
        else:
            columns.append([_cell(field, each) for each in found])
    return [list(row) for row in zip(*columns, strict=True)]


def _cell(field: Field | None, value: Any) -> Any:
    if field is not None and field.type is Type.GEOMETRY:
        found = values.shape(value)
        return None if found is None else found.wkt[:32000]  # a cell takes 32,767 letters
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def _put(sheet: Any, line: int, row: Sequence[Any], styles: Mapping[str, Any]) -> None:
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, datetime):
            sheet.write_datetime(line, column, value.astimezone(VIETNAM).replace(tzinfo=None), styles["moment"])
        elif isinstance(value, date):
            # Excel counts from 1900; what was before is written as people say it.
            if value.year >= 1900:
                sheet.write_datetime(line, column, datetime(value.year, value.month, value.day))  # noqa: DTZ001  (a day)
            else:
                sheet.write_string(line, column, f"{value:%d/%m/%Y}")
        elif isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
            sheet.write_number(line, column, value)
        else:
            sheet.write_string(line, column, str(value))
