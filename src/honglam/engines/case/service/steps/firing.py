"""Timers: what the processes of cases wait for happens when its moment comes, for thousands at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from honglam.base.errors import Conflict, Refusal
from honglam.engines.case.contracts import EventKind
from honglam.engines.case.models import Case, Timer
from honglam.engines.case.process import running
from honglam.engines.case.service.steps import moving
from honglam.engines.case.service.steps.moving import Line
from honglam.engines.case.service.studio import procedures

log = structlog.get_logger("honglam.cases")

_BATCH = 500  # timers that are looked up at once
_AGAIN = timedelta(hours=1)  # when a timer is tried again whose process cannot go on


def fire_due(*, now: datetime, most: int = 100_000) -> int:
    """Fire all timers that are due, each in a transaction of its own, the oldest first; return how many.

    One whose process cannot go on holds up nobody: its case says so on its timeline, and it is tried again later.
    """
    fired = 0
    while fired < most:
        due = list(Timer.objects.filter(due_at__lte=now).order_by("due_at", "id").values_list("pk", flat=True)[:_BATCH])
        done = [_fire(number, now) for number in due]
        fired += sum(done)
        if not any(done):
            return fired  # none is left, or others are at those that are
    return fired


def _fire(timer_id: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _fire_one(timer_id, now)
    except Refusal as error:
        log.warning("a timer cannot go on", timer=timer_id, reason=str(error))
        with transaction.atomic():
            _put_off(timer_id, str(error), now)
        return True


def _fire_one(timer_id: int, now: datetime) -> bool:
    # The case first, as everywhere: whoever acts on it now will have told the timer what to do when they are done.
    case = Case.objects.select_for_update(skip_locked=True).filter(timers=timer_id).first()
    timer = Timer.objects.filter(pk=timer_id, due_at__lte=now).first()
    if case is None or timer is None:
        return False
    procedure, process = procedures.ready(case.version_id)
    try:
        moved = running.fire(process, case.process, timer.token)
    except Conflict:
        timer.delete()  # the step is done
        return True
    moving.apply(case=case, procedure=procedure, moved=moved, lines=[Line(EventKind.TIMER)], now=now)
    return True


def _put_off(timer_id: int, reason: str, now: datetime) -> None:
    timer = Timer.objects.select_related("case").filter(pk=timer_id).first()
    if timer is not None:
        timer.due_at = now + _AGAIN
        timer.save(update_fields=["due_at"])
        moving.write(timer.case, [Line(EventKind.STUCK, data={"reason": reason})], now)
