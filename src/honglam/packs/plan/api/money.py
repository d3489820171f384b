"""The door of money that a plan gives to its tasks, in million đồng."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from honglam.base.access import Viewer
from honglam.packs.plan.contracts.money import MoneyOutcome, MoneySheet, NewMoney
from honglam.packs.plan.service import money


def sheet(*, plan_id: int, viewer: Viewer, source: str | None = None, first: int = 0) -> MoneySheet:
    """Return a page of the money of a plan.

    Args:
        plan_id: the plan.
        viewer: who asks, with `plan.view`.
        source: only from this source; None for all, empty for what names none.
        first: number of the first line, from 0.

    Raises:
        Missing: there is no such plan, or the viewer may not know of it.
    """
    return money.sheet(plan_id=plan_id, source=source, first=first, viewer=viewer)


def write(*, plan_id: int, entries: Sequence[NewMoney], viewer: Viewer, now: datetime) -> tuple[MoneyOutcome, ...]:
    """Keep what was spent and disbursed of those lines that can be kept; say of each, in order, what became of it.

    Who leads the task (`plan.work`) or owns the plan (`plan.import`) may; a line that is refused says why: it is gone,
    it is another agency's, somebody else was first, or the amount cannot be meant.

    Raises:
        Missing: there is no such plan, or the viewer may not know of it.
        Conflict: it is not confirmed.
        Refusal: these are too many lines at once.
    """
    return money.write(plan_id=plan_id, entries=entries, viewer=viewer, now=now)
