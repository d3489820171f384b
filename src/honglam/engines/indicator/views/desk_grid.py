"""The grid in which figures of a period are entered: a plain form; the island adds keys and pasting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Refusal
from honglam.base.money import format_number, parse_number
from honglam.base.periods import Period
from honglam.engines.indicator.api import definitions, desk, values
from honglam.engines.indicator.contracts import NewValue, Scope
from honglam.engines.indicator.contracts.desk import Cell
from honglam.engines.indicator.figure_tables import STATE_WORDS
from honglam.engines.indicator.views import desk_words
from honglam.kit import forms
from honglam.kit.access import permission, viewer_of
from honglam.kit.attachments import FilesField

MOST = 200  # rows of a grid; a larger one is entered by indicator, or by a file


@dataclass(slots=True)
class Row:
    """A row of the grid: what stands there, what was typed, and what is wrong with it."""

    cell: Cell
    key: str
    number: str
    comment: str
    seen: str
    error: str = ""
    field: str = ""
    kept: bool = False
    id: int = 0
    place: int = 0

    @property
    def former(self) -> str:
        """The figure of the period before."""
        return _written(self.cell.former.number) if self.cell.former else ""

    @property
    def state(self) -> str:
        """How far it has come; empty when there is nothing."""
        return str(STATE_WORDS[self.cell.value.state]) if self.cell.value else ""

    @property
    def reason(self) -> str:
        """Why it was given back."""
        return self.cell.value.reason if self.cell.value and self.cell.value.state == "returned" else ""


@require_http_methods(["GET", "HEAD", "POST"])
@permission("indicator.enter")
def grid(request: HttpRequest, period: str) -> HttpResponse:
    """Show the figures of a period that the viewer enters; take those that were typed, each by itself."""
    viewer, now, at = viewer_of(request), timezone.now(), Period.read(period)
    code = request.GET.get("code", "")
    rows = _rows(desk.grid(period=at, viewer=viewer, code=code))
    too_many = len(rows) > MOST
    if request.method == "POST" and not too_many:
        wrong = _take(request.POST, rows, viewer, now)
        if not wrong:
            _tell(request, rows)
            return redirect(request.get_full_path())
        rows = _fresh(rows, desk.grid(period=at, viewer=viewer, code=code))
    context = {
        "period": at,
        "rows": [] if too_many else rows,
        "mistakes": [row for row in rows if row.error],
        "too_many": sorted({row.cell.indicator for row in rows}, key=lambda each: each.code) if too_many else (),
        "chosen": definitions.find(code=code) if code else None,
        "before": at.shifted(-1),
        "after": at.next if at.next.first <= timezone.localdate(now) else None,
        "code": code,
    }
    return render(request, "indicator/desk_grid.html", context, status=422 if context["mistakes"] else 200)


class FigureForm(forms.Form):
    """One figure with its evidence."""

    number = forms.Number(label=gettext_lazy("Figure"), required=False)
    comment = forms.Lines(label=gettext_lazy("Comment"), required=False, max_length=2000)
    evidence = FilesField(use="indicator.evidence", label=gettext_lazy("Evidence"), required=False)


@permission("indicator.enter")
def enter(request: HttpRequest, value_id: int) -> HttpResponse:
    """Change one figure that is a draft or was given back, and add its evidence."""
    viewer, now = viewer_of(request), timezone.now()
    value = values.value(value_id=value_id, viewer=viewer)
    if not viewer.may("indicator.enter", value.agency):
        raise Forbidden("indicator.enter")

    def save(data: Mapping[str, object]) -> str:
        number, comment, files = data["number"], str(data["comment"]), data["evidence"]
        entry = NewValue(
            code=value.code,
            scope=value.scope,
            period=value.period,
            number=number if isinstance(number, Decimal) else None,
            comment=comment,
            evidence=tuple(each for each in files if isinstance(each, UUID)) if isinstance(files, tuple) else (),
            as_of=value.as_of,
            seen=value.stamp,
        )
        (kept,) = values.enter(values=[entry], viewer=viewer, now=now)
        return reverse("desk-indicator:figure", args=[kept.id])

    title = definitions.find(code=value.code).title
    initial = {"number": value.number, "comment": value.comment}
    return forms.respond(request, FigureForm, save, title=f"{title} · {value.period}", initial=initial)


def _rows(cells: Sequence[Cell]) -> list[Row]:
    made = []
    for place, cell in enumerate(cells, start=1):
        value = cell.value
        number, comment = (_written(value.number), value.comment) if value else ("", "")
        key = f"{cell.indicator.code}|{cell.scope.kind}|{cell.scope.key}"
        seen, known = (value.stamp, value.id) if value else ("", 0)
        made.append(Row(cell, key, number, comment, seen, id=known, place=place))
    return made


def _take(given: QueryDict, rows: Sequence[Row], viewer: Viewer, now: datetime) -> bool:
    """Keep what was typed; tell whether something was wrong. What was typed stays in its row."""
    typed = list(zip(*(given.getlist(name) for name in ("cell", "number", "comment", "seen")), strict=False))
    by_key, changed = {row.key: row for row in rows}, list[tuple[Row, NewValue]]()
    for key, number, comment, seen in typed:
        row = by_key.get(key)
        if row is None or not row.cell.open or (number.strip(), comment.strip()) == (row.number, row.comment):
            continue
        row.number, row.comment, row.seen = number.strip(), comment.strip(), seen
        try:
            changed.append((row, _entry(row)))
        except Refusal as refusal:
            row.error, row.field = desk_words.said(refusal), "number"
    outcomes = values.enter_each(values=[entry for _row, entry in changed], viewer=viewer, now=now)
    for row, outcome in zip((row for row, _new in changed), outcomes, strict=True):
        row.kept, row.id = outcome.value is not None, outcome.id
        if outcome.refusal is not None:
            row.error, row.field = desk_words.said(outcome.refusal), outcome.refusal.field or "number"
    if given.get("do") == "submit":
        _submit(rows, viewer, now)
    return any(row.error for row in rows)


def _submit(rows: Sequence[Row], viewer: Viewer, now: datetime) -> None:
    """Hand in every draft of the grid that has nothing wrong."""
    ready = {row.id: row for row in rows if row.id and row.cell.open and not row.error and _is_draft(row)}
    for outcome in values.each(do="submit", ids=list(ready), viewer=viewer, now=now):
        if outcome.refusal is not None:
            ready[outcome.id].error = desk_words.said(outcome.refusal)
            ready[outcome.id].field = "evidence"


def _is_draft(row: Row) -> bool:
    return row.kept or (row.cell.value is not None and row.cell.value.state == "draft")


def _entry(row: Row) -> NewValue:
    number = parse_number(row.number) if row.number else None
    cell = row.cell
    return NewValue(
        code=cell.indicator.code,
        scope=Scope(kind=cell.scope.kind, key=cell.scope.key),
        period=cell.period,
        number=number,
        comment=row.comment,
        seen=row.seen,
    )


def _fresh(rows: Sequence[Row], cells: Sequence[Cell]) -> list[Row]:
    """Return the grid as it stands now, with what was typed where it is wrong, and what stands there instead."""
    wrong = {row.key: row for row in rows if row.error}
    made = _rows(cells)
    for row in made:
        if (was := wrong.get(row.key)) is not None:
            row.number, row.comment, row.error, row.field = was.number, was.comment, was.error, was.field
    return made


def _tell(request: HttpRequest, rows: Sequence[Row]) -> None:
    kept = sum(row.kept for row in rows)
    submitted = request.POST.get("do") == "submit"
    if submitted:
        messages.success(request, _("The figures are submitted; somebody else verifies them now."))
    elif kept:
        messages.success(request, ngettext("%(n)s figure is kept.", "%(n)s figures are kept.", kept) % {"n": kept})
    else:
        messages.info(request, _("Nothing was changed."))


def _written(number: Decimal | None) -> str:
    return "" if number is None else format_number(number)
