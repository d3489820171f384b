"""The door of the board."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.packs.plan.contracts import TargetLine
from honglam.packs.plan.contracts.board import Board, PublicPlan, State, TargetShown
from honglam.packs.plan.contracts.work import Task
from honglam.packs.plan.service import board as service
from honglam.packs.plan.service import standing


def board(*, plan: int | None, viewer: Viewer, now: datetime) -> Board:
    """Return the board of a plan; of the newest confirmed one that the viewer sees when none is named.

    Raises:
        Missing: there is no such plan, or the viewer may not know of it.
    """
    return service.board(plan=plan, viewer=viewer, now=now)


def targets_of(*, agency: str, viewer: Viewer, now: datetime) -> tuple[TargetShown, ...]:
    """Return the targets for which an agency answers, with gap and forecast."""
    return service.targets_of(agency=agency, viewer=viewer, now=now)


def said(*, target: TargetLine) -> str:
    """Return what is to be reached, as people write it: `≥ 70 %`, `≤ 31/12/2026`."""
    return standing.said(target)


def state_of(*, task: Task) -> State:
    """Return how a task stands for who looks at many."""
    return service.state_of(task)


def public(*, now: datetime) -> PublicPlan | None:
    """Return the province's newest plan as everybody may see it; None while there is none."""
    return service.public(now=now)
