"""The door of tasks at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from honglam.base.access import Viewer
from honglam.core.files.contracts import StoredFile
from honglam.engines.case.hooks import Change
from honglam.packs.plan.contracts.work import NewTask, Origin, Task, TaskHistory
from honglam.packs.plan.service import following, opening, rounds, tasks, urging


def give(*, task: NewTask, now: datetime) -> str:
    """Open the case of a task and return its code; the same `key` is opened once.

    Raises:
        Missing: the procedure is not published.
        Invalid: the form of the procedure does not take it.
    """
    return opening.give(task=task, now=now)


def listed(
    *, plan: int | None = None, agency: str = "", origin: Origin | None = None, viewer: Viewer, now: datetime
) -> tuple[Task, ...]:
    """Return tasks, the next due first; what is not the viewer's comes without obstacles, proposals and sentence."""
    return tasks.listed(plan=plan, agency=agency, origin=origin, viewer=viewer, now=now)


def history(*, code: str, viewer: Viewer, now: datetime) -> TaskHistory:
    """Return what was reported of a task, and who was urged.

    Raises:
        Missing: there is no such task, or the viewer may not see it in detail.
    """
    return tasks.history(code=code, viewer=viewer, now=now)


def evidence(*, code: str, viewer: Viewer) -> tuple[StoredFile, ...]:
    """Return the files of a task; none to those who may not see it."""
    return tasks.evidence(code=code, viewer=viewer)


def urge(*, codes: Sequence[str], text: str, viewer: Viewer, now: datetime) -> int:
    """Urge the agencies that lead tasks; return how many tasks.

    Raises:
        Refusal: nothing is said, or too much, or no task is chosen.
        Missing: one of them does not exist or is done.
        Forbidden: the viewer neither directs the agency nor follows the task.
    """
    return urging.urge(codes=codes, text=text, viewer=viewer, now=now)


def remind(*, now: datetime) -> int:
    """Remind agencies of last days that are near, each once; return of how many tasks."""
    return urging.remind(now=now)


def begin_rounds(*, now: datetime) -> int:
    """Open this month's or quarter's round of tasks that come round, each once; return how many."""
    return rounds.begin(now=now)


def may_read(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may see everything of a task."""
    return tasks.may_read(code=code, viewer=viewer)


def may_write(*, code: str, viewer: Viewer) -> bool:
    """Tell whether a viewer may add evidence to a task."""
    return tasks.may_write(code=code, viewer=viewer)


def follow(change: Change) -> None:
    """Keep our row in step with its case; for the procedure's handler."""
    following.follow(change)
