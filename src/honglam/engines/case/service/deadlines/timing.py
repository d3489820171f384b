"""The time of a case: when it begins, stands still, goes on, and is extended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from honglam.core.calendar.contracts import Pause
from honglam.engines.case.contracts import EventKind, Limit, Procedure, Status, TaskState
from honglam.engines.case.models import Case, Event, Stop, Task
from honglam.engines.case.process import running
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.studio import procedures


def begin(case: Case, procedure: Procedure, now: datetime) -> None:
    """Let the time of a case begin, by the calendar of the agency that has it."""
    _reckon(case, procedure, now, ())


def stop(case: Case, status: Status, now: datetime) -> None:
    """Let the clock stand still, with the act that allows it."""
    case.stopped_at = now
    Stop.objects.create(case=case, since=now, reason=status.id, legal=status.legal)


def resume(case: Case, procedure: Procedure, now: datetime) -> None:
    """Let the clock go on: case and open tasks are due later, by as much working time as it stood still."""
    Stop.objects.filter(case=case, until__isnull=True).update(until=now)
    case.stopped_at = None
    move_on(case, procedure)


def said(due: datetime | None) -> dict[str, Any]:
    """Return what a line of the timeline says of a time limit."""
    return {"due_at": due.isoformat()} if due else {}


def move_on(case: Case, procedure: Procedure) -> None:
    """Work out anew when a case and its open tasks are due, and let lateness be told anew."""
    stops = Stop.objects.filter(case=case, until__isnull=False).order_by("since")
    pauses = [Pause(stop.since, stop.until, stop.reason) for stop in stops if stop.until]
    _reckon(case, procedure, _since(case), pauses)
    process = procedures.ready(case.version_id)[1]
    waiting = {each.id: each for each in running.waiting(process, case.process)}
    for task in Task.objects.filter(case=case, state=TaskState.OPEN):
        step, found = procedure.steps.get(task.element), waiting.get(task.token)
        limit = step.limit_for(found.values) if step and found else None
        task.due_at = case.due_at
        if limit is not None:
            stood = _after(pauses, task.opened_at)
            task.due_at = clock.due(agency=task.agency, since=task.opened_at, limit=limit, pauses=stood)
        warn = step.warn if step and limit else procedure.warn
        task.warn_at = warned(task.agency, task.due_at, warn)
        task.told, task.told_at = 0, None
        task.save(update_fields=["due_at", "warn_at", "told", "told_at"])


def warned(agency: str, due: datetime | None, warn: Limit | None) -> datetime | None:
    """Return from when something counts as about to be late."""
    return clock.before(agency=agency, moment=due, limit=warn) if warn and due else None


def _reckon(case: Case, procedure: Procedure, since: datetime, pauses: Sequence[Pause]) -> None:
    if procedure.limit is None:
        case.warn_at = warned(case.agency, case.due_at, procedure.warn)  # by the day with which it was opened
        return
    due = clock.due(agency=case.agency, since=since, limit=procedure.limit, pauses=_after(pauses, since))
    for _time in range(case.extended if procedure.extension else 0):
        assert procedure.extension is not None
        due = clock.due(agency=case.agency, since=due, limit=procedure.extension.limit, pauses=_after(pauses, due))
    case.due_at, case.told_at = due, None
    case.told, case.warn_at = 0, warned(case.agency, due, procedure.warn)


def _after(pauses: Sequence[Pause], since: datetime) -> list[Pause]:
    """Return the parts of pauses that lie after a moment."""
    return [Pause(max(pause.start, since), pause.end, pause.reason) for pause in pauses if pause.end > since]


def _since(case: Case) -> datetime:
    """Return since when the time of a case counts: its receipt, or when it was last taken up again."""
    if not case.reopened:
        return case.opened_at
    last = Event.objects.filter(case=case, kind=EventKind.REOPENED).order_by("-id").values_list("at", flat=True).first()
    return last or case.opened_at
