"""Tasks change hands: to another agency or person, back, to a colleague, or all of somebody's at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Account, Holders
from honglam.engines.case.contracts import EventKind, Handed, TaskState
from honglam.engines.case.models import Case, Event, Task
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.steps import following, moving
from honglam.engines.case.service.steps.locking import locked
from honglam.engines.case.service.steps.moving import Line

ASSIGN = "case.assign"
_MOST = 2000  # tasks of one person: far more than anybody has, few enough for one request
_REASON = 2000  # letters


@transaction.atomic
def transfer(  # noqa: PLR0913  (what goes where, why, by whom; the same below)
    *, task_id: int, agency: str, person: str, reason: str, viewer: Viewer, now: datetime
) -> None:
    """Give a task to another agency, or to somebody there.

    Raises:
        Refusal: there is no such agency, the person may not do it, it is there already, or no reason is given.
        Missing, Forbidden, Conflict: as `locking.locked`.
    """
    task, case = locked(task_id, viewer)
    why = _reason(reason)
    there = _agency(agency or task.agency)
    if (there, person) == (task.agency, task.holder) or (there == task.agency and not person):
        raise Refusal(N_("The task is there already."), field="agency")
    if person:
        _may_take(person, task, there)
    _give(case, task, there, person, now, reason=why)


@transaction.atomic
def give_back(*, task_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Give a task back to the agency and person from whom it came.

    Raises:
        Refusal: nobody has handed it over, or no reason is given.
        Missing, Forbidden, Conflict: as `locking.locked`.
    """
    task, case = locked(task_id, viewer)
    why = _reason(reason)
    if task.parent_id:
        raise Refusal(N_("A part is answered, not given back."), remedy=N_("Answer why it is not yours."))
    way = _way(task)
    if not way:
        raise Refusal(
            N_("Nobody has handed this task over, so it cannot be given back."),
            remedy=N_("Hand it over to the agency that should do it."),
        )
    agency, person = way[-1]
    there = routing.resolve(agency)
    if not there:
        raise Refusal(N_("The agency from which it came does not exist any more."), remedy=N_("Hand it over instead."))
    if person and not _can(person, task, there):
        person = ""  # they have left; their agency finds somebody
    _give(case, task, there, person, now, reason=why, back=True)


@transaction.atomic
def assign(*, task_id: int, person: str, viewer: Viewer, now: datetime) -> None:
    """Give a task to a colleague of the same agency.

    Raises:
        Refusal: they may not do it.
        Missing, Forbidden, Conflict: as `locking.locked`.
    """
    task, case = locked(task_id, viewer, ASSIGN)
    _may_take(person, task, task.agency)
    if person != task.holder:
        _give(case, task, task.agency, person, now)


@transaction.atomic
def settle(*, task_id: int, agency: str, viewer: Viewer, now: datetime) -> None:
    """Say whose a task is that nobody could place.

    Raises:
        Refusal: there is no such agency.
        Missing, Forbidden, Conflict: as `locking.locked`.
    """
    task, case = locked(task_id, viewer, routing.SORTS)
    there = _agency(agency)
    if there == task.agency:
        task.astray = False
        task.save(update_fields=["astray"])
        change = {"task": task.pk, "from": there, "to": there}
        moving.write(case, [Line(EventKind.TASK_MOVED, task.element, data=change)], now)
        audit.record(verb="case.task.moved", thing=f"case:{case.pk}", agency=there, after={"agency": there})
        return
    _give(case, task, there, "", now)


def hand_over(  # noqa: PLR0913
    *, person: str, to: str, reason: str, viewer: Viewer, now: datetime, dry: bool
) -> tuple[Handed, ...]:
    """Give each open task that somebody holds to somebody else, each by itself, and say what happened to it.

    Raises:
        Refusal: it is the same person, no reason is given, or there is no such person.
        Forbidden: the viewer may hand over nobody's work.
    """
    if not viewer.may(ASSIGN):
        raise Forbidden(ASSIGN)
    why = reason.strip() if dry else _reason(reason)
    if person == to or not to:
        raise Refusal(N_("Choose somebody else who takes the work over."), field="to")
    tasks = Task.objects.filter(holder=person, state=TaskState.OPEN).order_by("due_at", "id")[:_MOST]
    receiver = _viewer(to)
    mine = [task for task in tasks if viewer.may(ASSIGN, task.agency)]
    found = tuple(_hand(task, receiver, why, viewer=viewer, now=now, dry=dry) for task in mine)
    if not dry and (moved := [each for each in found if each.done]):
        audit.record(
            verb="case.work.handed",
            thing=f"person:{person}",
            agency=viewer.agency,
            before={"holder": person},
            after={"holder": to, "tasks": len(moved)},
            reason=why,
        )
        _tell_of_all(to, len(moved), why, viewer, now)
    return found


def _tell_of_all(to: str, count: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Tell who takes over so many tasks of it, once for all of them."""
    if to != viewer.id:
        notices.send(
            template="case.work.handed",
            to=[Account(to)],
            values={"name": viewer.name, "count": count, "reason": reason},
            link=reverse("desk-case:mine"),
            agency=viewer.agency,
            now=now,
        )


def _hand(  # noqa: PLR0913
    task: Task, receiver: Viewer, why: str, *, viewer: Viewer, now: datetime, dry: bool
) -> Handed:
    shown = {"task": task.pk, "code": task.code, "name": task.name, "title": task.title, "agency": task.agency}
    if not receiver.may(task.permission, task.agency, receiver.id):
        return Handed(**shown, done=False, reason=_MAY_NOT)
    if dry:
        return Handed(**shown, done=True)
    try:
        with transaction.atomic():
            fresh, case = locked(task.pk, viewer, ASSIGN)
            if fresh.holder != task.holder:
                return Handed(**shown, done=False, reason=N_("Somebody else has taken it meanwhile."))
            _give(case, fresh, fresh.agency, receiver.id, now, reason=why, quiet=True)
    except Refusal as error:
        return Handed(**shown, done=False, reason=error.message, params=dict(error.params))
    return Handed(**shown, done=True)


_MAY_NOT = N_("They may not do this task at its agency.")


def _give(  # noqa: PLR0913  (one place in which a task changes hands)
    case: Case,
    task: Task,
    agency: str,
    person: str,
    now: datetime,
    *,
    reason: str = "",
    back: bool = False,
    quiet: bool = False,
) -> None:
    before, held = task.agency, task.holder
    task.agency, task.holder, task.astray = agency, person, False
    task.save(update_fields=["agency", "holder", "astray"])
    if not task.parent_id:
        case.agency = agency
    case.revision += 1
    case.save(update_fields=["agency", "revision"])
    data = {"task": task.pk, "from": before, "to": agency, "from_person": held, "to_person": person, "reason": reason}
    kind = EventKind.RETURNED if back else EventKind.TASK_MOVED
    moving.write(case, [Line(kind, task.element, data={**data, "to_name": _name(person)})], now)
    audit.record(
        verb="case.task.returned" if back else "case.task.moved",
        thing=f"case:{case.pk}",
        agency=agency,
        before={"agency": before, "holder": held},
        after={"agency": agency, "holder": person},
        reason=reason,
    )
    following.moved(case, [task], before=before, now=now)
    template = "case.returned" if back else "case.handed"
    if person and not quiet:
        tell(template, [person], case, task, now, reason=reason)
    elif agency != before:
        tell_agency(template, case, task, now, reason=reason)


def tell(  # noqa: PLR0913  (who is told what of which task)
    template: str, to: Iterable[str], case: Case, task: Task, now: datetime, *, reason: str = ""
) -> None:
    """Tell people of a task, except whoever has just done it."""
    actor = trace.current().viewer
    if people := [Account(each) for each in to if each and each != actor.id]:
        notices.send(
            template=template,
            to=people,
            values={"code": case.code, "title": case.title, "task": task.name, "name": actor.name, "reason": reason},
            about=f"case:{case.pk}",
            link=page(task),
            agency=task.agency,
            now=now,
        )


def tell_agency(template: str, case: Case, task: Task, now: datetime, *, reason: str) -> None:
    """Tell those of a task's agency who give out its work."""
    name = trace.current().viewer.name
    notices.send(
        template=template,
        to=[Holders(role, task.agency) for role in routing.roles_with(ASSIGN)],
        values={"code": case.code, "title": case.title, "task": task.name, "name": name, "reason": reason},
        about=f"case:{case.pk}",
        link=page(task),
        agency=task.agency,
        now=now,
    )


def page(task: Task) -> str:
    """Return where a task is done."""
    return reverse("desk-case:task", args=[task.pk])


def _way(task: Task) -> list[tuple[str, str]]:
    """Return through whose hands a task went, the latest last; what was given back is taken off again."""
    way: list[tuple[str, str]] = []
    kinds = [EventKind.TASK_MOVED, EventKind.RETURNED]
    rows = Event.objects.filter(case=task.case_id, kind__in=kinds, data__task=task.pk).order_by("id")
    for kind, data in rows.values_list("kind", "data"):
        if kind == EventKind.TASK_MOVED:
            way.append((data["from"], data.get("from_person", "")))
        elif way:
            way.pop()
    return way


def _agency(path: str) -> str:
    there = routing.read(path)
    if not there:
        raise Refusal(N_("There is no such agency."), field="agency", remedy=N_("Choose one from the list."))
    return there


def _reason(text: str) -> str:
    if not text.strip():
        raise Refusal(N_("Say why: who takes over must know."), field="reason")
    if len(text) > _REASON:
        raise Refusal(N_("This text is too long: at most %(most)d letters."), field="reason", params={"most": _REASON})
    return text.strip()


def _viewer(person: str) -> Viewer:
    found = identity.viewer(account_id=int(person)) if person.isdecimal() and len(person) < 19 else Viewer()
    if not found.known:
        raise Refusal(N_("There is no such person."), field="person", remedy=N_("Choose one from the list."))
    return found


def _can(person: str, task: Task, agency: str) -> bool:
    return identity.viewer(account_id=int(person)).may(task.permission, agency, person)


def _may_take(person: str, task: Task, agency: str) -> None:
    if not _viewer(person).may(task.permission, agency, person):
        raise Refusal(_MAY_NOT, field="person", remedy=N_("Choose somebody else, or ask for the right."))


def _name(person: str) -> str:
    return _viewer(person).name if person else ""
