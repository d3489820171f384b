"""The door of one case: its page, what officers write to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from honglam.base.access import Viewer
from honglam.engines.case.contracts.records import Sheet
from honglam.engines.case.service.desk import noting, reading


def sheet(*, code: str, viewer: Viewer, now: datetime) -> Sheet:
    """Return a case as an officer sees it; what is personal is masked.

    Raises:
        Missing: there is none, or none of the viewer's agencies has, or ever had, to do with it.
    """
    return reading.sheet(code=code, viewer=viewer, now=now)


def reveal(*, code: str, viewer: Viewer, purpose: str, now: datetime) -> Sheet:
    """Return a case with what is personal; the ledger keeps who read it and why, and who asked can see that.

    Raises:
        Missing: as `sheet`.
        Refusal: no purpose is given.
    """
    return reading.reveal(code=code, viewer=viewer, purpose=purpose, now=now)


def code_of(*, task_id: int, viewer: Viewer) -> str:
    """Return the code of the case that a task belongs to. Raises Missing as `sheet`."""
    return reading.task(task_id=task_id, viewer=viewer)


def drawing(*, code: str, viewer: Viewer) -> str:
    """Return the drawing of a case's process as BPMN XML; empty when it has no picture. Raises Missing as `sheet`."""
    return reading.drawing(code=code, viewer=viewer)


def send_message(*, code: str, text: str, viewer: Viewer, now: datetime, file_ids: Sequence[UUID] = ()) -> None:
    """Write to who asked; they are told of it.

    Args:
        code: of the case.
        text: what to say.
        viewer: who writes.
        now: the moment.
        file_ids: received files that go with it.

    Raises:
        Missing: as `sheet`.
        Forbidden: the viewer's agencies had the case and have it no longer.
        Refusal: it says nothing, or too much.
    """
    noting.send_message(code=code, text=text, file_ids=file_ids, viewer=viewer, now=now)


def add_note(*, code: str, text: str, viewer: Viewer, now: datetime) -> None:
    """Write a note that only officers see. Raises as `send_message`."""
    noting.add_note(code=code, text=text, viewer=viewer, now=now)
