"""Service tasks: a room of ours does a step in a job, outside of the case's transaction, tried again until it works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from honglam.base.errors import Conflict
from honglam.core.audit.contracts import Act
from honglam.engines.case.contracts import CaseState, EventKind, Wait, Waiting
from honglam.engines.case.hooks import SERVICES, Service, ServiceCall
from honglam.engines.case.models import Case, Event
from honglam.engines.case.process import running
from honglam.engines.case.service import moving, procedures
from honglam.engines.case.service.moving import Line

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
        raise
    return _go_on(case_id, token, waiting.element, values, now)


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


@transaction.atomic
def _tell_once(case: Case, waiting: Waiting, error: Exception, now: datetime) -> None:
    """Say on the timeline that a service fails; the job says it each time, to those who look after jobs."""
    told = Event.objects.filter(case=case, kind=EventKind.STUCK, data__token=waiting.id)
    if not told.exists():
        said = {"token": waiting.id, "service": waiting.name, "reason": f"{type(error).__name__}: {error}"[:_REASON]}
        moving.write(case, [Line(EventKind.STUCK, waiting.element, data=said)], now)
