"""The words of the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from honglam.engines.indicator.contracts import Progress
from honglam.packs.plan.contracts.living import LivingPlan, PlanHead, TargetLine
from honglam.packs.plan.contracts.work import Task


class State(StrEnum):
    """How a task stands for who looks at many."""

    LATE = "late"
    SOON = "soon"  # due within two weeks
    RUNNING = "running"
    WAITING = "waiting"  # nobody has accepted it
    VERIFYING = "verifying"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetShown:
    """A target, what is to be reached in words, and how it stands; None while no indicator knows it."""

    line: TargetLine
    said: str
    progress: Progress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """Targets under one heading of the plan."""

    title: str
    targets: tuple[TargetShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How many tasks of an agency stand how."""

    agency: str
    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Money from one source, in million đồng; an empty source means that the plan names none."""

    source: str
    planned: Decimal
    spent: Decimal
    disbursed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A plan on one screen.

    Attributes:
        head: the plan; None while no plan is confirmed, and only directives are shown.
        heads: plans among which the viewer can choose.
        tasks: those of the plan, and directives.
        worst: at most ten.
        decisions: at most three that the viewer can take today.
    """

    head: PlanHead | None
    heads: tuple[PlanHead, ...]
    pillars: tuple[Pillar, ...]
    rows: tuple[Row, ...]
    tasks: tuple[Task, ...]
    money: tuple[Money, ...]
    worst: tuple[Task, ...]
    decisions: tuple[Task, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many tasks of all agencies stand how."""
        return {state: sum(row.counts[state] for row in self.rows) for state in State}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPlan:
    """A plan as everybody may see it: tasks by the code of their case carry no words of agencies."""

    plan: LivingPlan
    targets: tuple[TargetShown, ...]
    tasks: Mapping[str, Task]
