"""Taking hold of a case or a task: it is there, the viewer may, and nobody else can change it until we are done."""

from __future__ import annotations

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing
from honglam.base.time import format_moment
from honglam.base.words import N_
from honglam.engines.case.contracts import TaskState
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.steps import rows
from honglam.kit.access import require

WORK = "case.work"


def locked(task_id: int, viewer: Viewer, right: str = "") -> tuple[Task, Case]:
    """Return an open task and its case, both the caller's until the transaction ends.

    Args:
        task_id: number of the task.
        viewer: who wants to do something with it; when only a delegated right lets them, the trace says for whom.
        right: what it takes; the task's own permission when not given.

    Raises:
        Missing: there is no such task, or the viewer may not see it.
        Forbidden: they may see it and not do this.
        Conflict: somebody else was first; the message says who and when.
    """
    found = rows.hold_task(task_id)
    if found is None or not _sees(found[0], viewer, right):
        raise Missing(N_("There is no such task."))
    task, case = found
    require(viewer, right or task.permission, task.agency, task.holder)
    if task.state != TaskState.OPEN:
        message = N_("%(name)s did this at %(time)s.") if task.closed_by else N_("This step is not needed any more.")
        params = {"name": task.closed_by, "time": format_moment(task.closed_at) if task.closed_at else ""}
        raise Conflict(message, remedy=N_("Open the case again."), params=params)
    return task, case


def locked_case(code: str, viewer: Viewer | None = None) -> Case:
    """Return a case; with a viewer, one that they may work on.

    Raises:
        Missing: there is no such case, or the viewer may not see it.
    """
    case = Case.objects.select_for_update().filter(code=code).first()
    if case is None or (viewer is not None and not viewer.may(WORK, case.agency)):
        raise Missing(N_("There is no case with this code."))
    return case


def _sees(task: Task, viewer: Viewer, right: str) -> bool:
    return any(viewer.may(each, task.agency, task.holder) for each in {WORK, task.permission, right} - {""})
