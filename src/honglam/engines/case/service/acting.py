"""What happens to a case: it is opened, its tasks are done, its timers fire, it is told something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from jsonschema import Draft202012Validator

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from honglam.base.events import Event
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.jobs import api as jobs
from honglam.core.places import api as places
from honglam.engines.case import events
from honglam.engines.case.contracts import CaseState, EventKind, Moved, NewCase, TaskState
from honglam.engines.case.models import Case, Task, Timer
from honglam.engines.case.process import running
from honglam.engines.case.service import clock, codes, moving, procedures
from honglam.engines.case.service.moving import Line

_TITLE = 200


@transaction.atomic
def open_case(*, entry: NewCase, now: datetime) -> str:
    """Receive a case and return its code.

    Raises:
        Missing: there is no such procedure.
        Invalid: the form does not hold what it must.
        Refusal: its place lies outside the province, or the process cannot start.
    """
    version, procedure, process = procedures.current(procedure=entry.procedure)
    _check_form(procedure.form, entry.form)
    case = Case(
        code=codes.new(procedure.prefix),
        version_id=version,
        procedure=procedure.id,
        title=(entry.title or procedure.title)[:_TITLE],
        agency=procedure.fallback,
        commune=_commune(entry),
        topic=entry.topic,
        applicant=entry.applicant,
        contact=dict(entry.contact),
        form=dict(entry.form),
        lon=entry.lon,
        lat=entry.lat,
        state=CaseState.OPEN,
        opened_at=now,
        process={},
    )
    if procedure.limit is not None:
        case.due_at = clock.due(agency=procedure.fallback, since=now, limit=procedure.limit)
    moved = running.start(process, {"form": dict(entry.form), "commune": case.commune, "topic": entry.topic})
    case.save()
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[Line(EventKind.OPENED, public=True)], now=now)
    audit.record(verb="case.opened", thing=f"case:{case.pk}", agency=case.agency, after={"code": case.code})
    _publish(events.CaseOpened(**_of(case), channel=case.channel, due_at=case.due_at), now)
    _publish_moves(case, moved, now)
    return case.code


@transaction.atomic
def complete(*, task_id: int, outcome: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """Do a task.

    Raises:
        Missing: there is no such task, or the viewer may not see it.
        Forbidden: they may see it and not do it.
        Conflict: somebody else was first; the message says who and when.
        Invalid: what was entered does not fit the form of the step.
        Refusal: the process cannot go on.
    """
    task, case = _locked(task_id, viewer)
    procedure, process = procedures.ready(case.version_id)
    step = procedure.steps.get(task.element)
    if step is not None and step.form:
        _check_form(step.form, outcome)
    moved = running.complete(process, case.process, task.token, outcome)
    task.state, task.closed_at, task.closed_by, task.outcome = TaskState.DONE, now, viewer.name, dict(outcome)
    task.save(update_fields=["state", "closed_at", "closed_by", "outcome"])
    done = Line(EventKind.TASK_DONE, task.element, data={"outcome": dict(outcome)})
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[done], now=now)
    change = {"element": task.element, "outcome": dict(outcome)}
    audit.record(verb="case.task.done", thing=f"case:{case.pk}", agency=task.agency, after=change)
    done_late = task.due_at is not None and now > task.due_at
    _publish(
        events.TaskDone(**_of(case), task=task.pk, element=task.element, opened_at=task.opened_at, late=done_late), now
    )
    _publish_moves(case, moved, now)


@transaction.atomic
def take(*, task_id: int, viewer: Viewer, now: datetime) -> None:
    """Take a task for oneself; whoever holds it already loses it. Raises as `complete`."""
    task, case = _locked(task_id, viewer)
    before, task.holder = task.holder, viewer.id
    task.save(update_fields=["holder"])
    moving.write(case, [Line(EventKind.TASK_TAKEN, task.element, data={"from": before})], now)
    audit.record(
        verb="case.task.taken",
        thing=f"case:{case.pk}",
        agency=task.agency,
        before={"holder": before},
        after={"holder": viewer.id},
    )


@transaction.atomic
def transfer(*, task_id: int, agency: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Give a task to another agency.

    Raises:
        Refusal: there is no such agency, or no reason is given.
        Missing, Forbidden, Conflict: as `complete`.
    """
    task, case = _locked(task_id, viewer)
    if not reason.strip():
        raise Refusal(N_("Say why: who takes over must know."), field="reason")
    if not _is_agency(agency):
        raise Refusal(N_("There is no such agency."), field="agency")
    before, task.agency, task.holder = task.agency, agency, ""
    case.agency = agency
    task.save(update_fields=["agency", "holder"])
    case.revision += 1
    case.save(update_fields=["agency", "revision"])
    change = {"from": before, "to": agency, "reason": reason}
    moving.write(case, [Line(EventKind.TASK_MOVED, task.element, data=change)], now)
    audit.record(
        verb="case.task.moved",
        thing=f"case:{case.pk}",
        agency=agency,
        before={"agency": before},
        after={"agency": agency},
        reason=reason,
    )


@transaction.atomic
def tell(*, code: str, message: str, values: Mapping[str, Any], now: datetime) -> None:
    """Hand a message from outside to the process, for example the answer to a request for a supplement.

    Raises:
        Missing: there is no such case.
        Conflict: it does not wait for this message.
    """
    case = Case.objects.select_for_update().filter(code=code).first()
    if case is None:
        raise Missing(N_("There is no case with this code."))
    procedure, process = procedures.ready(case.version_id)
    moved = running.tell(process, case.process, message, values)
    line = Line(EventKind.MESSAGE, message, public=True, data={"values": dict(values)})
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[line], now=now)
    audit.record(verb="case.told", thing=f"case:{case.pk}", agency=case.agency, after={"message": message})
    _publish_moves(case, moved, now)


def fire_due(*, now: datetime, limit: int = 200) -> int:
    """Fire the timers that are due, each in a transaction of its own, and return how many."""
    due = Timer.objects.filter(due_at__lte=now).order_by("due_at", "id").values_list("pk", flat=True)[:limit]
    return sum(_fire(number, now) for number in list(due))


@transaction.atomic
def _fire(timer_id: int, now: datetime) -> bool:
    timer = Timer.objects.select_for_update(skip_locked=True).filter(pk=timer_id).first()
    if timer is None:
        return False  # another worker fires it, or the step is done
    case = Case.objects.select_for_update().get(pk=timer.case_id)
    procedure, process = procedures.ready(case.version_id)
    timer.delete()
    try:
        moved = running.fire(process, case.process, timer.token)
    except Conflict:
        return False
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[Line(EventKind.TIMER)], now=now)
    _publish_moves(case, moved, now)
    return True


def _locked(task_id: int, viewer: Viewer) -> tuple[Task, Case]:
    """Return an open task that the viewer may do and its case, both theirs until the transaction ends."""
    task = Task.objects.filter(pk=task_id).only("pk", "case_id", "agency").first()
    if task is None or not viewer.may("case.work", task.agency):
        raise Missing(N_("There is no such task."))
    case = Case.objects.select_for_update().get(pk=task.case_id)
    task = Task.objects.get(pk=task_id)  # as it is now that nobody else can change it
    if not viewer.may(task.permission, task.agency):
        raise Forbidden(task.permission)
    if task.state != TaskState.OPEN:
        message = N_("%(name)s did this at %(time)s.") if task.closed_by else N_("This step is not needed any more.")
        time = f"{task.closed_at:%H:%M %d/%m/%Y}" if task.closed_at else ""
        raise Conflict(message, remedy=N_("Open the case again."), params={"name": task.closed_by, "time": time})
    return task, case


def _check_form(schema: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    found = sorted(Draft202012Validator(schema).iter_errors(dict(values)), key=lambda error: list(map(str, error.path)))
    refusals = [_refusal(error) for error in found]
    if refusals:
        raise refusals[0] if len(refusals) == 1 else Invalid(refusals)


def _refusal(error: Any) -> Refusal:
    place = ".".join(map(str, error.path))
    if error.validator == "required":
        missing = next((name for name in error.validator_value if name not in error.instance), "")
        return Refusal(N_("This value is needed."), field=".".join(filter(None, (place, missing))), code="invalid")
    return Refusal(N_("This value cannot be accepted."), field=place, code="invalid")


def _commune(entry: NewCase) -> str:
    if entry.lon is None or entry.lat is None:
        return entry.commune
    found = places.locate(lon=entry.lon, lat=entry.lat)
    if not found.inside:
        message = N_("This place lies outside the province, %(km)s km from %(commune)s.")
        words = {"km": f"{found.kilometres:.1f}", "commune": found.commune.name}
        raise Refusal(message, field="place", remedy=N_("Tell the authorities there."), params=words)
    return found.commune.code


def _is_agency(path: str) -> bool:
    return identity.agency(path=path) is not None


def _publish(event: Event, now: datetime) -> None:
    jobs.publish(event=event, source="/cases", now=now)


def _publish_moves(case: Case, moved: Moved, now: datetime) -> None:
    if moved.ended:
        late = case.due_at is not None and now > case.due_at
        _publish(events.CaseClosed(**_of(case), opened_at=case.opened_at, due_at=case.due_at, late=late), now)


def _of(case: Case) -> dict[str, Any]:
    names = ("code", "procedure", "agency", "commune", "topic")
    return {"case": case.pk, **{name: getattr(case, name) for name in names}}
