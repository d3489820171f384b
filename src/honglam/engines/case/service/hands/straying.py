"""Tasks that nobody could place, and to whom they may belong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from honglam.base.access import Viewer
from honglam.engines.case.contracts import EventKind, Stray, TaskState
from honglam.engines.case.models import Event, Task
from honglam.engines.case.service.hands import routing

_MOST = 100  # tasks on the page: what is there longer comes first
_LIKELY = 4  # agencies that are offered for one


def strays(*, viewer: Viewer) -> tuple[Stray, ...]:
    """Return the tasks of which the viewer may say whose they are, the oldest first."""
    tasks = list(_reached(viewer).order_by("opened_at", "id")[:_MOST])
    told = _told(tasks)
    return tuple(
        Stray(
            task=task.pk,
            code=task.code,
            title=task.title,
            name=task.name,
            agency=task.agency,
            commune=task.commune,
            topic=task.topic,
            reason=told.get((task.case_id, task.element), {}).get("reason", ""),
            params=told.get((task.case_id, task.element), {}).get("params", {}),
            candidates=_candidates(task),
        )
        for task in tasks
    )


def count(*, viewer: Viewer) -> int:
    """Return how many there are, counted to the limit of the page."""
    return int(_reached(viewer)[:_MOST].count())


def _reached(viewer: Viewer) -> Any:
    paths = viewer.reach(routing.SORTS)
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(agency=path) | Q(agency__startswith=f"{path}.")
    return Task.objects.filter(within, state=TaskState.OPEN, astray=True)


def _told(tasks: Iterable[Task]) -> dict[tuple[int, str], dict[str, Any]]:
    """Return why each went astray: the last line of the timeline that says so."""
    ids = [task.case_id for task in tasks]
    rows = Event.objects.filter(case__in=ids, kind=EventKind.ASTRAY).order_by("id")
    return {(case, element): data for case, element, data in rows.values_list("case_id", "element", "data")}


def _candidates(task: Task) -> tuple[tuple[str, str], ...]:
    """Return the committee of the commune, then the agencies that have done this step for the same topic most often."""
    near = routing.committee(task.commune)
    done = Task.objects.filter(procedure=task.procedure, element=task.element, state=TaskState.DONE)
    often = done.filter(topic=task.topic).values_list("agency").annotate(times=Count("id")).order_by("-times")[:_LIKELY]
    paths = [path for path in dict.fromkeys([near, *(agency for agency, _times in often)]) if path]
    return tuple(zip(paths[:_LIKELY], routing.named(paths[:_LIKELY]), strict=True))
