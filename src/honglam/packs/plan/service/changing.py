"""A line of a plan was changed by an amendment: the tasks that it made follow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honglam.base import trace
from honglam.engines.case import api as cases
from honglam.packs.plan.contracts.work import OPEN
from honglam.packs.plan.models import TaskLine, Work
from honglam.packs.plan.service import opening

WITHDRAWN = "withdrawn"  # the message by which the drawing ends a task at any of its steps


def line(*, changed: TaskLine, reason: str, now: datetime) -> int:
    """Bring the open tasks of a line up to date with it: title, who helps, last day; return how many there are.

    Rounds of a task that comes round keep their own last days. What is done stays as it was when it was done.

    Args:
        changed: the line as it is now.
        reason: the amendment, for the timeline of the cases.
        now: the moment.
    """
    works = list(Work.objects.select_for_update().filter(line=changed.pk, plan=changed.plan_id, phase__in=OPEN))
    for work in works:
        work.title, work.coordinating = changed.title, list(changed.coordinating)
        if changed.deadline is not None and not work.every and changed.deadline != work.deadline:
            work.deadline, work.deadline_text = changed.deadline, changed.deadline_text
            due, viewer = opening.closing(changed.deadline), trace.current().viewer
            cases.set_due(code=work.code, due_at=due, reason=reason, viewer=viewer, now=now)
        work.save(update_fields=["title", "coordinating", "deadline", "deadline_text"])
    return len(works)


def withdraw(*, codes: Iterable[str], reason: str, now: datetime) -> int:
    """End the open cases of what an amendment has taken away, or given to somebody else; return how many there were."""
    found = Work.objects.filter(code__in=list(codes), phase__in=OPEN).values_list("code", flat=True)
    for code in sorted(found):
        cases.tell(code=code, message=WITHDRAWN, values={"words": reason}, now=now)
    return len(found)
