"""The door of what is done to many tasks at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.engines.case.contracts import Do, Plan, Round
from honglam.engines.case.service.hands import batching


def plan_batch(*, do: Do, task_ids: Sequence[int], viewer: Viewer) -> Plan:
    """Return what would happen to each of the chosen tasks; those that the viewer may not see are left out.

    Raises:
        Refusal: nothing was chosen, or more than 1000.
    """
    return batching.plan(do=do, task_ids=task_ids, viewer=viewer)


def begin_batch(*, do: Do, task_ids: Sequence[int], params: Mapping[str, Any], viewer: Viewer, now: datetime) -> int:
    """Do it, by a job when it is more than 20; return the number by which `result_of_batch` finds it.

    Args:
        do: what.
        task_ids: numbers of tasks; those to which it cannot be done are left alone.
        params: `agency` and `reason` to transfer, `outcome` to complete, `text` for a note.
        viewer: who does it.
        now: the moment.

    Raises:
        Refusal: as `plan_batch`, or it can be done to none.
    """
    return batching.begin(do=do, task_ids=task_ids, params=params, viewer=viewer, now=now)


def go_on_with_batch(*, batch_id: int, now: datetime) -> None:
    """Do what is still to be done of a batch; for the job."""
    batching.go_on(batch_id=batch_id, now=now)


def result_of_batch(*, batch_id: int, viewer: Viewer) -> Round:
    """Return what became of each task.

    Raises:
        Missing: there is no such batch, or somebody else began it.
    """
    return batching.result(batch_id=batch_id, viewer=viewer)
