"""The synthesis for the national reporting system: a workbook and JSON with the same columns, in the same order."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from honglam.packs.plan.contracts.reports import Synthesis
from honglam.packs.plan.service.tasks import today_of

# Text stays text: what begins with = or looks like an address is neither reckoned nor opened.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

# Names of columns there, and of what we call it; what is renamed here keeps its column.
_TASK = {
    **{name: name for name in ("code", "number", "title", "lead", "deadline")},
    "state": "phase",
    **{name: name for name in ("percent", "closed", "late", "reason", "proposals")},
}
_TARGET = {
    **{name: name for name in ("code", "title", "agency", "target", "unit", "reached")},
    "period": "as_of",
    "standing": "standing",
}


def sheets(report: Synthesis) -> dict[str, list[dict[str, Any]]]:
    """Return what is reported, by kind; each row names who gave it."""
    return {
        "tasks": [{name: getattr(line, of) for name, of in _TASK.items()} for line in report.lines],
        "targets": [{name: getattr(each, of) for name, of in _TARGET.items()} for each in report.targets],
        "reports": [
            {
                "agency": each.agency,
                "name": each.name,
                "period": str(each.period),
                "due": each.due,
                "sent": today_of(each.sent_at) if each.sent_at else None,
                "late": each.late,
            }
            for each in report.agencies
        ],
    }


def as_json(report: Synthesis) -> bytes:
    """Return the synthesis as JSON, UTF-8; figures are numbers, days are ISO 8601."""
    whole = {"period": str(report.period), **sheets(report)}
    return json.dumps(whole, ensure_ascii=False, default=_plain, indent=1).encode()


def as_workbook(report: Synthesis) -> bytes:
    """Return the synthesis as XLSX: one sheet for each kind."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets(report).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, key in enumerate(rows[0] if rows else ()):
                sheet.write_string(0, column, key, head)
                sheet.set_column(column, column, 60 if key == "title" else 16)
                for number, row in enumerate(rows, 1):
                    _put(sheet, number, column, row[key], day)
    return made.getvalue()


def _put(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, bool) or value is None:
        sheet.write(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, str(value))


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)
