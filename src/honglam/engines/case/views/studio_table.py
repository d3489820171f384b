"""The page on which a clerk edits a table of decisions, row by row, and tries it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.engines.case import api
from honglam.engines.case.contracts import Problem
from honglam.engines.case.contracts.decisions import Decided, Decision, Hit, Row
from honglam.engines.case.contracts.studio import CellWords, Drafted
from honglam.engines.case.views.studio import RIGHT, said
from honglam.kit.access import permission, viewer_of

_MOST = 2000  # rows of one table


@dataclass
class _Sheet:
    """A table while it is edited."""

    draft: Drafted
    decision: Decision
    known: CellWords
    rows: list[Row]
    given: list[str]
    problems: tuple[Problem, ...] = ()
    decided: Decided | None = None
    refused: str = ""
    focus: str = ""
    words: dict[str, Any] = field(default_factory=dict)


@permission(RIGHT)
def table(request: HttpRequest, procedure: str, table: str) -> HttpResponse:
    """Show a table of the draft; keep what is written, move rows, try values, save."""
    viewer = viewer_of(request)
    draft = api.procedures.draft(procedure=procedure, viewer=viewer)
    sheet = _sheet(request, draft, table)
    verb, _colon, row = request.POST.get("do", "").partition(":")
    if verb == "save" and not sheet.problems:
        api.procedures.save_table(
            procedure=procedure,
            decision=sheet.decision,
            revision=_revision(request),
            viewer=viewer,
            now=timezone.now(),
        )
        messages.success(request, _("The table is saved in your draft."))
        return redirect("studio-case:draft-table", procedure, table)
    _act(sheet, verb, row)
    return render(request, "case/studio_table.html", _context(sheet), status=422 if verb == "save" else 200)


def _sheet(request: HttpRequest, draft: Drafted, table: str) -> _Sheet:
    decision = next((each for each in draft.decisions if each.id == table), None)
    if decision is None:
        raise Missing(N_("There is no such table."))
    known = api.procedures.cell_words(draft=draft, decision=decision)
    if request.method != "POST":
        rows = api.procedures.show_cells(decision=decision, known=known)
        sheet = _Sheet(draft, decision, known, list(rows), [""] * len(decision.inputs))
        sheet.problems = api.procedures.read_cells(decision=decision, known=known, rows=rows)[1]
        return sheet
    hit = request.POST.get("hit", "")
    decision = replace(decision, hit=Hit(hit) if hit in set(Hit) else decision.hit)
    rows = _written(request, decision)
    given = [request.POST.get(f"try-{place}", "")[:300] for place in range(len(decision.inputs))]
    read, problems = api.procedures.read_cells(decision=decision, known=known, rows=rows)
    return _Sheet(draft, read, known, list(rows), given, problems)


def _written(request: HttpRequest, decision: Decision) -> tuple[Row, ...]:
    def cell(name: str) -> str:
        return request.POST.get(name, "")[:1000]

    return tuple(
        Row(
            row,
            tuple(cell(f"in-{row}-{place}") for place in range(len(decision.inputs))),
            tuple(cell(f"out-{row}-{place}") for place in range(len(decision.outputs))),
            cell(f"note-{row}"),
        )
        for row in dict.fromkeys(request.POST.getlist("rows")[:_MOST])
    )


def _act(sheet: _Sheet, verb: str, row: str) -> None:
    """Do what a button says to the rows that are on the page; nothing is saved."""
    place = next((number for number, each in enumerate(sheet.rows) if each.id == row), None)
    if verb == "add":
        used = {each.id for each in sheet.rows}
        fresh = next(f"row_{n}" for n in range(1, _MOST + 2) if f"row_{n}" not in used)
        blank = Row(fresh, ("",) * len(sheet.decision.inputs), ("",) * len(sheet.decision.outputs))
        sheet.rows.insert(len(sheet.rows) if place is None else place + 1, blank)
        sheet.focus, sheet.problems = fresh, ()
    elif verb == "remove" and place is not None:
        del sheet.rows[place]
        sheet.focus = sheet.rows[min(place, len(sheet.rows) - 1)].id if sheet.rows else ""
    elif verb in {"up", "down"} and place is not None:
        other = place + (-1 if verb == "up" else 1)
        if 0 <= other < len(sheet.rows):
            sheet.rows[place], sheet.rows[other] = sheet.rows[other], sheet.rows[place]
        sheet.focus = row
    elif verb == "try":
        _try(sheet)


def _try(sheet: _Sheet) -> None:
    try:
        values = api.procedures.try_values(decision=sheet.decision, known=sheet.known, given=sheet.given)
        sheet.decided = api.procedures.try_table(decision=sheet.decision, values=values)
    except Refusal as error:
        sheet.refused = _(error.message) % error.params


def _context(sheet: _Sheet) -> dict[str, Any]:
    decision, known, decided = sheet.decision, sheet.known, sheet.decided
    fits = set(decided.rows) if decided else set()
    answers = []
    if decided:
        for column, names in zip(decision.outputs, known.outputs, strict=True):
            value = decided.values.get(column.name, "")
            each = value if isinstance(value, list) else [value]
            answers.append(
                (column.label, ", ".join(names.get(str(one), str(one)) for one in each if one not in {"", None}))
            )
    return {
        "draft": sheet.draft,
        "decision": decision,
        "inputs": list(zip(decision.inputs, known.inputs, sheet.given, strict=True)),
        "outputs": list(zip(decision.outputs, known.outputs, strict=True)),
        "rows": [(row, row.id in fits, row.id == sheet.focus) for row in sheet.rows],
        "hits": [(hit.value, _HITS[hit]) for hit in Hit],
        "problems": said(sheet.problems),
        "gaps": api.procedures.table_gaps(decision=decision, known=known) if not sheet.problems else (),
        "answers": answers,
        "tried": decided is not None,
        "refused": sheet.refused,
        "revision": sheet.draft.revision,
    }


_HITS = {
    Hit.FIRST: N_("the uppermost row that fits decides"),
    Hit.UNIQUE: N_("only one row may fit"),
    Hit.ANY: N_("rows that fit must say the same"),
    Hit.COLLECT: N_("all rows that fit count"),
}


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
