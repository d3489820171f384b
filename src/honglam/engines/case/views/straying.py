"""The page of tasks that nobody could place: who may, says whose each is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.engines.case import api
from honglam.kit.access import permission, viewer_of

RIGHT = "case.routes"


@require_safe
@permission(RIGHT)
def strays(request: HttpRequest) -> HttpResponse:
    """Show the tasks that wait for somebody to say whose they are."""
    found = api.routing.strays(viewer=viewer_of(request))
    shown = [(stray, _(stray.reason) % stray.params if stray.reason else "") for stray in found]
    return render(request, "case/astray.html", {"strays": shown, "agencies": api.routing.agencies()})


@require_POST
@permission(RIGHT)
def settle(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give the task to the agency that was chosen."""
    agency = request.POST.get("agency", "")[:300]
    api.routing.settle(task_id=task_id, agency=agency, viewer=viewer_of(request), now=timezone.now())
    messages.success(request, _("It has gone there."))
    return redirect("desk-case:astray")
