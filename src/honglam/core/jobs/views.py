"""The studio's pages of jobs, and the figures for home pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.jobs import api
from honglam.core.jobs.contracts import State
from honglam.kit.access import permission, viewer_of
from honglam.kit.tiles import Figure

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One heap of jobs."""

    id: str
    label: str | Promise
    states: tuple[State, ...]


TABS = (
    Tab("running", _("Running"), (State.RUNNING, State.STOPPING)),
    Tab("waiting", _("Waiting"), (State.WAITING,)),
    Tab("failed", _("Failed"), (State.FAILED,)),
    Tab("done", _("Done"), (State.DONE,)),
    Tab("cancelled", _("Cancelled"), (State.CANCELLED,)),
)


@require_safe
@permission("jobs.view")
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the jobs of one state, the newest first."""
    return render(request, "jobs/list.html", _listed(request))


@require_safe
@permission("jobs.view")
def rows(request: HttpRequest) -> HttpResponse:
    """Return the table alone, for the live region."""
    return render(request, "jobs/rows.html", _listed(request))


@require_safe
@permission("jobs.view")
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show one job with its log."""
    return render(request, "jobs/job.html", _shown(request, job_id))


@require_safe
@permission("jobs.view")
def state(request: HttpRequest, job_id: int) -> HttpResponse:
    """Return the changing part of a job's page, for the live region."""
    return render(request, "jobs/state.html", _shown(request, job_id))


@require_POST
@permission("jobs.edit")
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Take the job out of the queue, or ask it to stop."""
    api.cancel(job_id=job_id, viewer=viewer_of(request))
    return _back_to(job_id)


@require_POST
@permission("jobs.edit")
def again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Start a failed or cancelled job again."""
    api.again(job_id=job_id, viewer=viewer_of(request), now=timezone.now())
    return _back_to(job_id)


@require_safe
@permission("jobs.view")
def letters(request: HttpRequest) -> HttpResponse:
    """Show the events that a subscriber could not take."""
    return render(
        request,
        "jobs/letters.html",
        {"letters": api.dead_letters(viewer=viewer_of(request)), "may_edit": _may_edit(request)},
    )


@require_POST
@permission("jobs.edit")
def settle(request: HttpRequest, delivery_id: int, action: str) -> HttpResponse:
    """Try a delivery again, or drop it."""
    if action not in ("again", "drop"):
        raise Missing(N_("There is no such page."))
    api.settle(delivery_id=delivery_id, again=action == "again", viewer=viewer_of(request), now=timezone.now())
    return redirect("studio-jobs:letters")


def waiting_tile(viewer: Viewer, now: datetime) -> Figure:
    """Measure how much waits, and whether anybody works on it."""
    figures = api.figures(now=now)
    waiting = api.counts(viewer=viewer)[State.WAITING]
    url = f"{reverse('studio-jobs:list')}?state=waiting"
    if not figures.workers_alive:
        return Figure(waiting, "bad", _("No worker is running"), url)
    late = figures.late_seconds > 60
    return Figure(
        waiting, "soon" if late else "good", _("The oldest has waited for over a minute") if late else "", url
    )


def failed_tile(viewer: Viewer, _now: datetime) -> Figure:
    """Measure how many jobs failed and how many deliveries were given up."""
    failed = api.counts(viewer=viewer)[State.FAILED]
    dead = api.count_dead_letters()
    url = reverse("studio-jobs:letters") if dead and not failed else f"{reverse('studio-jobs:list')}?state=failed"
    return Figure(failed + dead, "bad" if failed or dead else "good", "", url)


def _listed(request: HttpRequest) -> dict[str, object]:
    viewer = viewer_of(request)
    tab = next((tab for tab in TABS if tab.id == request.GET.get("state")), TABS[0])
    before = request.GET.get("before", "")
    found = api.jobs(
        viewer=viewer,
        states=tab.states,
        before=int(before) if before.isascii() and before.isdigit() else None,
        limit=_PAGE + 1,
    )
    counts = api.counts(viewer=viewer)
    return {
        "tab": tab,
        "tabs": [(other, sum(counts.get(s, 0) for s in other.states)) for other in TABS],
        "jobs": found[:_PAGE],
        "next": found[_PAGE - 1].id if len(found) > _PAGE else None,
        "before": before,
        "may_edit": _may_edit(request),
        "workers": [w for w in api.workers(now=timezone.now()) if w.alive],
        "dead": len(api.dead_letters(viewer=viewer, limit=100)),
    }


def _shown(request: HttpRequest, job_id: int) -> dict[str, object]:
    viewer = viewer_of(request)
    found = api.job(job_id=job_id, viewer=viewer)
    return {"job": found, "lines": api.lines(job_id=job_id, viewer=viewer), "may_edit": _may_edit(request)}


def _may_edit(request: HttpRequest) -> bool:
    return viewer_of(request).may("jobs.edit")


def _back_to(job_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("studio-jobs:job", args=[job_id]))
