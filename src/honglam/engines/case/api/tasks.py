"""The door of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.case.service import acting


def complete(*, task_id: int, outcome: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    """Do a task.

    Raises:
        Missing: there is no such task, or the viewer may not see it.
        Forbidden: they may see it and not do it.
        Conflict: somebody else was first; the message says who and when.
        Invalid: what was entered does not fit the form of the step.
        Refusal: the process cannot go on; nothing was changed.
    """
    acting.complete(task_id=task_id, outcome=outcome, viewer=viewer, now=now)


def take(*, task_id: int, viewer: Viewer, now: datetime) -> None:
    """Take a task for oneself. Raises as `complete`."""
    acting.take(task_id=task_id, viewer=viewer, now=now)


def transfer(*, task_id: int, agency: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Give a task to another agency.

    Raises:
        Refusal: there is no such agency, or no reason is given.
        Missing, Forbidden, Conflict: as `complete`.
    """
    acting.transfer(task_id=task_id, agency=agency, reason=reason, viewer=viewer, now=now)
