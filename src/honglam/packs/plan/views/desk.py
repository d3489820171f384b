"""Pages of plans: the list, sending a document, how a plan stands, confirming it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.core.identity import api as identity
from honglam.kit import forms, tables
from honglam.kit.access import permission, viewer_of
from honglam.packs.plan import api
from honglam.packs.plan.contracts import LivingPlan, PlanState
from honglam.packs.plan.forms import send_form
from honglam.packs.plan.tables import PLANS, STATE_WORDS

_SHOWN = 3  # leads of a task that stand in the list


@require_safe
@permission("plan.view")
def plans(request: HttpRequest) -> HttpResponseBase:
    """List the plans of the agencies that the viewer reaches, and below them those of others that name one."""
    viewer = viewer_of(request)
    reach = viewer.reach("plan.view")
    above = [plan for plan in api.plans(viewer=viewer) if not plan.agency.startswith(reach)]
    return tables.respond(
        request,
        PLANS,
        api.importing.listed,
        template="plan/desk_plans.html",
        context={"above": above, "may_import": bool(viewer.reach("plan.import"))},
    )


@require_http_methods(["GET", "POST"])
@permission("plan.import")
def send(request: HttpRequest) -> HttpResponse:
    """Send a document to be read."""
    viewer = viewer_of(request)

    def save(data: dict[str, Any]) -> str:
        plan_id = api.importing.send(
            content=data["file"].read(),
            name=data["file"].name,
            agency=data["agency"],
            viewer=viewer,
            now=timezone.now(),
            parent=int(data["parent"]) if data["parent"] else None,
            amends=int(data["amends"]) if data["amends"] else None,
        )
        return reverse("desk-plan:plan", args=[plan_id])

    paths = dict.fromkeys((viewer.agency, *viewer.reach("plan.import")))
    known = [agency for path in paths if (agency := identity.agency(path=path))]
    above = [(plan.id, plan.title) for plan in api.plans(viewer=viewer) if plan.amends is None]
    choices: dict[str, list[tuple[Any, Any]]] = {
        "agency": [(agency.path, agency.name) for agency in known],
        "amends": [("", _("No, it is a plan of its own")), *above],
        "parent": [("", _("No")), *above],
    }
    form = send_form(choices)
    return forms.respond(request, form, save, title=_("Send a plan"), action=_("Send and read"))


@require_safe
@permission("plan.view")
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show how a plan stands; while a job works on it, how far that is."""
    viewer = viewer_of(request)
    found = api.plan(plan_id=plan_id, viewer=viewer)
    working = found.head.state in {PlanState.READING, PlanState.CONFIRMING}
    context = {
        "plan": found,
        "state": STATE_WORDS[found.head.state],
        "working": working,
        "linked": viewer.may("indicator.view"),
        "job": api.importing.job(plan_id=plan_id, viewer=viewer) if working else None,
        "why": _said(found.head.note, found.head.params),
        "remedy": _said(str(found.head.params.get("remedy", "")), found.head.params),
        "uncovered": api.importing.uncovered(plan_id=plan_id, viewer=viewer) if found.head.parent else (),
        "may_import": viewer.may("plan.import", found.head.agency),
        "may_confirm": viewer.may("plan.confirm", found.head.agency),
        **_named(found),
    }
    part = request.headers.get("HX-Request") == "true" and "part" in request.GET
    if part and not working:
        return HttpResponse(headers={"HX-Redirect": _next(plan_id, found.head.state)})
    return render(request, "plan/desk_working.html" if part else "plan/desk_plan.html", context)


@require_http_methods(["GET", "POST"])
@permission("plan.confirm")
def confirm(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show what a confirmation makes; one press does it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        api.importing.confirm(plan_id=plan_id, viewer=viewer, now=timezone.now())
        return redirect("desk-plan:plan", plan_id)
    head = api.plan(plan_id=plan_id, viewer=viewer).head
    found = api.importing.summary(plan_id=plan_id, viewer=viewer)
    against = [(_said(each.message, each.params), _said(each.remedy or "", each.params)) for each in found.refusals]
    changes = api.importing.differences(plan_id=plan_id, viewer=viewer, now=timezone.now()) if head.amends else ()
    context = {"plan": head, "summary": found, "against": against, "changes": changes}
    return render(request, "plan/desk_confirm.html", context)


@require_POST
@permission("plan.import")
def discard(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Throw a plan away that was not confirmed."""
    api.importing.discard(plan_id=plan_id, viewer=viewer_of(request), now=timezone.now())
    messages.success(request, _("The document and what was found in it were thrown away."))
    return redirect("desk-plan:plans")


def _said(sentence: str, params: Mapping[str, object]) -> str:
    return _(sentence) % params if sentence else ""


def _named(found: LivingPlan) -> dict[str, Any]:
    """Return the lines of a plan with the names of their agencies; of many leads the first few."""
    names = {each.path: each.name for each in identity.agencies()}

    def said(path: str) -> str:
        return names.get(path, path)

    return {
        "owner": said(found.head.agency),
        "targets": [(each, said(each.agency), api.board.said(target=each)) for each in found.targets],
        "tasks": [
            (each, [(said(one.agency), one.case) for one in each.assigned[:_SHOWN]], len(each.assigned[_SHOWN:]))
            for each in found.tasks
        ],
    }


def _next(plan_id: int, state: PlanState) -> str:
    page = "desk-plan:review" if state is PlanState.REVIEW else "desk-plan:plan"
    return reverse(page, args=[plan_id])
