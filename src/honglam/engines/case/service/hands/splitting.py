"""A task is divided among several agencies and comes together again when all have answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.case.contracts import EventKind, PartAsked, TaskState
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.hands import handing, routing
from honglam.engines.case.service.steps import following, moving
from honglam.engines.case.service.steps.locking import WORK, locked
from honglam.engines.case.service.steps.moving import Line

_MOST = 69  # agencies at once: all communes of a province
_BRIEF = 4000  # letters


@transaction.atomic
def split(*, task_id: int, parts: Sequence[PartAsked], viewer: Viewer, now: datetime) -> tuple[int, ...]:
    """Ask agencies for parts of a task and return the numbers of the parts. The task waits until all have answered.

    Raises:
        Refusal: no part, too many, twice the same agency, no such agency, or one is asked nothing.
        Missing, Forbidden, Conflict: as `locking.locked`.
    """
    task, case = locked(task_id, viewer)
    if task.parent_id:
        message = N_("A part cannot be divided again.")
        raise Refusal(message, remedy=N_("Answer which agencies should be asked as well."))
    asked = _checked(parts, set(_open(task).values_list("agency", flat=True)))
    made = [_part(case, task, agency, part, now) for agency, part in asked]
    Task.objects.bulk_create(made)
    if not task.divided:
        task.divided = True
        task.save(update_fields=["divided"])
    told = [{"task": task.pk, "part": part.pk, "to": part.agency, "brief": part.brief} for part in made]
    moving.write(case, [Line(EventKind.SPLIT, task.element, data=data) for data in told], now)
    to = [part.agency for part in made]
    audit.record(verb="case.task.split", thing=f"case:{case.pk}", agency=task.agency, after={"agencies": to})
    following.moved(case, made, before=task.agency, now=now)
    for part in made:
        handing.tell_agency("case.handed", case, part, now, reason=part.brief)
    return tuple(part.pk for part in made)


@transaction.atomic
def recall(*, task_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a part back that has not been answered; the whole task goes on without it.

    Raises:
        Refusal: it is no part, or no reason is given.
        Missing, Forbidden, Conflict: as `locking.locked`, at the agency that asked.
    """
    parent = Task.objects.filter(parts__pk=task_id).values_list("pk", flat=True).first()
    task, case = locked(parent or task_id, viewer)
    part = Task.objects.filter(pk=task_id, parent=task).first()
    if part is None:
        raise Refusal(N_("This is no part of a task."))
    if part.state != TaskState.OPEN:
        raise Conflict(N_("This part has been answered meanwhile."), remedy=N_("Open the case again."))
    if not reason.strip():
        raise Refusal(N_("Say why: who takes over must know."), field="reason")
    part.state, part.closed_at = TaskState.DROPPED, now
    part.save(update_fields=["state", "closed_at"])
    data = {"task": task.pk, "part": part.pk, "to": part.agency, "reason": reason.strip()}
    moving.write(case, [Line(EventKind.TASK_DROPPED, task.element, data=data)], now)
    change = {"agency": part.agency, "part": part.pk}
    audit.record(verb="case.task.moved", thing=f"case:{case.pk}", agency=task.agency, before=change, reason=reason)
    if part.holder:
        handing.tell("case.returned", [part.holder], case, part, now, reason=reason.strip())
    _join(case, task, now)


def answer(*, case: Case, part: Task, outcome: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """Answer a part; the caller holds the lock. What is entered is `answer`, a text.

    Raises:
        Refusal: nothing is answered.
    """
    text = outcome.get("answer")
    if not isinstance(text, str) or not text.strip():
        raise Refusal(N_("Write what you answer."), field="answer")
    part.state, part.closed_at, part.closed_by, part.outcome = TaskState.DONE, now, viewer.name, dict(outcome)
    part.save(update_fields=["state", "closed_at", "closed_by", "outcome"])
    data = {"task": part.parent_id, "part": part.pk, "agency": part.agency, "answer": text.strip()}
    moving.write(case, [Line(EventKind.PART_DONE, part.element, data=data)], now)
    audit.record(verb="case.task.answered", thing=f"case:{case.pk}", agency=part.agency, after={"answer": text.strip()})
    if part.parent is not None:
        _join(case, part.parent, now)


def wait(task: Task) -> None:
    """Let a task pass that waits for none of its parts.

    Raises:
        Conflict: agencies have not answered yet.
    """
    if missing := list(_open(task).values_list("agency", flat=True)):
        message = N_("These agencies have not answered yet: %(names)s.")
        remedy = N_("Wait for them, or take the question back.")
        raise Conflict(message, remedy=remedy, params={"names": ", ".join(routing.named(missing))})


def answers(task: Task) -> dict[str, Any]:
    """Return what the agencies answered, as `parts`, for the process; empty when every part was taken back."""
    rows = Task.objects.filter(parent=task, state=TaskState.DONE).order_by("closed_at", "id")
    found = [{"agency": part.agency, **(part.outcome or {})} for part in rows]
    return {"parts": found} if found else {}


def _open(task: Task) -> Any:
    return Task.objects.filter(parent=task, state=TaskState.OPEN)


def _checked(parts: Sequence[PartAsked], known: set[str]) -> list[tuple[str, PartAsked]]:
    if not parts or len(parts) > _MOST:
        raise Refusal(N_("Choose 1 to %(most)d agencies."), field="agencies", params={"most": _MOST})
    asked = []
    for part in parts:
        agency = routing.read(part.agency)
        if not agency:
            raise Refusal(N_("There is no such agency."), field="agencies", remedy=N_("Choose one from the list."))
        if agency in known:
            name = {"name": routing.named([agency])[0]}
            raise Refusal(N_("%(name)s is asked already."), field="agencies", params=name)
        if not part.brief.strip() or len(part.brief) > _BRIEF:
            raise Refusal(N_("Say what you ask, in at most %(most)d letters."), field="brief", params={"most": _BRIEF})
        known.add(agency)
        asked.append((agency, part))
    return asked


def _part(case: Case, task: Task, agency: str, asked: PartAsked, now: datetime) -> Task:
    due = clock.due(agency=agency, since=now, limit=asked.limit) if asked.limit else task.due_at
    return Task(
        case=case,
        parent=task,
        token=secrets.token_hex(16),  # the process knows nothing of parts
        element=task.element,
        name=task.name,
        permission=WORK,
        agency=agency,
        code=task.code,
        title=task.title,
        procedure=task.procedure,
        commune=task.commune,
        topic=task.topic,
        brief=asked.brief.strip(),
        state=TaskState.OPEN,
        opened_at=now,
        due_at=due,
    )


def _join(case: Case, task: Task, now: datetime) -> None:
    """Say that a task can go on when no part is open any more."""
    if task.state != TaskState.OPEN or _open(task).exists():
        return
    moving.write(case, [Line(EventKind.JOINED, task.element, data={"task": task.pk})], now)
    if task.holder:
        handing.tell("case.joined", [task.holder], case, task, now)
