"""The money of a plan by task and source: what is planned stands there, what was spent and disbursed is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.money import format_number, parse_number
from honglam.core.identity import api as identity
from honglam.kit.access import permission, viewer_of
from honglam.packs.plan import api
from honglam.packs.plan.contracts.money import PAGE, MoneyLine, NewMoney

_FIELDS = ("spent", "disbursed")


@dataclass(slots=True)
class Row:
    """A line of the grid: what stands there, what was typed, and what is wrong with it."""

    line: MoneyLine
    leads: str
    spent: str
    disbursed: str
    seen: str
    errors: dict[str, str] = field(default_factory=dict)
    kept: bool = False

    @property
    def over(self) -> bool:
        """Whether more was spent or paid out than the plan gives."""
        return max(self.line.spent, self.line.disbursed) > self.line.planned


@require_http_methods(["GET", "HEAD", "POST"])
@permission("plan.view")
def money(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the money of a plan, of one source or of all; take what was typed, each line by itself."""
    viewer, asked = viewer_of(request), request.GET
    source, first = asked.get("source"), asked.get("first", "")
    which: dict[str, Any] = {"source": source, "first": int(first) if first.isdecimal() and len(first) < 7 else 0}
    sheet = api.money.sheet(plan_id=plan_id, viewer=viewer, **which)
    rows = _rows(sheet.lines)
    if request.method == "POST":
        _take(request.POST, rows, plan_id, viewer, timezone.now())
        if not any(row.errors for row in rows):
            _tell(request, sum(row.kept for row in rows))
            return redirect(request.get_full_path())
        sheet = api.money.sheet(plan_id=plan_id, viewer=viewer, **which)
        rows = _fresh(rows, _rows(sheet.lines))
    mistakes = [(row, name, said) for row in rows for name, said in row.errors.items()]
    context = {
        "sheet": sheet,
        "rows": rows,
        "mistakes": mistakes,
        "source": source,
        "may": any(row.line.may for row in rows),
        "before": max(which["first"] - PAGE, 0) if which["first"] else None,
    }
    return render(request, "plan/money.html", context, status=422 if mistakes else 200)


def _rows(lines: Sequence[MoneyLine]) -> list[Row]:
    names = {each.path: each.name for each in identity.agencies()}
    return [
        Row(
            line,
            "; ".join(names.get(path, path) for path in line.leads),
            _written(line.spent),
            _written(line.disbursed),
            line.stamp,
        )
        for line in lines
    ]


def _take(given: QueryDict, rows: Sequence[Row], plan_id: int, viewer: Viewer, now: datetime) -> None:
    """Keep what was typed. What is wrong stays in its row, with why."""
    typed = zip(*(given.getlist(name) for name in ("line", *_FIELDS, "seen")), strict=False)
    by_id, changed = {str(row.line.id): row for row in rows}, list[tuple[Row, NewMoney]]()
    for key, spent, disbursed, seen in typed:
        row = by_id.get(key)
        if row is None or (spent.strip(), disbursed.strip()) == (row.spent, row.disbursed):
            continue
        row.spent, row.disbursed, row.seen = spent.strip(), disbursed.strip(), seen
        amounts = {name: _amount(row, name) for name in _FIELDS}
        if not row.errors:
            changed.append((row, NewMoney(id=row.line.id, seen=seen, **amounts)))
    entries = [entry for _row, entry in changed]
    outcomes = api.money.write(plan_id=plan_id, entries=entries, viewer=viewer, now=now)
    for (row, _entry), outcome in zip(changed, outcomes, strict=True):
        row.kept = outcome.changed
        if outcome.refusal is not None:
            row.errors[outcome.refusal.field or "spent"] = _said(outcome.refusal)


def _amount(row: Row, name: str) -> Decimal:
    """Return the number in a cell; an empty one is nothing spent."""
    try:
        return parse_number(getattr(row, name) or "0")
    except Refusal as refusal:
        row.errors[name] = _said(refusal)
        return Decimal(0)


def _fresh(rows: Sequence[Row], now: list[Row]) -> list[Row]:
    """Return the grid as it stands, with what was typed where it is wrong."""
    wrong = {row.line.id: row for row in rows if row.errors}
    for row in now:
        if (was := wrong.get(row.line.id)) is not None:
            row.spent, row.disbursed, row.errors = was.spent, was.disbursed, was.errors
    return now


def _tell(request: HttpRequest, kept: int) -> None:
    if kept:
        messages.success(request, ngettext("%(n)s line is kept.", "%(n)s lines are kept.", kept) % {"n": kept})
    else:
        messages.info(request, _("Nothing was changed."))


def _said(refusal: Refusal) -> str:
    whole = " ".join(_(text) for text in (refusal.message, refusal.remedy or "") if text)
    return whole % refusal.params if refusal.params else whole


def _written(amount: Decimal) -> str:
    """Return an amount as one types it; nothing while nothing is spent."""
    return format_number(amount.normalize()) if amount else ""
