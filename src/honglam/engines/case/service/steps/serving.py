"""Service tasks: a room of ours does a step in a job, outside of the case's transaction, tried again until it works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act
from honglam.core.jobs import api as jobs
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Holders
from honglam.engines.case.contracts import CaseState, EventKind, Wait, Waiting
from honglam.engines.case.hooks import SERVICES, Service, ServiceCall
from honglam.engines.case.models import Case, Event
from honglam.engines.case.process import running
from honglam.engines.case.process.reading import Process
from honglam.engines.case.service.desk import walking
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.steps import following, moving
from honglam.engines.case.service.steps.locking import locked_case
from honglam.engines.case.service.steps.moving import Line
from honglam.engines.case.service.studio import procedures
from honglam.kit.access import require

_REASON = 500  # characters of an error that people are shown


def serve(*, case_id: int, token: str, now: datetime) -> bool:
    """Do a service task and let the case go on; return False when it waits for it no more.

    Whatever the service raises is let through, so that the job tries again: it is called with the same key then.
    """
    case = Case.objects.filter(pk=case_id, state=CaseState.OPEN).first()
    waiting = _waiting(case, token) if case is not None else None
    if case is None or waiting is None:
        return False
    call = ServiceCall(
        case=case.pk, code=case.code, agency=case.agency, values=dict(waiting.values), key=f"{case.pk}:{token}", now=now
    )
    try:
        values = dict(_service(waiting).run(call))
    except Exception as error:
        _tell_once(case, waiting, error, now)
        if isinstance(error, Refusal) or jobs.last_try():
            _give_up(case, waiting, error, now)
        raise
    return _go_on(case_id, token, waiting.element, values, now)


@transaction.atomic
def again(*, code: str, viewer: Viewer, now: datetime) -> int:
    """Have the services tried again that were given up; return how many.

    Raises:
        Missing: there is no such case, or the viewer may not work on it.
        Forbidden: they may not say how such a case goes on.
        Conflict: it waits for no service that was given up.
    """
    case = locked_case(code, viewer)
    require(viewer, routing.SORTS, case.agency)
    events = Event.objects.filter(case=case, kind__in=_ABOUT).order_by("-id")
    found = given_up(procedures.ready(case.version_id)[1], case.process, events)
    if not found:
        raise Conflict(N_("Nothing of this case waits to be tried again."), remedy=N_("Open the case again."))
    moving.write(case, [Line(EventKind.RETRIED, each.element, data={"token": each.id}) for each in found], now, viewer)
    audit.record(
        verb="case.retried",
        thing=f"case:{case.pk}",
        agency=case.agency,
        after={"elements": [each.element for each in found]},
    )
    following.ask(case, found)
    return len(found)


_ABOUT = (EventKind.STUCK, EventKind.RETRIED)


def given_up(process: Process, state: Mapping[str, Any], events: Iterable[Event]) -> tuple[Waiting, ...]:
    """Return the services that a case waits for and that are not tried any more; `events` come the newest first."""
    last: dict[str, bool] = {}
    for event in events:
        if event.kind in _ABOUT and "token" in event.data:
            last.setdefault(event.data["token"], bool(event.data.get("given_up")))
    if not any(last.values()):
        return ()
    return tuple(each for each in running.waiting(process, state) if each.wait is Wait.SERVICE and last.get(each.id))


def _waiting(case: Case, token: str) -> Waiting | None:
    process = procedures.ready(case.version_id)[1]
    found = (each for each in running.waiting(process, case.process) if each.wait is Wait.SERVICE)
    return next((each for each in found if each.id == token), None)


def _service(waiting: Waiting) -> Service:
    found = SERVICES.get(waiting.name)
    if found is None:
        raise LookupError(f"no room offers the service {waiting.name!r}")
    return found


@transaction.atomic
def _go_on(case_id: int, token: str, element: str, values: Mapping[str, Any], now: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=case_id)
    procedure, process = procedures.ready(case.version_id)
    try:
        moved = running.complete(process, case.process, token, values)
    except Conflict:
        return False  # a timer was quicker
    line = Line(EventKind.SERVED, element, data={"values": dict(values)})
    act = Act("case.served", f"case:{case.pk}", case.agency, after={"element": element})
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[line], now=now, outcome=values, ledger=(act,))
    return True


def _tell_once(case: Case, waiting: Waiting, error: Exception, now: datetime) -> None:
    """Say on the timeline that a service fails; the job says it each time, to those who look after jobs."""
    told = Event.objects.filter(case=case, kind=EventKind.STUCK, data__token=waiting.id)
    if not told.exists():
        moving.write(case, [_stuck(waiting, error)], now)


@transaction.atomic
def _give_up(case: Case, waiting: Waiting, error: Exception, now: datetime) -> None:
    """Tell those who say how a case goes on that a service is not tried any more."""
    moving.write(case, [_stuck(waiting, error, given_up=True)], now)
    process = procedures.ready(case.version_id)[1]
    notices.send(
        template="case.stuck",
        to=[Holders(role, case.agency) for role in routing.roles_with(routing.SORTS)],
        values={"code": case.code, "title": case.title, "task": walking.name(process, waiting.element)},
        about=f"case:{case.pk}",
        link=reverse("desk-case:case", args=[case.code]),
        agency=case.agency,
        now=now,
    )


def _stuck(waiting: Waiting, error: Exception, **more: bool) -> Line:
    said = {"token": waiting.id, "service": waiting.name, "reason": f"{type(error).__name__}: {error}"[:_REASON]}
    return Line(EventKind.STUCK, waiting.element, data=said | more)
