"""Taking hold of a task: it is there, it is still to be done, the viewer may, and nobody else can change it now."""

from __future__ import annotations

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing
from honglam.base.words import N_
from honglam.engines.case.contracts import TaskState
from honglam.engines.case.models import Case, Task
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
    task = Task.objects.filter(pk=task_id).only("pk", "case_id", "agency", "holder", "permission").first()
    if task is None or not _sees(task, viewer, right):
        raise Missing(N_("There is no such task."))
    case = Case.objects.select_for_update().get(pk=task.case_id)
    task = Task.objects.get(pk=task_id)  # as it is now that nobody else can change it
    if not _sees(task, viewer, right):
        raise Forbidden(right or task.permission)  # it went elsewhere a moment ago
    require(viewer, right or task.permission, task.agency, task.holder)
    if task.state != TaskState.OPEN:
        message = N_("%(name)s did this at %(time)s.") if task.closed_by else N_("This step is not needed any more.")
        time = f"{task.closed_at:%H:%M %d/%m/%Y}" if task.closed_at else ""
        raise Conflict(message, remedy=N_("Open the case again."), params={"name": task.closed_by, "time": time})
    return task, case


def _sees(task: Task, viewer: Viewer, right: str) -> bool:
    return any(viewer.may(each, task.agency, task.holder) for each in {WORK, task.permission, right} - {""})
