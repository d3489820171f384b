"""The plan on one screen, each agency's own page, the records behind each number, and the brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.periods import Frequency, Period
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.kit.access import permission, viewer_of
from honglam.kit.access import public as access_public
from honglam.packs.plan import api, gantt
from honglam.packs.plan.contracts.board import Board, State
from honglam.packs.plan.contracts.work import Task

_ROWS = 100  # of a page of tasks
STATES = {
    State.LATE: (_("Overdue"), "overdue"),
    State.SOON: (_("Due within two weeks"), "due_soon"),
    State.RUNNING: (_("Under way"), "in_progress"),
    State.WAITING: (_("Not accepted yet"), "not_started"),
    State.VERIFYING: (_("Awaits verification"), "awaiting_approval"),
    State.DONE: (_("Done"), "done"),
}
STANDINGS = {
    "met": (_("Met"), "good"),
    "on_way": (_("On the way"), "info"),
    "at_risk": (_("At risk"), "soon"),
    "missed": (_("Missed"), "bad"),
    "no_data": (_("No data"), "plain"),
    "no_target": (_("No target"), "plain"),
}


@require_safe
@permission("plan.view")
def board(request: HttpRequest) -> HttpResponse:
    """Show the plan on one screen."""
    return render(request, "plan/board.html", _context(request))


@require_safe
@permission("plan.view")
def brief(request: HttpRequest) -> HttpResponse:
    """Show the same on two pages of paper."""
    return render(request, "plan/brief.html", _context(request))


@require_safe
@permission("plan.view")
def agency(request: HttpRequest, path: str) -> HttpResponse:
    """Show the tasks and targets of one agency."""
    found = identity.agency(path=path)
    if found is None:
        raise Missing(N_("There is no such agency."))
    viewer, now = viewer_of(request), timezone.now()
    works = api.work.listed(agency=path, viewer=viewer, now=now)
    context = _drawn(works, {path: found.name}, now) | {
        "agency": found,
        "counts": [(state, *STATES[state], sum(api.board.state_of(task=t) is state for t in works)) for state in State],
        "targets": _targets(api.board.targets_of(agency=path, viewer=viewer, now=now)),
        "may_urge": may_urge(works, viewer),
        "period": str(Period.of(timezone.localdate(now), Frequency.QUARTER)),
        "own": viewer.may("plan.work", path) or viewer.may("plan.lead", path),
    }
    return render(request, "plan/agency.html", context)


@require_safe
@permission("plan.view")
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks behind a number of the board."""
    viewer, now, asked = viewer_of(request), timezone.now(), request.GET
    number = asked.get("plan", "")
    works = api.work.listed(
        plan=int(number) if number.isdecimal() else None, agency=asked.get("agency", ""), viewer=viewer, now=now
    )
    wanted = asked.get("state", "")
    month = asked.get("month", "")
    chosen = [
        (task, *STATES[state])
        for task in works
        if (state := api.board.state_of(task=task)).value == wanted or not wanted
        if not month or (task.deadline is not None and f"{task.deadline:%Y-%m}" == month)
    ]
    page = Paginator(chosen, _ROWS).get_page(asked.get("page"))
    context = {
        **_paged(request, page),
        "names": {each.path: each.name for each in identity.agencies()},
        "states": [(state.value, STATES[state][0]) for state in State],
        "state": wanted,
        "may_urge": may_urge([task for task, *_rest in page], viewer),
        "back": request.get_full_path(),
    }
    return render(request, "plan/tasks.html", context)


@require_safe
@access_public("a confirmed plan of the province: targets, titles of tasks, who leads them and how they stand")
def public(request: HttpRequest) -> HttpResponse:
    """Show what everybody may know of the plan."""
    now = timezone.now()
    found = api.board.public(now=now)
    names = {each.path: each.name for each in identity.agencies()}
    lines = []
    if found is not None:
        for line in found.plan.tasks:
            works = [found.tasks[each.case] for each in line.assigned if each.case in found.tasks]
            states = Counter(api.board.state_of(task=task) for task in works)
            counts = [(*STATES[state], states[state]) for state in State if states[state]]
            shown = [(names.get(task.lead, ""), STATES[api.board.state_of(task=task)][0]) for task in works]
            lines.append((line, counts, shown))
    context = {"found": found, "lines": lines, "targets": _targets(found.targets) if found else []}
    return render(request, "plan/public.html", context)


def _paged(request: HttpRequest, page: Page[Any]) -> dict[str, Any]:
    """Return a page of tasks and the addresses beside it."""
    return {
        "tasks": list(page),
        "count": page.paginator.count,
        "kept": _address(request, state=None, page=None),
        "previous": f"?{_address(request, page=page.previous_page_number())}" if page.has_previous() else "",
        "following": f"?{_address(request, page=page.next_page_number())}" if page.has_next() else "",
    }


def _address(request: HttpRequest, **changed: object) -> str:
    """Return what was asked of the page with some of it changed; None takes it out."""
    asked = request.GET.copy()
    for name, value in changed.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return asked.urlencode()


def _context(request: HttpRequest) -> dict[str, Any]:
    viewer, now, asked = viewer_of(request), timezone.now(), request.GET.get("plan", "")
    found = api.board.board(plan=int(asked) if asked.isdecimal() else None, viewer=viewer, now=now)
    names = {each.path: each.name for each in identity.agencies()}
    return _drawn(found.tasks, names, now) | {
        "found": found,
        "names": names,
        "counts": [(state, *STATES[state], found.counts[state]) for state in State],
        "rows": [
            (row, names.get(row.agency, row.agency), [row.counts[state] for state in State]) for row in found.rows
        ],
        "pillars": [(pillar.title, _targets(pillar.targets)) for pillar in found.pillars],
        "worst": with_states(found.worst),
        "decisions": with_states(found.decisions),
        "standings": _standings(found),
        "now": now,
    }


def _drawn(works: Iterable[Task], names: dict[str, str], now: datetime) -> dict[str, Any]:
    today, found = timezone.localdate(now), tuple(works)
    states = {task.code: api.board.state_of(task=task) for task in found}
    begins = {head.id: head.date for head in api.plans(viewer=None) if head.date is not None}
    months: dict[str, list[Task]] = {}
    for task in found:
        if task.open and task.deadline is not None and task.deadline >= today:
            months.setdefault(f"{task.deadline:%Y-%m}", []).append(task)
    return {
        "tasks": with_states(found),
        "gantt": gantt.draw(found, names=names, states=states, begins=begins, today=today),
        "calendar": [(key, works[0].deadline, works[:4], len(works)) for key, works in sorted(months.items())[:12]],
        "names": names,
        "states": [(state, *STATES[state]) for state in State],
    }


def with_states(works: Iterable[Task]) -> list[tuple[Any, ...]]:
    """Return tasks with the word and the status of how each stands."""
    return [(task, *STATES[api.board.state_of(task=task)]) for task in works]


def _targets(found: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return targets with the word and tone of how they stand."""
    return [(each, *STANDINGS[each.progress.standing if each.progress else "no_data"]) for each in found]


def _standings(found: Board) -> list[tuple[Any, str, int]]:
    counted = [shown for pillar in found.pillars for shown in _targets(pillar.targets)]
    return [(words, tone, sum(each[1] == words for each in counted)) for words, tone in STANDINGS.values()]


def may_urge(works: Iterable[Task], viewer: Viewer) -> bool:
    """Tell whether the viewer may urge the agency of one of the tasks."""
    return any(
        task.open and (viewer.may("plan.direct", task.lead) or viewer.may("plan.verify", task.coordinator))
        for task in works
    )
