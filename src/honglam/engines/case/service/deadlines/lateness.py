"""Who is told when something is late: first the leaders of the agency that has it, a working day later those above."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from honglam.base.time import format_moment
from honglam.base.trace import SYSTEM
from honglam.core.audit import api as audit
from honglam.core.notices import api as notices
from honglam.core.notices.contracts import Account, Holders
from honglam.engines.case.contracts import CaseState, EventKind, Limit, TaskState, Unit
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.steps import following, moving
from honglam.engines.case.service.studio import procedures

LEADER = "leader"  # the role whose holders answer for an agency
_SECOND = Limit(1, Unit.WORKING_DAYS)  # between the first and the second telling
_TWICE = 2
_SOON = timedelta(hours=6)  # no working day is shorter, so nothing need be looked at earlier
_MISSED = timedelta(hours=2)  # warnings that nobody gave for so long are not given any more
_BATCH = 500


def tell(*, now: datetime) -> int:
    """Tell of everything that became late or is about to, each thing once; return how much that was."""
    return _tell_tasks(now) + _tell_cases(now) + _warn(now)


def _due(now: datetime) -> Q:
    return Q(due_at__lte=now) & (Q(told=0) | Q(told=1, told_at__lte=now - _SOON))


def _tell_tasks(now: datetime) -> int:
    rows = Task.objects.filter(_due(now), state=TaskState.OPEN, case__stopped_at__isnull=True)
    numbers = list(rows.order_by("due_at").values_list("pk", flat=True)[:_BATCH])
    return sum(_tell_task(number, now) for number in numbers)


def _tell_cases(now: datetime) -> int:
    rows = Case.objects.filter(_due(now), state=CaseState.OPEN, stopped_at__isnull=True)
    numbers = list(rows.order_by("due_at").values_list("pk", flat=True)[:_BATCH])
    return sum(_tell_case(number, now) for number in numbers)


@transaction.atomic
def _tell_task(number: int, now: datetime) -> bool:
    case = Case.objects.select_for_update(skip_locked=True).filter(tasks=number, stopped_at__isnull=True).first()
    task = Task.objects.filter(_due(now), pk=number, state=TaskState.OPEN).first() if case else None
    if case is None or task is None or not _is_time(task, task.agency, now):
        return False
    if task.due_at == case.due_at:
        task.told = _TWICE  # its time is that of the whole case, of which the superior hears anyway
        task.save(update_fields=["told"])
        return False
    told = _tell_superior(case, task, task.agency, now)
    task.save(update_fields=["told", "told_at"])
    return told


@transaction.atomic
def _tell_case(number: int, now: datetime) -> bool:
    rows = Case.objects.select_for_update(skip_locked=True).filter(_due(now), state=CaseState.OPEN)
    case = rows.filter(pk=number, stopped_at__isnull=True).first()
    if case is None or not _is_time(case, case.agency, now):
        return False
    told = _tell_superior(case, case, case.agency, now)
    case.save(update_fields=["told", "told_at"])
    return told


def _is_time(late: Case | Task, agency: str, now: datetime) -> bool:
    if late.told == 0 or late.told_at is None:
        return True
    return clock.due(agency=agency, since=late.told_at, limit=_SECOND) <= now


def _tell_superior(case: Case, late: Case | Task, agency: str, now: datetime) -> bool:
    """Tell the leaders whose turn it is; return False when nobody stands above the agency."""
    above = agency if late.told == 0 else agency.rpartition(".")[0]
    late.told, late.told_at = late.told + 1, now
    if not above or late.due_at is None:
        return False
    element, what = (late.element, late.name) if isinstance(late, Task) else ("", case.title)
    notices.send(
        template="case.late",
        to=[Holders(LEADER, above)],
        values={"code": case.code, "title": case.title, "what": what, "due": format_moment(late.due_at)},
        about=f"case:{case.pk}",
        link=reverse("desk-case:case", args=[case.code]),
        dedupe=f"case.late:{late.pk}:{element}:{late.told}:{late.due_at.timestamp():.0f}",
        agency=agency,
        now=now,
    )
    said = {"due_at": late.due_at.isoformat(), "told": above, "times": late.told}
    moving.write(case, [moving.Line(EventKind.LATE, element, data=said)], now, SYSTEM)
    audit.record(verb="case.late", thing=f"case:{case.pk}", agency=agency, after={"told": above, "element": element})
    procedure, _process = procedures.ready(case.version_id)
    told = following.Told((EventKind.LATE,), SYSTEM, now, case.status, None, {})
    following.follow(case=case, procedure=procedure, told=told)
    return True


def _warn(now: datetime) -> int:
    """Tell whoever has taken a task that its time will soon be over."""
    rows = Task.objects.filter(state=TaskState.OPEN, told=0, case__stopped_at__isnull=True).exclude(holder="")
    warned = 0
    for task in rows.filter(warn_at__gt=now - _MISSED, warn_at__lte=now, due_at__gt=now)[:_BATCH]:
        assert task.due_at is not None
        warned += len(
            notices.send(
                template="case.warning",
                to=[Account(task.holder)],
                values={"code": task.code, "title": task.title, "what": task.name, "due": format_moment(task.due_at)},
                about=f"case:{task.case_id}",
                link=reverse("desk-case:task", args=[task.pk]),
                dedupe=f"case.warning:{task.pk}:{task.due_at.timestamp():.0f}",
                agency=task.agency,
                now=now,
            )
        )
    return warned
