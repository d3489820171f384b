"""What happens to a case: it is opened, its tasks are done, it is told something, it is taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act
from honglam.engines.case import events
from honglam.engines.case.contracts import CaseState, EventKind, NewCase
from honglam.engines.case.models import Case
from honglam.engines.case.process import running
from honglam.engines.case.service.hands import splitting
from honglam.engines.case.service.steps import following, intake, moving, sorting
from honglam.engines.case.service.steps.locking import locked, locked_case
from honglam.engines.case.service.steps.moving import Line
from honglam.engines.case.service.studio import procedures

_TRIES = 3  # a random code is taken already about once in a million times


def open_case(*, entry: NewCase, now: datetime) -> str:
    """Receive a case and return its code; the same key of a procedure gives the same code, however often it comes.

    Raises:
        Missing: there is no such procedure, or a file that was sent before is gone.
        Invalid: the form does not hold what it must.
        Refusal: its place lies outside the province, its topic is not offered, or the process cannot start.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                return _known(entry) or _open(entry, now)
        except IntegrityError:
            # Somebody sent the same at the same moment: the next round finds what they opened. Or the code is taken.
            if attempt == _TRIES:
                raise
    raise AssertionError


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
    task, case = locked(task_id, viewer)
    if task.parent_id:
        splitting.answer(case=case, part=task, outcome=outcome, viewer=viewer, now=now)
        return
    answers: dict[str, Any] = {}
    if task.divided:
        splitting.wait(task)
        answers = splitting.answers(task)
    procedure, process = procedures.ready(case.version_id)
    if (step := procedure.steps.get(task.element)) is not None:
        intake.check_form(step.form, outcome)
    following.check(case, task.element, outcome)
    was, sorted_ = case.topic, sorting.sort(case, procedure, task.element, outcome)
    about = {"topic": case.topic} if sorted_ else {}
    moved = running.complete(process, case.process, task.token, {**outcome, **answers, **about})
    done = Line(EventKind.TASK_DONE, task.element, data={"outcome": dict(outcome)})
    change = {"element": task.element, "outcome": dict(outcome), **about}
    before = {"topic": was} if about else None
    act = Act("case.task.done", f"case:{case.pk}", task.agency, before=before, after=change)
    moving.apply(
        case=case,
        procedure=procedure,
        moved=moved,
        lines=[done, *sorted_],
        now=now,
        viewer=viewer,
        done=task,
        outcome=outcome,
        ledger=(act,),
    )


@transaction.atomic
def take(*, task_id: int, viewer: Viewer, now: datetime) -> None:
    """Take a task for oneself; whoever holds it already loses it. Raises as `complete`."""
    task, case = locked(task_id, viewer)
    before, task.holder = task.holder, viewer.id
    task.save(update_fields=["holder"])
    moving.write(case, [Line(EventKind.TASK_TAKEN, task.element, data={"from": before})], now, viewer)
    audit.record(
        verb="case.task.taken",
        thing=f"case:{case.pk}",
        agency=task.agency,
        before={"holder": before},
        after={"holder": viewer.id},
    )


@transaction.atomic
def tell(*, code: str, message: str, values: Mapping[str, Any], now: datetime) -> None:
    """Hand a message from outside to the process, for example the answer to a request for a supplement.

    Raises:
        Missing: there is no such case.
        Conflict: it does not wait for this message.
    """
    case = locked_case(code)
    procedure, process = procedures.ready(case.version_id)
    moved = running.tell(process, case.process, message, values)
    line = Line(EventKind.MESSAGE, message, public=True, data={"values": dict(values)})
    act = Act("case.told", f"case:{case.pk}", case.agency, after={"message": message})
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[line], now=now, outcome=values, ledger=(act,))


@transaction.atomic
def reopen(*, code: str, reason: str, now: datetime) -> int:
    """Take an answered case up again: its process starts anew, with a new time limit; return how often it was.

    The drawing sees the value `reopened` (1, 2 …), the `reason`, and the `values` with which it came to its end.

    Raises:
        Missing: there is no such case.
        Conflict: it is not answered yet.
        Refusal: it was taken up again as often as its procedure allows.
    """
    case = locked_case(code)
    procedure, process = procedures.ready(case.version_id)
    if case.state != CaseState.DONE:
        raise Conflict(N_("This case is still being handled."))
    if case.reopened >= procedure.rating.most:
        message = N_("This case cannot be taken up again: %(times)s times is the most.")
        raise Refusal(message, params={"times": procedure.rating.most}, code="no-reopening")
    case.reopened, case.extended = case.reopened + 1, 0
    case.state, case.closed_at = CaseState.OPEN, None
    again = {"reopened": case.reopened, "reason": reason, "values": case.result}
    moved = running.start(process, _values(case) | again)
    line = Line(EventKind.REOPENED, public=True, data={"times": case.reopened, "reason": reason})
    after = {"reopened": case.reopened}
    act = Act("case.reopened", f"case:{case.pk}", case.agency, after=after, reason=reason)
    told = events.CaseReopened(**following.of(case), times=case.reopened, reason=reason)
    moving.apply(
        case=case, procedure=procedure, moved=moved, lines=[line], now=now, begins=True, events=(told,), ledger=(act,)
    )
    return case.reopened


@transaction.atomic
def take_up(*, code: str, reason: str, viewer: Viewer, now: datetime) -> int:
    """Take an answered case up again because an officer finds it must be; return how often it was.

    Raises:
        Missing: there is no such case, or the viewer may not work on it.
        Conflict: it is not answered yet.
        Refusal: no reason is given, or it was taken up again as often as its procedure allows.
    """
    locked_case(code, viewer)
    if not reason.strip():
        raise Refusal(N_("Say why: who waits must know."), field="reason")
    return reopen(code=code, reason=reason.strip(), now=now)


def _known(entry: NewCase) -> str:
    if not entry.key:
        return ""
    found = Case.objects.filter(procedure=entry.procedure, key=entry.key).values_list("code", flat=True).first()
    return found or ""


def _open(entry: NewCase, now: datetime) -> str:
    version, procedure, process = procedures.current(procedure=entry.procedure)
    intake.check(procedure, entry)
    case = intake.case_of(version, procedure, entry, now)
    following.check(case, "", entry.form)
    moved = running.start(process, _values(case))
    case.save(force_insert=True)
    intake.adopt(case, entry, now)
    said = {"channel": entry.channel} | ({"at": entry.at.isoformat()} if entry.at else {})
    line = Line(EventKind.OPENED, public=True, data=said)
    moving.apply(
        case=case,
        procedure=procedure,
        moved=moved,
        lines=[line],
        now=now,
        viewer=trace.current().viewer,
        outcome=entry.form,
        begins=True,
        ledger=(Act("case.opened", f"case:{case.pk}", case.agency, after={"code": case.code}),),
    )
    return case.code


def _values(case: Case) -> dict[str, Any]:
    """Return with what a process starts."""
    return {"form": dict(case.form), "commune": case.commune, "topic": case.topic}
