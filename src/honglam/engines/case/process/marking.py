"""The state of a running process as a little JSON: where its tokens are, and of the past only what a join needs.

SpiffWorkflow keeps every task that ever ran, with a copy of the values at each, and its own serialiser writes them
all again after each step. Here finished tasks are dropped as soon as nothing can ask for them, so that the hundredth
step of a case writes as little as the first. What happened stands in the events of the case, which are only appended
to.

Kept are: unfinished tasks; what a join that still waits has received; the tasks at which the way branched; the split
above a task with boundary events, which finds its events there; and the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, StartEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

JSON = dict[str, Any]

_ACTIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def write(workflow: BpmnWorkflow) -> JSON:
    """Return the state of a workflow whose engine steps are done."""
    found: JSON = {"main": _write_one(workflow)}
    active = {str(key): sub for key, sub in workflow.subprocesses.items() if not sub.completed}
    if active:
        found["sub"] = {key: _write_one(sub) | {"spec": sub.spec.name} for key, sub in active.items()}
    return found


def read(state: Mapping[str, Any], workflow: BpmnWorkflow) -> BpmnWorkflow:
    """Fill an empty workflow (made with `deserializing`) with a state.

    Raises:
        KeyError: the state names an element that the process does not have.
    """
    _read_one(state["main"], workflow)
    waiting = dict(state.get("sub", {}))
    _read_below(workflow, waiting, workflow)
    for part in (workflow, *workflow.subprocesses.values()):
        _predict(part)
    return workflow


def elements(state: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of the elements that a state names: what another version must have to take the case over."""
    parts = (state["main"], *state.get("sub", {}).values())
    return frozenset(task["s"] for part in parts for task in part["tasks"])


def _write_one(workflow: Any) -> JSON:
    kept = _kept(workflow)
    tasks = [_write_task(task, kept) for task in workflow.tasks.values() if task.id in kept]
    return {"data": {k: v for k, v in workflow.data.items() if v not in ({}, None)}, "tasks": tasks}


def _write_task(task: Task, kept: set[UUID]) -> JSON:
    parent = task.parent
    while parent is not None and parent.id not in kept:
        parent = parent.parent
    found: JSON = {"i": task.id.hex, "s": task.task_spec.name, "x": task.state}
    if parent is not None:
        found["p"] = parent.id.hex
    if task.triggered:
        found["t"] = 1
    if task.internal_data:
        found["n"] = {k: v for k, v in task.internal_data.items() if _plain(v)}
    if task.data:
        found["d"] = task.data
    return found


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str | list | dict)


def _kept(workflow: Any) -> set[UUID]:
    """Return the ids of the tasks that can still matter."""
    tasks = list(workflow.tasks.values())
    active = [task for task in tasks if task.has_state(_ACTIVE)]
    arrived = [task for task in tasks if _arrived(task, active)]
    kept = {workflow.task_tree.id}
    splits = _open_splits(tasks)
    branches: dict[UUID, set[UUID]] = {}
    for task in (*active, *arrived):
        kept.add(task.id)
        if isinstance(task.task_spec, UnstructuredJoin):
            kept.add(task.parent.id)  # a join asks by which way each token came, and takes its values from there
        below = task
        for above in _ancestors(task):
            branches.setdefault(above.id, set()).add(below.id)
            if above.id in splits:
                kept.add(above.id)
            below = above
    kept |= {task for task, children in branches.items() if len(children) > 1}
    return kept | _beside_loops(tasks, kept)


def _open_splits(tasks: list[Task]) -> set[UUID]:
    """Return the splits whose join has not come to its end: their events can still happen."""
    splits = {task.id for task in tasks if isinstance(task.task_spec, BoundaryEventSplit | StartEventSplit)}
    for task in tasks if splits else ():
        split = getattr(task.task_spec, "split_task", None)
        if split and task.has_state(TaskState.FINISHED_MASK) and (above := task.find_ancestor(split)) is not None:
            splits.discard(above.id)
    return splits


def _arrived(task: Task, active: list[Task]) -> bool:
    """Tell whether a finished task stands for a token that a waiting join has taken in."""
    if not isinstance(task.task_spec, UnstructuredJoin) or not task.has_state(TaskState.FINISHED_MASK):
        return False
    pending = [other for other in active if other.task_spec is task.task_spec]
    return any(not other.is_descendant_of(task) for other in pending)


def _beside_loops(tasks: list[Task], kept: set[UUID]) -> set[UUID]:
    """Return the finished children of tasks that count their repetitions."""
    loops = {task.id for task in tasks if task.id in kept and isinstance(task.task_spec, LoopTask)}
    return {task.id for task in tasks if task.parent is not None and task.parent.id in loops and task.triggered}


def _ancestors(task: Task) -> Iterator[Task]:
    while (task := task.parent) is not None:
        yield task


def _read_one(state: Mapping[str, Any], workflow: Any) -> None:
    workflow.data.update(state["data"])
    children: dict[str, list[UUID]] = {}
    for row in state["tasks"]:
        task = Task(workflow, workflow.spec.task_specs[row["s"]], state=row["x"], id=UUID(row["i"]))
        if "p" in row:
            task._parent = UUID(row["p"])  # noqa: SLF001  (the setter wants a task, which may not be read yet)
            children.setdefault(row["p"], []).append(task.id)
        else:
            workflow.task_tree = task
        task.triggered = bool(row.get("t"))
        task.internal_data = dict(row.get("n", {}))
        task.data = dict(row.get("d", {}))
        if isinstance(task.task_spec, CatchingEvent) and task.has_state(TaskState.WAITING):
            workflow.top_workflow.event_manager.add_task(task)
    for parent, ids in children.items():
        workflow.tasks[UUID(parent)]._children = ids  # noqa: SLF001  (as above)


def _read_below(workflow: Any, waiting: dict[str, Any], top: BpmnWorkflow) -> None:
    for task in list(workflow.tasks.values()):
        part = waiting.pop(str(task.id), None) if isinstance(task.task_spec, SubWorkflowTask) else None
        if part is None:
            continue
        sub = BpmnSubWorkflow(top.subprocess_specs[part["spec"]], task.id, top, deserializing=True)
        _read_one(part, sub)
        top.subprocesses[task.id] = sub
        sub.completed_event.connect(task.task_spec._on_subworkflow_completed, task)  # noqa: SLF001  (as its serialiser)
        _read_below(sub, waiting, top)


def _predict(workflow: Any) -> None:
    """Make the tasks that come next, which a state does not hold."""
    for task in list(workflow.tasks.values()):
        if task.has_state(_ACTIVE):
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)  # noqa: SLF001  (as its constructor)
