"""What confirmed plans have, for whoever may see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from honglam.base.access import Viewer, covers
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.packs.plan import models
from honglam.packs.plan.contracts import (
    Assigned,
    ChangeKind,
    DutyKind,
    DutyLine,
    LivingPlan,
    Money,
    PlanChange,
    PlanHead,
    PlanState,
    TargetLine,
    TaskLine,
)

VIEW = "plan.view"
_BELOW = "."


def head_of(row: models.Plan) -> PlanHead:
    """Return the head of a plan."""
    return PlanHead(
        id=row.pk,
        agency=row.agency,
        year=row.year,
        number=row.number,
        date=row.date,
        title=row.title or row.name,
        issuer=row.issuer,
        state=PlanState(row.state),
        version=row.version,
        parent=row.parent_id,
        amends=row.amends_id,
        file=row.file,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        note=row.note,
        params=row.params,
    )


def under(column: str, paths: Iterable[str]) -> Q:
    """Return the condition that a path is one of these or lies below one."""
    found = Q(pk__in=())
    for path in paths:
        found |= Q(**{column: path}) | Q(**{f"{column}__startswith": f"{path}{_BELOW}"})
    return found


def visible(viewer: Viewer | None) -> QuerySet[models.Plan]:
    """Return the plans that a viewer may know of: those of agencies that they reach, and confirmed ones that name one.

    Args:
        viewer: None for the house itself.
    """
    plans = models.Plan.objects.defer("text")
    if viewer is None:
        return plans
    reach = viewer.reach(VIEW)
    named = Exists(models.Assignment.objects.filter(under("agency", reach), task__plan=OuterRef("pk")))
    answers = Exists(models.TargetLine.objects.filter(under("agency", reach), plan=OuterRef("pk")))
    confirmed = Q(state=PlanState.CONFIRMED)
    return plans.filter(under("agency", reach) | (confirmed & (Q(named) | Q(answers))))


def row(plan_id: int, viewer: Viewer | None) -> models.Plan:
    """Return the row of a plan.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    found = visible(viewer).filter(pk=plan_id).first()
    if found is None:
        raise Missing(N_("There is no such plan."))
    return found


def plans(*, viewer: Viewer | None, year: int | None, states: tuple[PlanState, ...]) -> tuple[PlanHead, ...]:
    """Return plans, the newest first."""
    found = visible(viewer).filter(state__in=states)
    if year is not None:
        found = found.filter(year=year)
    return tuple(head_of(each) for each in found.order_by("-year", "-created_at", "-pk")[:500])


def plan(*, plan_id: int, viewer: Viewer | None) -> LivingPlan:
    """Return a plan with everything that it has."""
    found = row(plan_id, viewer)
    return LivingPlan(
        head=head_of(found),
        targets=tuple(target_of(each) for each in found.targets.filter(removed_at=None).order_by("place", "pk")),
        tasks=tuple(task_of(each) for each in _with_parts(found.tasks.filter(removed_at=None))),
        duties=tuple(_duty_of(each) for each in found.duties.order_by("pk")),
        changes=tuple(_change_of(each) for each in found.changes.order_by("version", "pk")),
    )


def lines(
    *, viewer: Viewer | None, plan_id: int | None, agency: str, cases: tuple[str, ...] | None
) -> tuple[TaskLine, ...]:
    """Return the tasks of confirmed plans."""
    found = models.TaskLine.objects.filter(removed_at=None, plan__state=PlanState.CONFIRMED)
    if plan_id is not None:
        found = found.filter(plan=plan_id)
    if viewer is not None:
        found = found.filter(plan__in=visible(viewer).values("pk"))
    chosen = models.Assignment.objects.filter(task=OuterRef("pk"))
    if agency:
        found = found.filter(Exists(chosen.filter(under("agency", [agency]))))
    if cases is not None:
        found = found.filter(Exists(chosen.filter(case__in=cases)))
    return tuple(task_of(each) for each in _with_parts(found))


def targets(*, viewer: Viewer | None, plan_id: int | None, agency: str) -> tuple[TargetLine, ...]:
    """Return the targets of confirmed plans."""
    found = models.TargetLine.objects.filter(removed_at=None, plan__state=PlanState.CONFIRMED)
    if plan_id is not None:
        found = found.filter(plan=plan_id)
    if viewer is not None:
        found = found.filter(plan__in=visible(viewer).values("pk"))
    if agency:
        found = found.filter(under("agency", [agency]))
    return tuple(target_of(each) for each in found.order_by("plan", "place", "pk"))


def names(line: TaskLine, agency: str) -> bool:
    """Tell whether a task names an agency, or one below it, as who leads or helps."""
    paths = (*(each.agency for each in line.assigned), *line.coordinating)
    return any(covers(agency, path) for path in paths)


def _with_parts(found: QuerySet[models.TaskLine]) -> QuerySet[models.TaskLine]:
    return found.order_by("plan", "place", "pk").prefetch_related(
        Prefetch("assigned", models.Assignment.objects.order_by("pk")),
        Prefetch("money", models.Money.objects.order_by("pk")),
    )


def target_of(row: models.TargetLine) -> TargetLine:
    """Return a target."""
    return TargetLine(
        id=row.pk,
        plan=row.plan_id,
        code=row.code,
        agency=row.agency,
        section=row.section,
        text=row.text,
        value=row.value,
        unit=row.unit,
        direction=row.direction,
        removed_at=row.removed_at,
    )


def task_of(row: models.TaskLine) -> TaskLine:
    """Return a task with its cases and money."""
    return TaskLine(
        id=row.pk,
        plan=row.plan_id,
        appendix=row.appendix,
        group=row.group,
        group_title=row.group_title,
        no=row.no,
        title=row.title,
        objective=row.objective,
        result=row.result,
        assigned=tuple(Assigned(agency=each.agency, case=each.case) for each in row.assigned.all()),
        coordinating=tuple(row.coordinating),
        deadline=row.deadline,
        deadline_text=row.deadline_text,
        recurring=row.recurring,
        notes=row.notes,
        money=tuple(
            Money(source=m.source, planned=m.planned, spent=m.spent, disbursed=m.disbursed) for m in row.money.all()
        ),
        removed_at=row.removed_at,
    )


def _duty_of(row: models.Duty) -> DutyLine:
    return DutyLine(
        id=row.pk,
        kind=DutyKind(row.kind),
        who=row.who,
        agencies=tuple(row.agencies),
        to=row.to,
        when=row.when,
        text=row.text,
    )


def _change_of(row: models.Change) -> PlanChange:
    return PlanChange(
        amendment=row.amendment_id,
        version=row.version,
        kind=ChangeKind(row.kind),
        what=row.what,
        title=row.title,
        before=row.before,
        after=row.after,
        at=row.at,
    )
