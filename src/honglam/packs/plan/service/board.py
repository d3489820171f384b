"""The board: one plan on one screen, each number with the records behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from honglam.base.access import ANONYMOUS, Viewer
from honglam.engines.indicator.api import definitions
from honglam.packs.plan.contracts import LivingPlan, PlanState, TargetLine
from honglam.packs.plan.contracts.board import Board, Money, Pillar, PublicPlan, Row, State, TargetShown
from honglam.packs.plan.contracts.work import DIRECT, VERIFY, WORK, Phase, Task
from honglam.packs.plan.models import Work
from honglam.packs.plan.service import keeping, standing, tasks

_WORST, _DECISIONS, _SOON = 10, 3, 14  # rows, rows, days


def board(*, plan: int | None, viewer: Viewer, now: datetime) -> Board:
    """Return the board of a plan; of the newest confirmed one that the viewer sees when none is named.

    Raises:
        Missing: there is no such plan, or the viewer may not know of it.
    """
    heads = keeping.plans(viewer=viewer, year=None, states=(PlanState.CONFIRMED,))
    chosen = plan or next((head.id for head in heads if head.amends is None), None)
    living = keeping.plan(plan_id=chosen, viewer=viewer) if chosen is not None else None
    # Directives have no plan: they stand on every board, beside the plan's own tasks.
    works = Work.objects.exclude(phase=Phase.WITHDRAWN)
    found = tasks.shown(works.filter(plan=chosen) | works.filter(plan__isnull=True), viewer=viewer, now=now)
    shown = targets(living, now=now) if living else ()
    return Board(
        head=living.head if living else None,
        heads=heads,
        pillars=pillars(shown),
        rows=rows(found),
        tasks=found,
        money=money(living) if living else (),
        worst=worst(found),
        decisions=decisions(found, viewer),
    )


def targets(living: LivingPlan, *, now: datetime) -> tuple[TargetShown, ...]:
    """Return the targets of a plan with gap and forecast, in their order."""
    return _shown(living.targets, now)


def targets_of(*, agency: str, viewer: Viewer, now: datetime) -> tuple[TargetShown, ...]:
    """Return the targets of confirmed plans for which an agency answers."""
    return _shown(keeping.targets(viewer=viewer, agency=agency, plan_id=None), now)


def pillars(shown: Iterable[TargetShown]) -> tuple[Pillar, ...]:
    """Return targets under their headings."""
    found: dict[str, list[TargetShown]] = {}
    for each in shown:
        found.setdefault(each.line.section, []).append(each)
    return tuple(Pillar(title=title, targets=tuple(targets)) for title, targets in found.items())


def rows(found: Iterable[Task]) -> tuple[Row, ...]:
    """Return how many tasks of each agency stand how; who has most that is late comes first."""
    counted: dict[str, dict[State, int]] = {}
    for task in found:
        states = counted.setdefault(task.lead, dict.fromkeys(State, 0))
        states[state_of(task)] += 1
    made = (Row(agency=agency, counts=states) for agency, states in counted.items())
    return tuple(sorted(made, key=lambda row: (-row.counts[State.LATE], -row.total, row.agency)))


def state_of(task: Task) -> State:
    """Return how a task stands, in the words of the house."""
    if task.phase is Phase.DONE:
        return State.DONE
    if task.late:
        return State.LATE
    if task.phase is Phase.VERIFYING:
        return State.VERIFYING
    if task.days_left is not None and task.days_left <= _SOON:
        return State.SOON
    return State.WAITING if task.phase is Phase.GIVEN else State.RUNNING


def worst(found: Iterable[Task]) -> tuple[Task, ...]:
    """Return the ten open tasks that are worst: the longest overdue, then those due soon with the least done."""
    bad = (task for task in found if state_of(task) in {State.LATE, State.SOON})
    return tuple(sorted(bad, key=lambda task: (task.days_left or 0, task.percent, task.code))[:_WORST])


def decisions(found: Iterable[Task], viewer: Viewer) -> tuple[Task, ...]:
    """Return the three things that the viewer can and should decide today.

    Proposals of agencies that are late come first, then what waits for the viewer's verification, then what is late
    and nobody has urged. Only what the viewer may act on counts.
    """

    def weight(task: Task) -> int:
        if task.open and task.proposals and task.late:
            return 0
        if task.phase is Phase.VERIFYING:
            return 1
        if task.open and task.proposals:
            return 2
        return 3 if task.late and task.open and not task.urged else 9

    mine = [
        task
        for task in found
        if weight(task) < 9
        and (
            viewer.may(DIRECT, task.lead)
            or viewer.may(VERIFY, task.coordinator)
            or (task.late and viewer.may(WORK, task.lead))
        )
    ]
    return tuple(sorted(mine, key=lambda task: (weight(task), task.days_left or 0, task.code))[:_DECISIONS])


def money(living: LivingPlan) -> tuple[Money, ...]:
    """Return money by source: planned, spent, disbursed; the largest first."""
    sums: dict[str, list[Decimal]] = {}
    for task in living.tasks:
        for part in task.money:
            line = sums.setdefault(part.source, [Decimal(0)] * 3)
            for place, amount in enumerate((part.planned, part.spent, part.disbursed)):
                line[place] += amount
    made = (Money(source=name, planned=p, spent=s, disbursed=d) for name, (p, s, d) in sums.items())
    return tuple(sorted(made, key=lambda each: (-each.planned, each.source)))


def public(*, now: datetime) -> PublicPlan | None:
    """Return the newest confirmed plan of the province as everybody may see it; None while there is none.

    What stands here: targets with published figures of indicators, and of tasks title, lead agency and state.
    """
    heads = keeping.plans(viewer=None, year=None, states=(PlanState.CONFIRMED,))
    head = next((head for head in heads if head.amends is None and head.parent is None), None)
    if head is None:
        return None
    living = keeping.plan(plan_id=head.id, viewer=None)
    found = tasks.shown(Work.objects.filter(plan=head.id), viewer=ANONYMOUS, now=now)
    codes = _open_codes(living)
    shown = tuple(_for_everybody(each, codes) for each in targets(living, now=now))
    return PublicPlan(plan=living, targets=shown, tasks={task.code: task for task in found})


def _open_codes(living: LivingPlan) -> frozenset[str]:
    """Return the codes of indicators whose published figures stand on the portal."""
    codes = [line.code for line in living.targets if line.code]
    return frozenset(each.code for each in definitions.listed(codes=codes) if each.public)


def _for_everybody(each: TargetShown, public_codes: frozenset[str]) -> TargetShown:
    """Leave of a target how it stands; its figures only when its indicator's are for everybody."""
    if each.progress is None or each.line.code in public_codes:
        return each
    hidden = replace(each.progress, value=None, gap=None, forecast=None, trend=())
    return replace(each, progress=hidden)


def _shown(lines: Iterable[TargetLine], now: datetime) -> tuple[TargetShown, ...]:
    current = [line for line in lines if line.removed_at is None]
    known = standing.progress_of(tuple(line.code for line in current if line.code), now=now)
    return tuple(TargetShown(line=line, said=standing.said(line), progress=known.get(line.code)) for line in current)
