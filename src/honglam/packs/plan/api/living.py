"""What confirmed plans have: their targets with indicators, tasks with cases, money, duties, changes."""

from __future__ import annotations

from honglam.base.access import Viewer
from honglam.packs.plan.contracts import LivingPlan, PlanHead, PlanState, TargetLine, TaskLine
from honglam.packs.plan.service import keeping


def plans(
    *, viewer: Viewer | None, year: int | None = None, states: tuple[PlanState, ...] = (PlanState.CONFIRMED,)
) -> tuple[PlanHead, ...]:
    """Return plans, the newest first: those of agencies that the viewer reaches, and confirmed ones that name one.

    Args:
        viewer: who asks, with `plan.view`; None for the house itself (jobs).
        year: only of this year.
        states: only so far.
    """
    return keeping.plans(viewer=viewer, year=year, states=states)


def plan(*, plan_id: int, viewer: Viewer | None) -> LivingPlan:
    """Return a plan with everything that it has.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return keeping.plan(plan_id=plan_id, viewer=viewer)


def lines(
    *,
    viewer: Viewer | None,
    plan_id: int | None = None,
    agency: str = "",
    cases: tuple[str, ...] | None = None,
) -> tuple[TaskLine, ...]:
    """Return the tasks of confirmed plans that the viewer may know of, in their order.

    Args:
        viewer: who asks; None for the house itself.
        plan_id: only of this plan.
        agency: only those that this agency, or one below it, leads.
        cases: only those to which one of these cases belongs.
    """
    return keeping.lines(viewer=viewer, plan_id=plan_id, agency=agency, cases=cases)


def targets(*, viewer: Viewer | None, plan_id: int | None = None, agency: str = "") -> tuple[TargetLine, ...]:
    """Return the targets of confirmed plans as `lines` does; `agency` is who answers for them."""
    return keeping.targets(viewer=viewer, plan_id=plan_id, agency=agency)
