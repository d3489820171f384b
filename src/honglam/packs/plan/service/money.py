"""Money of tasks: who leads a task, or owns the plan, writes what was spent and disbursed, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts import PlanState
from honglam.packs.plan.contracts.money import PAGE, MoneyLine, MoneyOutcome, MoneySheet, MoneyWritten, NewMoney
from honglam.packs.plan.contracts.work import WORK
from honglam.packs.plan.service import importing, keeping

_FINEST = 6  # digits after the comma: one đồng
_LARGEST = Decimal(10) ** 12  # million đồng
_DONG = 1000  # times the plan: somebody wrote đồng where million đồng are meant
_WRITTEN = 30  # entries that are shown


def sheet(*, plan_id: int, source: str | None, first: int, viewer: Viewer) -> MoneySheet:
    """Return a page of the money of a plan, of one source or of all.

    Raises:
        Missing: there is no such plan, or the viewer may not know of it.
    """
    plan = keeping.row(plan_id, viewer)
    every = _lines(plan)
    found = every if source is None else every.filter(source=source)
    count, begin = found.count(), max(first, 0)
    shown = found.order_by("task__place", "task", "pk")[begin : begin + PAGE]
    entries = models.MoneyEntry.objects.filter(task__plan=plan).select_related("task").order_by("-pk")[:_WRITTEN]
    return MoneySheet(
        head=keeping.head_of(plan),
        sources=tuple(every.order_by("source").values_list("source", flat=True).distinct()),
        lines=tuple(_line(each, plan, viewer) for each in shown),
        count=count,
        following=begin + PAGE if count > begin + PAGE else None,
        written=tuple(_entry(each) for each in entries),
    )


def write(*, plan_id: int, entries: Sequence[NewMoney], viewer: Viewer, now: datetime) -> tuple[MoneyOutcome, ...]:
    """Keep what was spent and disbursed, each line by itself, and say of each what became of it."""
    plan = keeping.row(plan_id, viewer)
    if plan.state != PlanState.CONFIRMED:
        raise Conflict(N_("This plan is not confirmed."))
    if len(entries) > PAGE:
        raise Refusal(N_("At most %(most)s lines can be written at once."), params={"most": PAGE})
    outcomes = []
    for each in entries:
        try:
            with transaction.atomic():
                outcomes.append(MoneyOutcome(id=each.id, changed=_write(plan, each, viewer, now)))
        except Refusal as refusal:
            outcomes.append(MoneyOutcome(id=each.id, refusal=refusal))
    return tuple(outcomes)


def _lines(plan: models.Plan) -> QuerySet[models.Money]:
    found = models.Money.objects.filter(task__plan=plan, task__removed_at=None)
    return found.select_related("task").prefetch_related("task__assigned")


def _line(row: models.Money, plan: models.Plan, viewer: Viewer) -> MoneyLine:
    leads = tuple(each.agency for each in row.task.assigned.all())
    return MoneyLine(
        id=row.pk,
        no=row.task.no,
        title=row.task.title,
        source=row.source,
        leads=leads,
        planned=row.planned,
        spent=row.spent,
        disbursed=row.disbursed,
        may=plan.state == PlanState.CONFIRMED and bool(_right(plan, leads, viewer)),
    )


def _right(plan: models.Plan, leads: Iterable[str], viewer: Viewer) -> tuple[str, str] | None:
    """Return the right, and where it holds, by which the viewer writes: of who leads the task, or owns the plan."""
    offered = ((WORK, lead) for lead in leads)
    return next((pair for pair in (*offered, (importing.IMPORT, plan.agency)) if viewer.may(*pair)), None)


def _write(plan: models.Plan, entry: NewMoney, viewer: Viewer, now: datetime) -> bool:
    found = models.Money.objects.filter(task__plan=plan, task__removed_at=None, pk=entry.id)
    row = found.select_for_update(of=("self",)).select_related("task").first()
    if row is None:
        raise Missing(N_("This line is not in the plan any more."))
    line = _line(row, plan, viewer)
    right = _right(plan, line.leads, viewer)
    if right is None:
        raise Forbidden(WORK)
    require(viewer, *right)
    if entry.seen and entry.seen != line.stamp and (entry.spent, entry.disbursed) != (row.spent, row.disbursed):
        raise Conflict(
            N_("Somebody else has changed this line meanwhile."),
            remedy=N_("Compare with what stands there now, and save again."),
            field="spent" if entry.spent != row.spent else "disbursed",
        )
    for name in ("spent", "disbursed"):
        _check(getattr(entry, name), row.planned, name)
    if (entry.spent, entry.disbursed) == (row.spent, row.disbursed):
        return False
    _keep(plan, row, entry, viewer, now)
    return True


def _keep(plan: models.Plan, row: models.Money, entry: NewMoney, viewer: Viewer, now: datetime) -> None:
    models.MoneyEntry.objects.create(
        task=row.task,
        source=row.source,
        at=now,
        by=viewer.name,
        spent_before=row.spent,
        disbursed_before=row.disbursed,
        spent=entry.spent,
        disbursed=entry.disbursed,
    )
    about = {"line": row.task_id, "source": row.source}
    audit.record(
        verb="plan.money.written",
        thing=f"plan:{plan.pk}",
        agency=plan.agency,
        before={**about, "spent": str(row.spent), "disbursed": str(row.disbursed)},
        after={**about, "spent": str(entry.spent), "disbursed": str(entry.disbursed)},
    )
    row.spent, row.disbursed = entry.spent, entry.disbursed
    row.save(update_fields=["spent", "disbursed"])


def _check(amount: Decimal, planned: Decimal, field: str) -> None:
    if amount < 0:
        raise Refusal(N_("An amount of money is not below zero."), field=field)
    if amount.normalize().as_tuple().exponent < -_FINEST:  # type: ignore[operator]  # a finite number
        raise Refusal(N_("An amount is at most exact to one đồng: six digits after the comma."), field=field)
    if amount >= _LARGEST or (planned and amount > planned * _DONG):
        raise Refusal(
            N_("This is more than a thousand times what is planned."),
            remedy=N_("Write the amount in million đồng."),
            field=field,
        )


def _entry(row: models.MoneyEntry) -> MoneyWritten:
    return MoneyWritten(
        at=row.at,
        by=row.by,
        title=row.task.title,
        source=row.source,
        before=(row.spent_before.normalize(), row.disbursed_before.normalize()),
        after=(row.spent.normalize(), row.disbursed.normalize()),
    )
