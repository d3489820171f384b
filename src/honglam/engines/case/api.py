"""The door of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.service import acting, procedures


def publish_procedure(*, procedure: str, files: Mapping[str, str], by: str, now: datetime) -> int:
    """Publish the files of a procedure as its newest version and return its number; the same files change nothing.

    Cases that are opened from now on take it, running ones keep theirs.

    Raises:
        ProcedureRefused: the files do not fit together; it names every problem with file, element and remedy.
    """
    return procedures.publish(procedure=procedure, files=files, by=by, now=now)


def open_case(*, entry: NewCase, now: datetime) -> str:
    """Receive a case and return the code that people quote.

    Raises:
        Missing: there is no such procedure.
        Invalid: the form does not hold what it must.
        Refusal: its place lies outside the province, or the process cannot start.
    """
    return acting.open_case(entry=entry, now=now)


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


def tell(*, code: str, message: str, values: Mapping[str, Any], now: datetime) -> None:
    """Hand a message from outside to the case, for example the answer to a request for a supplement.

    Raises:
        Missing: there is no such case.
        Conflict: it does not wait for this message.
    """
    acting.tell(code=code, message=message, values=values, now=now)


def fire_due(*, now: datetime) -> int:
    """Let everything happen that a time limit has brought, and return how much that was."""
    return acting.fire_due(now=now)
