"""Moving running cases to another version: what would happen, doing it, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.case import api
from honglam.engines.case.contracts.studio import Fit
from honglam.engines.case.views.studio import RIGHT
from honglam.kit.access import permission, step_up, viewer_of


@require_safe
@permission(RIGHT)
def plan(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show which running cases could go on by another version, and which not and why."""
    old, new = _number(request.GET.get("old", "")), _number(request.GET.get("new", ""))
    found = api.procedures.plan_move(procedure=procedure, old=old, new=new, viewer=viewer_of(request))
    reasons = [(_(reason) % params, count) for reason, params, count in found.reasons]
    context = {"id": procedure, "plan": found, "reasons": reasons, "cases": _said(found.cases)}
    return render(request, "case/studio_plan.html", context)


@require_POST
@permission(RIGHT)
@step_up
def move(request: HttpRequest, procedure: str) -> HttpResponse:
    """Ask for the running cases to be moved."""
    old, new = _number(request.POST.get("old", "")), _number(request.POST.get("new", ""))
    viewer = viewer_of(request)
    made = api.procedures.ask_move(procedure=procedure, old=old, new=new, viewer=viewer, now=timezone.now())
    return redirect("studio-case:moved", made)


@require_safe
@permission(RIGHT)
def moved(request: HttpRequest, move_id: int) -> HttpResponse:
    """Show how far a move is, and what became of each case."""
    found = api.procedures.show_move(move=move_id, viewer=viewer_of(request))
    return render(request, "case/studio_moved.html", {"move": found, "cases": _said(found.cases)})


def _said(cases: Iterable[Fit]) -> list[Mapping[str, object]]:
    return [
        {"code": c.code, "title": c.title, "done": c.done, "reason": _(c.reason) % c.params if c.reason else ""}
        for c in cases
    ]


def _number(text: str) -> int:
    if not (text.isdecimal() and len(text) < 9):
        raise Missing(N_("There is no such version of the procedure."))
    return int(text)
