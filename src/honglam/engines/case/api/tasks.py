"""The door of tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.case.contracts import Handed, PartAsked
from honglam.engines.case.service.hands import handing, splitting
from honglam.engines.case.service.steps import acting


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


def transfer(  # noqa: PLR0913  (what goes where, why, by whom)
    *, task_id: int, agency: str, reason: str, viewer: Viewer, now: datetime, person: str = ""
) -> None:
    """Give a task to another agency, or to somebody there.

    Args:
        task_id: number of the task.
        agency: path or key of the agency; empty leaves it where it is and gives it to `person`.
        reason: what who takes over must know.
        viewer: who hands it over.
        now: the moment.
        person: account id; empty leaves it to the agency who does it.

    Raises:
        Refusal: there is no such agency, the person may not do it, it is there already, or no reason is given.
        Missing, Forbidden, Conflict: as `complete`.
    """
    handing.transfer(task_id=task_id, agency=agency, person=person, reason=reason, viewer=viewer, now=now)


def give_back(*, task_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Give a task back to the agency and person from whom it came.

    Raises:
        Refusal: nobody has handed it over, or no reason is given.
        Missing, Forbidden, Conflict: as `complete`.
    """
    handing.give_back(task_id=task_id, reason=reason, viewer=viewer, now=now)


def assign(*, task_id: int, person: str, viewer: Viewer, now: datetime) -> None:
    """Give a task to a colleague of the same agency; the viewer needs `case.assign` there.

    Raises:
        Refusal: they may not do it.
        Missing, Forbidden, Conflict: as `complete`.
    """
    handing.assign(task_id=task_id, person=person, viewer=viewer, now=now)


def split(*, task_id: int, parts: Sequence[PartAsked], viewer: Viewer, now: datetime) -> tuple[int, ...]:
    """Ask agencies for parts of a task and return the numbers of the parts. The task waits until all have answered.

    A part is answered by `complete` with `{"answer": "…"}`; the answers stand on the whole task, and go into the
    process as `parts` when it is done.

    Raises:
        Refusal: no part, too many, twice the same agency, no such agency, or one is asked nothing.
        Missing, Forbidden, Conflict: as `complete`.
    """
    return splitting.split(task_id=task_id, parts=parts, viewer=viewer, now=now)


def recall(*, task_id: int, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a part back that has not been answered.

    Raises:
        Refusal: it is no part, or no reason is given.
        Missing, Forbidden, Conflict: as `complete`, at the agency that asked.
    """
    splitting.recall(task_id=task_id, reason=reason, viewer=viewer, now=now)


def preview_hand_over(*, person: str, to: str, viewer: Viewer, now: datetime) -> tuple[Handed, ...]:
    """Return what `hand_over` would do with each open task, and do nothing. Raises as it, except for the reason."""
    return handing.hand_over(person=person, to=to, reason="", viewer=viewer, now=now, dry=True)


def hand_over(*, person: str, to: str, reason: str, viewer: Viewer, now: datetime) -> tuple[Handed, ...]:
    """Give each open task that somebody holds to somebody else, each by itself, and say what happened to it.

    Only tasks of agencies where the viewer holds `case.assign`.

    Raises:
        Refusal: it is the same person, no reason is given, or there is no such person.
        Forbidden: the viewer may hand over nobody's work.
    """
    return handing.hand_over(person=person, to=to, reason=reason, viewer=viewer, now=now, dry=False)
