"""Who is told what a step did: the rest of the house by events, the public's list, and the pack of the procedure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.base.events import Event
from honglam.core.jobs import api as jobs
from honglam.engines.case import events
from honglam.engines.case.contracts import EventKind, Procedure, Waiting
from honglam.engines.case.hooks import HANDLERS, Change
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.public import publishing

SOURCE = "/cases"
SERVICE = "case.service"  # the job that does a service task


@dataclass(frozen=True, slots=True)
class Told:
    """What a step did.

    Attributes:
        kinds: what happened, in order.
        viewer: who did it.
        now: the moment.
        status: what the public was told before.
        task: the task that was done.
        outcome: what was entered there.
        events: what else the house is told, before the change of status.
    """

    kinds: tuple[EventKind, ...]
    viewer: Viewer
    now: datetime
    status: str
    task: Task | None
    outcome: Mapping[str, Any]
    events: tuple[Event, ...] = ()


def publish(case: Case, told: Told) -> None:
    """Tell the rest of the house by events, inside the step's transaction."""
    now, found = told.now, list(told.events)
    if EventKind.OPENED in told.kinds:
        found.append(events.CaseOpened(**of(case), channel=case.channel, due_at=case.due_at))
    if told.task is not None:
        found.append(_done(case, told.task, now))
    if case.status != told.status:
        found.append(events.StatusChanged(**of(case), before=told.status, status=case.status))
    if EventKind.CLOSED in told.kinds:
        late = case.due_at is not None and now > case.due_at
        found.append(events.CaseClosed(**of(case), opened_at=case.opened_at, due_at=case.due_at, late=late))
    jobs.publish_all(events=found, source=SOURCE, now=now)


def moved(case: Case, tasks: Iterable[Task], *, before: str, now: datetime) -> None:
    """Tell the rest of the house that an agency gave tasks to somebody else, inside the verb's transaction."""
    found = [
        events.TaskMoved(**of(case) | {"agency": task.agency}, task=task.pk, element=task.element, before=before)
        for task in tasks
    ]
    jobs.publish_all(events=found, source=SOURCE, now=now)


def follow(*, case: Case, procedure: Procedure, told: Told) -> None:
    """Tell the public's list and the pack of the procedure, inside the step's transaction."""
    publishing.follow(case=case, procedure=procedure, now=told.now)
    handler = HANDLERS.get(case.procedure)
    if handler is not None and handler.follow is not None:
        handler.follow(_change(case, told))


def ask(case: Case, waiting: Iterable[Waiting]) -> None:
    """Ask for the services that a case waits for; the jobs exist when, and only when, the step does."""
    for each in waiting:
        jobs.enqueue(name=SERVICE, arguments={"case": case.pk, "token": each.id}, key=f"{case.pk}:{each.id}")


def of(case: Case) -> dict[str, Any]:
    """Return what every event says of its case."""
    names = ("code", "procedure", "agency", "commune", "topic")
    return {"case": case.pk, **{name: getattr(case, name) for name in names}}


def check(case: Case, element: str, outcome: Mapping[str, Any]) -> None:
    """Let the pack of the procedure refuse what the form of a step cannot know."""
    handler = HANDLERS.get(case.procedure)
    if handler is not None and handler.check is not None:
        handler.check(case.code, element, outcome)


def _done(case: Case, task: Task, now: datetime) -> Event:
    late = task.due_at is not None and now > task.due_at
    facts = of(case) | {"agency": task.agency}
    return events.TaskDone(**facts, task=task.pk, element=task.element, opened_at=task.opened_at, late=late)


def _change(case: Case, told: Told) -> Change:
    return Change(
        case=case.pk,
        code=case.code,
        procedure=case.procedure,
        kinds=told.kinds,
        element=told.task.element if told.task else "",
        outcome=told.outcome,
        status=case.status,
        agency=case.agency,
        topic=case.topic,
        lon=case.lon,
        lat=case.lat,
        closed=case.closed_at is not None,
        viewer=told.viewer,
        now=told.now,
    )
