"""Tasks as they stand, and how much of each a viewer sees."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, QuerySet

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Missing
from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.files.contracts import Owner, StoredFile
from honglam.packs.plan.contracts.work import (
    DIRECT,
    LEAD,
    VERIFY,
    WORK,
    WORK_OWNER,
    Origin,
    Phase,
    Report,
    Task,
    TaskHistory,
    Urging,
)
from honglam.packs.plan.models import Work


def listed(
    *, plan: int | None = None, agency: str = "", origin: Origin | None = None, viewer: Viewer, now: datetime
) -> tuple[Task, ...]:
    """Return tasks, those that are due first before those without a last day; withdrawn ones are left out."""
    rows = Work.objects.exclude(phase=Phase.WITHDRAWN)
    if plan is not None:
        rows = rows.filter(plan=plan)
    if agency:
        rows = rows.filter(lead=agency)
    if origin is not None:
        rows = rows.filter(origin=origin)
    return shown(rows, viewer=viewer, now=now)


def shown(rows: QuerySet[Work], *, viewer: Viewer, now: datetime) -> tuple[Task, ...]:
    """Return rows as the viewer may see them."""
    found = rows.annotate(urged=Count("urges")).order_by("deadline", "id")
    return tuple(_shown(row, viewer, today_of(now)) for row in found)


def history(*, code: str, viewer: Viewer, now: datetime) -> TaskHistory:
    """Return what was said of a task.

    Raises:
        Missing: there is no such task, or the viewer may not see it in detail.
    """
    row = _visible(code, viewer)
    (task,) = shown(Work.objects.filter(pk=row.pk), viewer=viewer, now=now)
    reports = tuple(
        Report(
            at=each.at,
            who=each.by,
            percent=each.percent,
            text=each.text,
            obstacles=each.obstacles,
            proposals=each.proposals,
            evidence=tuple(each.evidence),
        )
        for each in row.reports.order_by("-id")
    )
    urgings = tuple(Urging(at=each.at, who=each.by, text=each.text) for each in row.urges.order_by("-id"))
    return TaskHistory(task=task, reports=reports, urgings=urgings)


def evidence(*, code: str, viewer: Viewer) -> tuple[StoredFile, ...]:
    """Return the files of a task; none to those who may not see it."""
    return files.list_of(owner=Owner(WORK_OWNER, code), viewer=viewer)


def may_read(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may see everything of a task."""
    row = Work.objects.filter(code=code).first()
    return row is not None and in_detail(row, viewer)


def may_write(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add evidence: who leads the task."""
    row = Work.objects.filter(code=code).first()
    return row is not None and viewer.may(WORK, row.lead)


def in_detail(row: Work, viewer: Viewer) -> bool:
    """Tell whether a viewer sees all of a task: who leads, follows or helps, and whoever leads the province."""
    if viewer.kind is Kind.SYSTEM or viewer.may(WORK, row.lead) or viewer.may(LEAD, row.lead):
        return True
    if viewer.may(VERIFY, row.coordinator) or viewer.may(DIRECT, row.lead):
        return True
    return any(viewer.may(WORK, path) for path in row.coordinating)


def today_of(now: datetime) -> date:
    """Return the day of a moment in the province."""
    return now.astimezone(VIETNAM).date()


def late(*, deadline: date | None, closed: date | None, today: date) -> bool:
    """Tell whether a last day was missed, or has passed with nothing done."""
    return deadline is not None and (closed or today) > deadline


def _visible(code: str, viewer: Viewer) -> Work:
    row = Work.objects.filter(code=code).first()
    if row is None or not in_detail(row, viewer):
        raise Missing(N_("There is no such task, or your agency has nothing to do with it."))
    return row


def _shown(row: Work, viewer: Viewer, today: date) -> Task:
    detail = in_detail(row, viewer)
    closed = today_of(row.closed_at) if row.closed_at else None
    return Task(
        code=row.code,
        origin=Origin(row.origin),
        plan=row.plan,
        line=row.line,
        number=row.number,
        directive=row.directive_id,
        title=row.title,
        lead=row.lead,
        coordinator=row.coordinator,
        coordinating=tuple(row.coordinating),
        deadline=row.deadline,
        deadline_text=row.deadline_text,
        phase=Phase(row.phase),
        percent=row.percent,
        obstacles=row.obstacles if detail else "",
        proposals=row.proposals if detail else "",
        opened_at=row.opened_at,
        reported_at=row.reported_at,
        closed_at=row.closed_at,
        late=late(deadline=row.deadline, closed=closed, today=today),
        days_left=(row.deadline - today).days if row.deadline else None,
        detail=detail,
        round=row.round,
        sentence=row.form.get("sentence", "") if detail else "",
        urged=getattr(row, "urged", 0),
    )
