"""A task is given: its case is opened with everything that its line or directive says."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from honglam.base.money import format_number
from honglam.base.time import VIETNAM
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import NewCase
from honglam.packs.plan.contracts.living import TASK_PROCEDURE
from honglam.packs.plan.contracts.work import NewTask

CLOSING = time(17, 0)  # of the last day: when offices close


def give(*, task: NewTask, now: datetime) -> str:
    """Open the case of a task and return its code. Raises as `case.api.open_case`."""
    return open_form(form=form_of(task), key=task.key, now=now)


def open_form(*, form: dict[str, Any], key: str, now: datetime) -> str:
    """Open a case with what its form asks for; also for the next round of a task that comes round."""
    last = form.get("deadline")
    entry = NewCase(
        procedure=TASK_PROCEDURE,
        form=form,
        title=str(form["title"]),
        channel="desk",
        key=key,
        due_at=closing(date.fromisoformat(last)) if last else None,
    )
    return cases.open_case(entry=entry, now=now)


def closing(day: date) -> datetime:
    """Return the moment at which a last day ends."""
    return datetime.combine(day, CLOSING, VIETNAM)


def form_of(task: NewTask) -> dict[str, Any]:
    """Return the form with which the case of a task is opened; what is not said is left out."""
    said: dict[str, Any] = {
        "kind": task.origin.value,
        "plan": str(task.plan or ""),
        "line": str(task.line or ""),
        "number": task.number,
        "directive": str(task.directive or ""),
        "title": task.title[:4000],
        "objective": task.objective[:4000],
        "result": task.result[:4000],
        "lead": task.lead,
        "coordinator": task.coordinator,
        "coordinating": list(task.coordinating),
        "deadline": task.deadline.isoformat() if task.deadline else "",
        "deadline_text": task.deadline_text[:200],
        "every": task.every.value,
        "until": task.until.isoformat() if task.until else "",
        "sentence": task.sentence[:8000],
        "sources": [f"{name}: {format_number(amount)} triệu đồng" for name, amount in task.sources.items()],
    }
    if task.budget is not None:
        said["budget"] = float(task.budget)
    return {name: value for name, value in said.items() if value not in ("", [])}
