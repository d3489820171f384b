"""From what a step of the process did to the rows that say so: tasks, timers, status, clock and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from honglam.base import trace
from honglam.core.calendar.contracts import Pause
from honglam.engines.case.contracts import (
    CaseState,
    EventKind,
    Moved,
    Procedure,
    Status,
    TaskState,
    Wait,
    Waiting,
)
from honglam.engines.case.models import Case, Event, Stop, Task, Timer
from honglam.engines.case.service import clock, publishing, routing

NAME = 200  # characters that the columns of names hold


@dataclass(slots=True)
class Line:
    """A line of the timeline that is still to be written."""

    kind: EventKind
    element: str = ""
    public: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


def apply(*, case: Case, procedure: Procedure, moved: Moved, lines: list[Line], now: datetime) -> None:
    """Write what a step did. The caller holds the lock on the case's row and has changed what is the verb's own."""
    _settle_tasks(case, procedure, moved, lines, now)
    _settle_timers(case, moved, now)
    _settle_status(case, procedure, moved, lines, now)
    if moved.ended:
        case.state, case.closed_at = CaseState.DONE, now
        lines.append(Line(EventKind.CLOSED, public=True))
    case.process = dict(moved.state)
    case.revision += 1
    case.save()
    write(case, lines, now)
    publishing.follow(case=case, procedure=procedure, now=now)


def write(case: Case, lines: Iterable[Line], now: datetime) -> None:
    """Append lines to a case's timeline, by whoever acts now."""
    viewer = trace.current().viewer
    who = {"actor": viewer.id, "actor_name": viewer.name, "agency": viewer.agency}
    Event.objects.bulk_create(
        Event(case=case, at=now, kind=e.kind, element=e.element, public=e.public, data=dict(e.data), **who)
        for e in lines
    )


def _settle_tasks(case: Case, procedure: Procedure, moved: Moved, lines: list[Line], now: datetime) -> None:
    wanted = {w.id: w for w in moved.waiting if w.wait is Wait.TASK}
    known = {task.token: task for task in Task.objects.filter(case=case, state=TaskState.OPEN)} if case.pk else {}
    dropped = [task for token, task in known.items() if token not in wanted]
    if dropped:
        gone = Task.objects.filter(pk__in=[task.pk for task in dropped], state=TaskState.OPEN)
        gone.update(state=TaskState.DROPPED, closed_at=now)
        lines += [Line(EventKind.TASK_DROPPED, task.element) for task in dropped]
    fresh = [_task(case, procedure, waiting, now) for token, waiting in wanted.items() if token not in known]
    if fresh:
        case.agency = fresh[0].agency
        Task.objects.bulk_create(fresh)
        lines += [Line(EventKind.TASK_OPENED, task.element, data={"agency": task.agency}) for task in fresh]


def _task(case: Case, procedure: Procedure, waiting: Waiting, now: datetime) -> Task:
    lane = procedure.lanes.get(waiting.lane)
    agency = routing.agency_of(case=case, procedure=procedure, lane=lane, waiting=waiting)
    step = procedure.steps.get(waiting.element)
    limit = step.limit_for(waiting.values) if step else None
    due = clock.due(agency=agency, since=now, limit=limit) if limit else case.due_at
    warn = clock.before(agency=agency, moment=due, limit=step.warn) if step and step.warn and due else None
    return Task(
        case=case,
        token=waiting.id,
        element=waiting.element,
        name=(waiting.name or waiting.element)[:NAME],
        permission=lane.permission if lane else "case.work",
        agency=agency,
        code=case.code,
        title=case.title,
        procedure=case.procedure,
        commune=case.commune,
        topic=case.topic,
        state=TaskState.OPEN,
        opened_at=now,
        due_at=due,
        warn_at=warn,
    )


def _settle_timers(case: Case, moved: Moved, now: datetime) -> None:
    wanted = {w.id: w for w in moved.waiting if w.wait is Wait.TIMER}
    Timer.objects.filter(case=case).exclude(token__in=wanted).delete()
    known = set(Timer.objects.filter(case=case).values_list("token", flat=True)) if wanted else set()
    Timer.objects.bulk_create(
        Timer(case=case, token=token, due_at=clock.moment(agency=case.agency, text=waiting.timer, now=now))
        for token, waiting in wanted.items()
        if token not in known
    )


def _settle_status(case: Case, procedure: Procedure, moved: Moved, lines: list[Line], now: datetime) -> None:
    status = _status(procedure, moved)
    if status.id != case.status:
        lines.append(Line(EventKind.STATUS, public=True, data={"from": case.status, "to": status.id}))
        case.status = status.id
    if status.stops and case.stopped_at is None and not moved.ended:
        case.stopped_at = now
        Stop.objects.create(case=case, since=now, reason=status.id, legal=status.legal)
        lines.append(Line(EventKind.STOPPED, public=True, data={"legal": status.legal}))
    elif not status.stops and case.stopped_at is not None:
        Stop.objects.filter(case=case, until__isnull=True).update(until=now)
        case.stopped_at = None
        lines.append(Line(EventKind.RESUMED, public=True))
        if procedure.limit is not None:
            stops = Stop.objects.filter(case=case).order_by("since")
            pauses = [Pause(stop.since, stop.until or now, stop.reason) for stop in stops]
            since, limit = case.opened_at, procedure.limit
            case.due_at = clock.due(agency=case.agency, since=since, limit=limit, pauses=pauses)


def _status(procedure: Procedure, moved: Moved) -> Status:
    """Return what the public is told: the first status that names a waiting step, or the end that was come to."""
    if moved.ended:
        ends = set(moved.passed[-1:])
        return next((s for s in procedure.statuses if ends.intersection(s.elements)), procedure.statuses[-1])
    elements = {waiting.element for waiting in moved.waiting}
    found = (status for status in procedure.statuses if elements.intersection(status.elements))
    return next(found, procedure.statuses[0])
