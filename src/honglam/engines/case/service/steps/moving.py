"""From what a step of the process did to the rows that say so: tasks, timers, status, clock and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.events import Event as HouseEvent
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act
from honglam.core.identity import api as identity
from honglam.engines.case.contracts import (
    CaseState,
    EventKind,
    Lane,
    Moved,
    Procedure,
    Status,
    TaskState,
    Wait,
    Waiting,
)
from honglam.engines.case.models import Case, Event, Task
from honglam.engines.case.service.deadlines import clock, timing
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.hands.routing import Place
from honglam.engines.case.service.steps import following, rows
from honglam.kit import prepared

_RECEIVED = frozenset(["form", "commune", "topic"])  # values of a process that stand in the case already
NAME = 200  # characters that the columns of names hold


@dataclass(slots=True)
class Line:
    """A line of the timeline that is still to be written."""

    kind: EventKind
    element: str = ""
    public: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return what is kept of it; for whom somebody acted stands in `behalf`."""
        data = {**self.data, **standing_in()}
        return {"kind": self.kind.value, "element": self.element, "public": self.public, "data": data}


def standing_in() -> dict[str, str]:
    """Return for whom whoever acts now does so by delegation; empty when they act in their own right."""
    behalf = trace.current().behalf
    if not behalf:
        return {}
    found = identity.contacts(account_ids=[behalf], on=timezone.localdate())
    return {"behalf": behalf, "behalf_name": found[0].name if found else ""}


def apply(  # noqa: PLR0913  (what happened, to what, by whom)
    *,
    case: Case,
    procedure: Procedure,
    moved: Moved,
    lines: list[Line],
    now: datetime,
    viewer: Viewer | None = None,
    done: Task | None = None,
    outcome: Mapping[str, Any] | None = None,
    begins: bool = False,
    events: tuple[HouseEvent, ...] = (),
    ledger: tuple[Act, ...] = (),
) -> None:
    """Write what a step of the process did, and tell whoever wants to know.

    The caller holds the lock on the case's row and has changed there what is the verb's own.

    Args:
        case: the case.
        procedure: its version.
        moved: what the process did.
        lines: what to tell on the timeline before that.
        now: the moment.
        viewer: who did it; who acts now when not given.
        done: the task that was done.
        outcome: what was entered there.
        begins: its time begins to count with this step.
        events: what else the house is told.
        ledger: what is written on the ledger.
    """
    viewer = viewer or trace.current().viewer
    status, fresh = case.status, [each for each in moved.waiting if each.id in moved.fresh]
    tasks = _settle_tasks(case, procedure, moved, lines, now, begins=begins)
    if moved.ended:
        case.state, case.closed_at = CaseState.DONE, now
        case.result = {key: value for key, value in moved.values.items() if key not in _RECEIVED}
        lines.append(Line(EventKind.CLOSED, public=True))
    case.process, case.revision = dict(moved.state), case.revision + 1
    written = _written(case, moved, tasks, lines, now)
    if done is not None:
        written.done, written.outcome, written.by = done.pk, outcome or {}, viewer.name
    kinds = tuple(line.kind for line in lines)
    told = following.Told(kinds, viewer, now, status, done, outcome or {}, events)
    with prepared.together():
        rows.write_step(case, written, viewer=viewer, now=now)
        audit.note(acts=ledger)
        following.publish(case, told)
    for task in tasks:
        if task.astray:
            task.pk = Task.objects.values_list("pk", flat=True).get(case=case, token=task.token)
            routing.alert(case=case, task=task, now=now)
    following.ask(case, [each for each in fresh if each.wait is Wait.SERVICE])
    following.follow(case=case, procedure=procedure, told=told)


def _written(case: Case, moved: Moved, tasks: list[Task], lines: list[Line], now: datetime) -> rows.Written:
    timers = [each for each in moved.waiting if each.id in moved.fresh and each.wait is Wait.TIMER]
    return rows.Written(
        tasks=tasks,
        gone=[each.id for each in moved.gone if each.wait is Wait.TASK],
        timers=[(each.id, _moment(case, each, now)) for each in timers],
        over=[each.id for each in moved.gone if each.wait is Wait.TIMER],
        lines=[line.row() for line in lines],
    )


def write(case: Case, lines: Iterable[Line], now: datetime, viewer: Viewer | None = None) -> None:
    """Append lines to a case's timeline, by whoever acts now."""
    viewer = viewer or trace.current().viewer
    who = {"actor": viewer.id, "actor_name": viewer.name, "agency": viewer.agency}
    Event.objects.bulk_create(Event(case=case, at=now, **line.row(), **who) for line in lines)


def _settle_tasks(  # noqa: PLR0913  (as above)
    case: Case, procedure: Procedure, moved: Moved, lines: list[Line], now: datetime, *, begins: bool
) -> list[Task]:
    """Return the new tasks; who has the case decides its time, and that of its tasks where they have none."""
    fresh = [each for each in moved.waiting if each.id in moved.fresh and each.wait is Wait.TASK]
    lanes = [procedure.lanes.get(each.lane) for each in fresh]
    places = [
        routing.place(case=case, procedure=procedure, lane=lane, waiting=each)
        for each, lane in zip(fresh, lanes, strict=True)
    ]
    if places:
        case.agency = places[0].agency
    if begins:
        timing.begin(case, procedure, now)
    told = _settle_status(case, procedure, moved, now)
    lines += [Line(EventKind.TASK_DROPPED, each.element) for each in moved.gone if each.wait is Wait.TASK]
    tasks = [_task(case, procedure, *each, now) for each in zip(fresh, lanes, places, strict=True)]
    for task, place in zip(tasks, places, strict=True):
        lines.append(Line(EventKind.TASK_OPENED, task.element, data={"agency": task.agency}))
        if place.astray:
            why = {"agency": task.agency, "reason": place.reason, "params": dict(place.params or {})}
            lines.append(Line(EventKind.ASTRAY, task.element, data=why))
    lines += told
    return tasks


def _task(  # noqa: PLR0913, PLR0917  (as above)
    case: Case, procedure: Procedure, waiting: Waiting, lane: Lane | None, place: Place, now: datetime
) -> Task:
    step = procedure.steps.get(waiting.element)
    limit = step.limit_for(waiting.values) if step else None
    due = clock.due(agency=place.agency, since=now, limit=limit) if limit else case.due_at
    warn = step.warn if step and limit else procedure.warn
    return Task(
        case=case,
        token=waiting.id,
        element=waiting.element,
        name=(waiting.name or waiting.element)[:NAME],
        permission=lane.permission if lane else "case.work",
        agency=place.agency,
        astray=place.astray,
        code=case.code,
        title=case.title,
        procedure=case.procedure,
        commune=case.commune,
        topic=case.topic,
        state=TaskState.OPEN,
        opened_at=now,
        due_at=due,
        warn_at=timing.warned(place.agency, due, warn),
    )


def _moment(case: Case, waiting: Waiting, now: datetime) -> datetime:
    return clock.moment(agency=case.agency, text=waiting.timer, now=now)


def _settle_status(case: Case, procedure: Procedure, moved: Moved, now: datetime) -> list[Line]:
    status, lines = _status(procedure, moved), []
    if status.id != case.status:
        lines.append(Line(EventKind.STATUS, public=True, data={"from": case.status, "to": status.id}))
        case.status = status.id
    if status.stops and case.stopped_at is None and not moved.ended:
        timing.stop(case, status, now)
        lines.append(Line(EventKind.STOPPED, public=True, data={"legal": status.legal}))
    elif case.stopped_at is not None and (moved.ended or not status.stops):
        timing.resume(case, procedure, now)
        lines.append(Line(EventKind.RESUMED, public=True, data=timing.said(case.due_at)))
    return lines


def _status(procedure: Procedure, moved: Moved) -> Status:
    """Return what the public is told: the first status that names a waiting step, or the end that was come to."""
    if moved.ended:
        ends = set(moved.passed[-1:])
        return next((s for s in procedure.statuses if ends.intersection(s.elements)), procedure.statuses[-1])
    elements = {waiting.element for waiting in moved.waiting}
    found = (status for status in procedure.statuses if elements.intersection(status.elements))
    return next(found, procedure.statuses[0])
