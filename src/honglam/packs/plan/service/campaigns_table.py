"""Answers of a campaign together: agencies × fields with sums, each cell with its giver; as workbook and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.time import format_moment
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.kit.sheets import NOTHING_RUNS
from honglam.packs.plan import models
from honglam.packs.plan.contracts.campaigns import AnswerState, Cell, Column, Field, FieldKind, Giving, Line, Trace
from honglam.packs.plan.contracts.campaigns import Table as Whole
from honglam.packs.plan.service import campaigns
from honglam.packs.plan.service.campaigns_answers import givings, late
from honglam.packs.plan.service.tasks import today_of


def table(*, campaign_id: int, viewer: Viewer, now: datetime) -> Whole:
    """Return all answers together.

    Raises:
        Missing: there is no such campaign, or the viewer does not belong to the agency that asks.
    """
    row = campaigns.row_of(campaign_id, viewer)
    forms = campaigns.forms_of(row)
    names = {each.path: each.name for each in identity.agencies()}
    rows = list(row.answers.select_related("campaign").prefetch_related("givings").order_by("id"))
    fields = _asked(row, forms, rows)
    lines = tuple(_line(each, fields, forms, names.get(each.agency, each.agency), now) for each in rows)
    newest = {field.key for field in forms[row.version]}
    columns = tuple(_column(field, number, lines, newest) for number, field in enumerate(fields))
    return Whole(campaign=campaigns.shown(row), columns=columns, lines=lines)


def trace(*, answer_id: int, key: str, viewer: Viewer) -> Trace:
    """Return where the value of a cell comes from.

    Raises:
        Missing: there is no such cell, or the viewer does not belong to the agency that asks.
    """
    row = models.CampaignAnswer.objects.select_related("campaign").filter(pk=answer_id).first()
    if row is None or not campaigns.sees_all(viewer, row.campaign):
        raise Missing(N_("There is no such answer, or your agency has nothing to do with it."))
    forms = campaigns.forms_of(row.campaign)
    found = next((field for form in reversed(tuple(forms.values())) for field in form if field.key == key), None)
    if found is None:
        raise Missing(N_("This form never had such a field."))
    name = identity.agency(path=row.agency)
    return Trace(
        campaign=campaigns.shown(row.campaign),
        answer=row.pk,
        name=name.name if name else row.agency,
        field=found,
        history=givings(row, forms),
    )


def export(*, campaign_id: int, form: str, viewer: Viewer, now: datetime) -> bytes:
    """Return all answers as a file, `xlsx` or `json`; that they were taken out stands on the ledger.

    Raises:
        Missing: there is no such campaign or form, or the viewer does not belong to the agency that asks.
    """
    if form not in {"xlsx", "json"}:
        raise Missing(N_("There is no such form of a report."))
    whole = table(campaign_id=campaign_id, viewer=viewer, now=now)
    thing, agency = f"plan.campaign:{campaign_id}", whole.campaign.agency
    audit.record(verb="plan.campaign.exported", thing=thing, agency=agency, after={"form": form})
    return as_workbook(whole) if form == "xlsx" else as_json(whole)


def as_json(whole: Whole) -> bytes:
    """Return the answers as JSON, UTF-8: numbers are numbers, moments ISO 8601, what is unknown is null."""
    campaign = whole.campaign
    said = {
        "campaign": {name: getattr(campaign, name) for name in ("id", "title", "agency", "deadline", "version")},
        "fields": [
            {name: getattr(column.field, name) for name in ("key", "label", "unit", "kind", "note")}
            | {"total": column.total, "count": column.count, "asked": not column.old}
            for column in whole.columns
        ],
        "answers": [
            {name: getattr(line, name) for name in ("agency", "name", "state", "version", "late", "remark")}
            | {"cells": {c.key: {"value": c.value, "by": c.by, "at": c.at} for c in line.cells if c.asked}}
            for line in whole.lines
        ],
    }
    return json.dumps(said, ensure_ascii=False, default=_plain, indent=1).encode()


def as_workbook(whole: Whole) -> bytes:
    """Return the answers as XLSX: one sheet as they stand on the page, one that says who gave each cell."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, NOTHING_RUNS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        heads = [
            f"{each.field.label} ({each.field.unit})" if each.field.unit else each.field.label for each in whole.columns
        ]
        first = [_("Agency"), _("Code"), _("State"), _("Version of the form"), *heads, _("Remarks")]
        lines = [
            [
                line.name,
                line.agency,
                line.state.value,
                line.version or None,
                *(c.value for c in line.cells),
                line.remark,
            ]
            for line in whole.lines
        ]
        sums = [_("Total"), None, None, None, *(each.total for each in whole.columns), None]
        _sheet(book.add_worksheet(_("Consolidated")), [first, *lines, sums], bold)
        second = [_("Agency"), _("Code"), _("What to report"), _("Value"), _("Unit"), _("Given by"), _("Given at")]
        _sheet(book.add_worksheet(_("Who gave it")), [second, *_traced(whole)], bold)
    return made.getvalue()


def _traced(whole: Whole) -> Iterable[list[Any]]:
    for line in whole.lines:
        for column, cell in zip(whole.columns, line.cells, strict=True):
            if cell.at is not None:
                given = [cell.value, column.field.unit, cell.by, format_moment(cell.at)]
                yield [line.name, line.agency, column.field.label, *given]


def _sheet(sheet: Any, rows: Sequence[Sequence[Any]], bold: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 50, 18)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = bold if number == 0 else None
            if isinstance(value, int | Decimal):
                sheet.write_number(number, column, float(value), style)
            elif value is not None:
                sheet.write_string(number, column, str(value), style)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _asked(
    row: models.Campaign, forms: Mapping[int, tuple[Field, ...]], rows: Iterable[models.CampaignAnswer]
) -> tuple[Field, ...]:
    """Return the fields of the newest form, then those that only answers to former ones hold."""
    found = {field.key: field for field in forms[row.version]}
    answered = {each.version for each in rows if each.state == AnswerState.SENT}
    for version in sorted(answered, reverse=True):
        for field in forms[version]:
            found.setdefault(field.key, field)
    return tuple(found.values())


def _line(
    row: models.CampaignAnswer,
    fields: Sequence[Field],
    forms: Mapping[int, tuple[Field, ...]],
    name: str,
    now: datetime,
) -> Line:
    sent = row.state == AnswerState.SENT
    history = givings(row, forms) if sent else ()
    asked = {field.key for field in forms[row.version]} if sent else set()
    return Line(
        answer=row.pk,
        agency=row.agency,
        name=name,
        state=AnswerState(row.state),
        version=row.version if sent else 0,
        late=late(row, today_of(now)),
        remark=row.remark if sent else "",
        cells=tuple(_cell(field, history, asked=field.key in asked) for field in fields),
    )


def _cell(field: Field, history: Sequence[Giving], *, asked: bool) -> Cell:
    """Return a cell; its giver is who first sent the value that counts, not who sent it again unchanged."""
    if not asked:
        return Cell(key=field.key)
    value, giver = history[0].values.get(field.key), history[0]
    for each in history:
        if each.values.get(field.key) != value:
            break
        if each.did is AnswerState.SENT:
            giver = each
    return Cell(key=field.key, value=value, asked=True, by=giver.by, at=giver.at)


def _column(field: Field, number: int, lines: Sequence[Line], newest: set[str]) -> Column:
    values = [value for line in lines if (value := line.cells[number].value) is not None]
    numbers = [value for value in values if isinstance(value, Decimal)]
    total = sum(numbers, Decimal()) if numbers and field.kind is FieldKind.NUMBER else None
    return Column(field=field, total=total, count=len(values), old=field.key not in newest)
