"""The studio's pages of procedures: the list, one version, what differs between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.engines.case import api
from honglam.engines.case.contracts import Lane, Problem, Procedure, Route
from honglam.engines.case.contracts.studio import Shown
from honglam.kit.access import permission, viewer_of

RIGHT = "case.procedures"
ROUTES: Mapping[Route, Any] = {
    Route.TERRITORY: gettext_lazy("the committee of the commune where it happened"),
    Route.AGENCY: gettext_lazy("always the same agency"),
    Route.VALUE: gettext_lazy("the agency that an earlier step has named"),
    Route.CASE: gettext_lazy("the agency that has the case"),
    Route.LOOKUP: gettext_lazy("the agency that a register says"),
    Route.TABLE: gettext_lazy("the agency that a table of decisions says"),
}


@require_safe
@permission(RIGHT)
def procedures(request: HttpRequest) -> HttpResponse:
    """Show all procedures."""
    found = api.procedures.list_procedures(viewer=viewer_of(request))
    return render(request, "case/studio_list.html", {"procedures": found})


@require_safe
@permission(RIGHT)
def version(request: HttpRequest, procedure: str, number: int | None = None) -> HttpResponse:
    """Show one version: its drawing and everything that it says."""
    shown = api.procedures.show_procedure(procedure=procedure, number=number, viewer=viewer_of(request))
    context = {
        "shown": shown,
        "procedure": shown.procedure,
        "lanes": list(_lanes(shown.procedure)),
        "steps": list(_steps(shown)),
        "limit": api.public.limit_words(procedure=shown.procedure),
        "problems": said(shown.problems),
        "newest": shown.history[0].number,
        "drawing": drawing_of(shown.files),
    }
    return render(request, "case/studio_version.html", context)


@require_safe
@permission(RIGHT)
def file(_request: HttpRequest, procedure: str, number: int, name: str) -> HttpResponse:
    """Give one file of a version, for a modeller or the drawing on the page."""
    text = api.procedures.file_of(procedure=procedure, number=number, name=name)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@permission(RIGHT)
def compare(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show what differs between two versions, or a version and a draft or an offer."""
    old, new = request.GET.get("old", "")[:9], request.GET.get("new", "")[:9]
    found = api.procedures.compare_versions(procedure=procedure, old=old, new=new, viewer=viewer_of(request))
    context = {"id": procedure, "old": named(old), "new": named(new), "difference": found}
    return render(request, "case/studio_compare.html", context)


@permission(RIGHT)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for name and title of a procedure that no pack brings, and begin it."""
    wrong: Refusal | None = None
    given = {"name": request.POST.get("name", "")[:60], "title": request.POST.get("title", "")[:200]}
    if request.method == "POST":
        try:
            made = api.procedures.begin_procedure(**given, viewer=viewer_of(request), now=timezone.now())
            return redirect("studio-case:draft", made)
        except Refusal as error:
            wrong = error
    context = {
        "given": given,
        "wrong": _(wrong.message) if wrong else "",
        "remedy": _(wrong.remedy) if wrong and wrong.remedy else "",
    }
    return render(request, "case/studio_new.html", context, status=422 if wrong else 200)


@require_POST
@permission(RIGHT)
def begin(request: HttpRequest, procedure: str) -> HttpResponse:
    """Begin a draft with a version, or with what the pack offers."""
    which = request.POST.get("number", "")
    if which and not (which.isdecimal() and len(which) < 9):
        raise Missing(N_("There is no such version of the procedure."))
    number = int(which) if which else None
    api.procedures.begin_draft(procedure=procedure, number=number, viewer=viewer_of(request), now=timezone.now())
    messages.info(request, _("This is your draft. Nothing changes for anybody before you publish it."))
    return redirect("studio-case:draft", procedure)


def said(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    """Return problems in the reader's language, with the place to which each leads."""
    return [
        {
            "file": each.file,
            "element": each.element,
            "message": _(each.message) % each.params,
            "remedy": _(each.remedy) % each.params if each.remedy else "",
        }
        for each in problems
    ]


def drawing_of(files: Mapping[str, str]) -> str:
    """Return the name of the file that holds the drawing; empty when there is none."""
    names = sorted(name for name in files if name.endswith(".bpmn"))
    return "process.bpmn" if "process.bpmn" in names else next(iter(names), "")


def named(which: str) -> str:
    """Return what people call one side of a comparison."""
    words = {"draft": _("your draft"), "offer": _("what the pack offers")}
    return words.get(which) or _("version %(number)s") % {"number": which}


def _lanes(procedure: Procedure) -> Iterator[dict[str, Any]]:
    for lane in procedure.lanes.values():
        yield {"lane": lane, "how": ROUTES[lane.route], "what": _detail(lane)}


def _detail(lane: Lane) -> str:
    return lane.value or lane.lookup or lane.table


def _steps(shown: Shown) -> Iterator[dict[str, Any]]:
    procedure = shown.procedure
    told = {each: status for status in procedure.statuses for each in status.elements}
    for element in shown.elements:
        if element.kind in {"userTask", "manualTask", "task"}:
            step = procedure.steps.get(element.id)
            limit = api.public.time_words(limit=step.limit if step else None)
            yield {"element": element, "step": step, "limit": limit, "status": told.get(element.id)}
