"""One step of a process: take its state, do what was asked, run on until somebody must act, give the state back."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.engines.case.contracts import Moved, Wait, Waiting
from honglam.engines.case.process import marking
from honglam.engines.case.process.expressions import Engine, ExpressionError
from honglam.engines.case.process.reading import Process, Timer

_ENGINE = Engine()
_STEPS = 500  # automatic steps between two pauses: far beyond any drawing, far below for ever


def start(process: Process, values: Mapping[str, Any]) -> Moved:
    """Start a process with values.

    Raises:
        Refusal: a condition or script cannot be computed, or no way leads on.
    """
    workflow = BpmnWorkflow(process.spec, process.parts, script_engine=_ENGINE)
    workflow.task_tree.data = copy.deepcopy(dict(values))
    return _go_on(workflow)


def complete(process: Process, state: Mapping[str, Any], token: str, values: Mapping[str, Any]) -> Moved:
    """Do the task of a token, adding values to those of its branch.

    Raises:
        Conflict: the process does not wait for it any more.
        Refusal: as `start`.
    """
    workflow = _opened(process, state)
    task = _token(workflow, token)
    if task.state != TaskState.READY or not task.task_spec.manual:
        raise _gone()
    task.data.update(copy.deepcopy(dict(values)))
    return _go_on(workflow, task)


def fire(process: Process, state: Mapping[str, Any], token: str) -> Moved:
    """Let the timer of a token fire. Raises as `complete`."""
    workflow = _opened(process, state)
    task = _token(workflow, token)
    if task.state != TaskState.WAITING or not isinstance(getattr(task.task_spec, "event_definition", None), Timer):
        raise _gone()
    task._set_internal_data(event_fired=True)  # noqa: SLF001  (what the library's own timers do)
    task.task_spec._update(task)  # noqa: SLF001
    return _go_on(workflow)


def tell(process: Process, state: Mapping[str, Any], message: str, values: Mapping[str, Any]) -> Moved:
    """Hand a message to the step that waits for it, adding values to those of its branch.

    Raises:
        Conflict: the process does not wait for such a message.
        Refusal: as `start`.
    """
    workflow = _opened(process, state)
    for task in list(workflow.event_manager.tasks.values()):
        event = task.task_spec.event_definition
        if isinstance(event, MessageEventDefinition) and event.name == message:
            task.data.update(copy.deepcopy(dict(values)))
            workflow.catch(BpmnEvent(event, {}))
            return _go_on(workflow)
    raise _gone()


def fits(process: Process, state: Mapping[str, Any]) -> frozenset[str]:
    """Return what a running case needs and another version of its process lacks; empty when it can move there."""
    known = set(process.spec.task_specs).union(*(part.task_specs for part in process.parts.values()))
    return marking.elements(state) - known


def _opened(process: Process, state: Mapping[str, Any]) -> BpmnWorkflow:
    workflow = BpmnWorkflow(process.spec, process.parts, script_engine=_ENGINE, deserializing=True)
    return marking.read(copy.deepcopy(dict(state)), workflow)


def _token(workflow: BpmnWorkflow, token: str) -> Task:
    for part in (workflow, *workflow.subprocesses.values()):
        if (task := part.tasks.get(UUID(token))) is not None:
            return task
    raise _gone()


def _gone() -> Conflict:
    return Conflict(
        N_("This step has been done meanwhile."), remedy=N_("Open the case again to see where it stands now.")
    )


def _go_on(workflow: BpmnWorkflow, first: Task | None = None) -> Moved:
    passed: list[str] = []

    def note(task: Task) -> None:
        if getattr(task.task_spec, "bpmn_id", None):
            passed.append(task.task_spec.bpmn_id)
        if len(passed) > _STEPS:
            raise _endless()

    try:
        if first is not None:
            first.run()
        workflow.do_engine_steps(did_complete_task=note)
    except (SpiffWorkflowException, ExpressionError) as error:
        reason = str(error).splitlines()[0]
        message = N_("The procedure cannot go on from here: %(reason)s")
        remedy = N_("Tell who is in charge of the procedure; nothing was changed.")
        raise Refusal(message, remedy=remedy, params={"reason": reason}, code="procedure-stuck") from error
    ended = workflow.is_completed()
    return Moved(
        state=marking.write(workflow),
        waiting=() if ended else tuple(_waiting(workflow)),
        passed=tuple(passed),
        ended=ended,
        values={k: v for k, v in workflow.data.items() if k != "data_objects"} if ended else {},
    )


def _endless() -> Refusal:
    message = N_("The procedure went through %(steps)s steps without anybody having to act.")
    return Refusal(message, params={"steps": _STEPS}, code="procedure-stuck")


def _waiting(workflow: BpmnWorkflow) -> Iterator[Waiting]:
    for part in (workflow, *workflow.get_active_subprocesses()):
        for task in part.get_tasks(state=TaskState.READY | TaskState.WAITING, skip_subprocesses=True):
            if (found := _described(task)) is not None:
                yield found


def _described(task: Task) -> Waiting | None:
    spec = task.task_spec
    if task.state == TaskState.READY and spec.manual:
        return Waiting(task.id.hex, spec.bpmn_id, Wait.TASK, spec.bpmn_name or "", spec.lane or "", values=task.data)
    if task.state != TaskState.WAITING or not isinstance(spec, CatchingEvent):
        return None
    event = spec.event_definition
    if isinstance(event, Timer):
        value = str(task.workflow.script_engine.evaluate(task, event.expression))
        cuts = bool(getattr(spec, "cancel_activity", False))
        name = spec.bpmn_name or ""
        return Waiting(task.id.hex, spec.bpmn_id, Wait.TIMER, name, spec.lane or "", value, cuts, task.data)
    if isinstance(event, MessageEventDefinition):
        return Waiting(task.id.hex, spec.bpmn_id, Wait.MESSAGE, event.name, spec.lane or "", values=task.data)
    return None
