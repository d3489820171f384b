"""One step of a process: take its state, do what was asked, run on until somebody must act, give the state back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
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
from honglam.engines.case.process.reading import Process, Service, Timer

_ENGINE = Engine()
_STEPS = 500  # automatic steps between two pauses: far beyond any drawing, far below for ever


def start(process: Process, values: Mapping[str, Any]) -> Moved:
    """Start a process with values.

    Raises:
        Refusal: a condition or script cannot be computed, or no way leads on.
    """
    workflow = BpmnWorkflow(process.spec, process.parts, script_engine=_ENGINE)
    workflow.task_tree.data = _copied(values)
    return _go_on(workflow, ())


def complete(process: Process, state: Mapping[str, Any], token: str, values: Mapping[str, Any]) -> Moved:
    """Do the task or service of a token, adding values to those of its branch.

    Raises:
        Conflict: the process does not wait for it any more.
        Refusal: as `start`.
    """
    workflow = _opened(process, state)
    before = _pending(workflow)
    task = _token(workflow, token)
    if task.state != TaskState.READY or not task.task_spec.manual:
        raise _gone()
    task.data.update(_copied(values))
    return _go_on(workflow, [each for each in before if each.id != token], task)


def fire(process: Process, state: Mapping[str, Any], token: str) -> Moved:
    """Let the timer of a token fire. Raises as `complete`."""
    workflow = _opened(process, state)
    before = _pending(workflow)
    for task, event, name, _element in _catching(workflow):
        if name == token and isinstance(event, Timer):
            if event is task.task_spec.event_definition:
                task._set_internal_data(event_fired=True)  # noqa: SLF001  (what the library's own timers do)
            else:
                task._set_internal_data(seen_events=[BpmnEvent(event)])  # noqa: SLF001
            task.task_spec._update(task)  # noqa: SLF001
            return _go_on(workflow, before)
    raise _gone()


def tell(process: Process, state: Mapping[str, Any], message: str, values: Mapping[str, Any]) -> Moved:
    """Hand a message to the steps that wait for it, adding values to those of their branches.

    Raises:
        Conflict: the process does not wait for such a message.
        Refusal: as `start`.
    """
    workflow = _opened(process, state)
    before = _pending(workflow)
    waiting = [
        (task, event)
        for task, event, _name, _element in _catching(workflow)
        if isinstance(event, MessageEventDefinition) and event.name == message
    ]
    if not waiting:
        raise _gone()
    for task, _event in waiting:
        task.data.update(_copied(values))
    workflow.catch(BpmnEvent(waiting[0][1], {}))
    return _go_on(workflow, before)


def waiting(process: Process, state: Mapping[str, Any]) -> tuple[Waiting, ...]:
    """Return what a process waits for as it stands."""
    return tuple(_waiting(_opened(process, state)))


def fits(process: Process, state: Mapping[str, Any]) -> frozenset[str]:
    """Return what a running case needs and another version of its process lacks; empty when it can move there."""
    known = set(process.spec.task_specs).union(*(part.task_specs for part in process.parts.values()))
    return marking.elements(state) - known


def move(old: Process, new: Process, state: Mapping[str, Any]) -> Moved:
    """Take a running case over into another version of its process, where it waits at the steps of the same ids.

    What waits in both keeps its token; timers and services are begun anew, because the new drawing may say something
    else about them.

    Raises:
        Conflict: the other version lacks a step that the case needs; `fits` names it.
        Refusal: as `start`.
    """
    if missing := fits(new, state):
        message = N_("The other version has no step %(elements)s, where this case stands.")
        raise Conflict(message, params={"elements": ", ".join(sorted(missing))})
    before = _pending(_opened(old, state))
    moved = _go_on(_opened(new, state), before)
    kept = {each.id for each in before if each.wait in {Wait.TASK, Wait.MESSAGE}}
    again = [each for each in before if each.id not in kept and each not in moved.gone]
    fresh = frozenset(each.id for each in moved.waiting if each.id not in kept)
    return replace(moved, fresh=fresh, gone=(*moved.gone, *again))


def moment_after(text: str, start: datetime) -> datetime | None:
    """Return when a duration of ISO 8601 (`PT8H`, `P1M`, `P2W`) from `start` has passed; None when it is none."""
    if not text.upper().startswith("P"):
        return None
    try:
        parsed = TimerEventDefinition.parse_iso_duration(text)
        wait: timedelta = TimerEventDefinition.get_timedelta_from_start(parsed, start)
    except Exception:  # noqa: BLE001  (the library raises this very class)
        return None
    return start + wait


def _opened(process: Process, state: Mapping[str, Any]) -> BpmnWorkflow:
    workflow = BpmnWorkflow(process.spec, process.parts, script_engine=_ENGINE, deserializing=True)
    return marking.read(_copied(state), workflow)


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy that shares nothing; by way of JSON, which is several times as quick as by way of Python."""
    return dict(orjson.loads(orjson.dumps(values)))


def _token(workflow: BpmnWorkflow, token: str) -> Task:
    for part in (workflow, *workflow.subprocesses.values()):
        if (task := part.tasks.get(UUID(token))) is not None:
            return task
    raise _gone()


def _gone() -> Conflict:
    return Conflict(
        N_("This step has been done meanwhile."), remedy=N_("Open the case again to see where it stands now.")
    )


def _go_on(workflow: BpmnWorkflow, before: Sequence[Waiting], first: Task | None = None) -> Moved:
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
        ended = workflow.is_completed()
        found = () if ended else tuple(_waiting(workflow))
    except (SpiffWorkflowException, ExpressionError) as error:
        reason = str(error).splitlines()[0]
        message = N_("The procedure cannot go on from here: %(reason)s")
        remedy = N_("Tell who is in charge of the procedure; nothing was changed.")
        raise Refusal(message, remedy=remedy, params={"reason": reason}, code="procedure-stuck") from error
    ids = {each.id for each in found}
    return Moved(
        state=marking.write(workflow),
        waiting=found,
        passed=tuple(passed),
        ended=ended,
        values={k: v for k, v in workflow.data.items() if k != "data_objects"} if ended else {},
        fresh=frozenset(ids.difference(each.id for each in before)),
        gone=tuple(each for each in before if each.id not in ids),
    )


def _endless() -> Refusal:
    message = N_("The procedure went through %(steps)s steps without anybody having to act.")
    return Refusal(message, params={"steps": _STEPS}, code="procedure-stuck")


def _pending(workflow: BpmnWorkflow) -> tuple[Waiting, ...]:
    """Return what the process waits for, without what would have to be computed."""
    people = [Waiting(task.id.hex, task.task_spec.bpmn_id, _kind(task.task_spec), "") for task in _ready(workflow)]
    events = [Waiting(name, element, _kind(event), "") for _task, event, name, element in _catching(workflow)]
    return (*people, *events)


def _kind(what: Any) -> Wait:
    if isinstance(what, Service):
        return Wait.SERVICE
    if isinstance(what, Timer):
        return Wait.TIMER
    return Wait.MESSAGE if isinstance(what, EventDefinition) else Wait.TASK


def _ready(workflow: BpmnWorkflow) -> Iterator[Task]:
    for part in (workflow, *workflow.get_active_subprocesses()):
        for task in part.tasks.values():
            if task.state == TaskState.READY and task.task_spec.manual:
                yield task


def _catching(workflow: BpmnWorkflow) -> Iterator[tuple[Task, Any, str, str]]:
    """Yield each event that is waited for: its task, what it is, the id of the token, the element."""
    for part in (workflow, *workflow.get_active_subprocesses()):
        for task in part.tasks.values():
            spec = task.task_spec
            if task.state != TaskState.WAITING or not isinstance(spec, CatchingEvent):
                continue
            event = spec.event_definition
            if not isinstance(event, MultipleEventDefinition):
                yield task, event, task.id.hex, spec.bpmn_id
                continue
            # Behind a gateway of events one token waits for all of them; each gets a name that follows from it.
            steps = spec.outputs if len(spec.outputs) == len(event.event_definitions) else ()
            for place, each in enumerate(event.event_definitions):
                element = steps[place].bpmn_id if steps else spec.bpmn_id
                yield task, each, uuid5(task.id, str(place)).hex, element


def _waiting(workflow: BpmnWorkflow) -> Iterator[Waiting]:
    for task in _ready(workflow):
        spec = task.task_spec
        name = spec.service if isinstance(spec, Service) else spec.bpmn_name or ""
        yield Waiting(task.id.hex, spec.bpmn_id, _kind(spec), name, spec.lane or "", values=task.data)
    for task, event, token, element in _catching(workflow):
        lane, name = task.task_spec.lane or "", task.task_spec.bpmn_name or ""
        if isinstance(event, Timer):
            value = str(task.workflow.script_engine.evaluate(task, event.expression))
            cuts = bool(getattr(task.task_spec, "cancel_activity", False))
            yield Waiting(token, element, Wait.TIMER, name, lane, value, cuts, task.data)
        elif isinstance(event, MessageEventDefinition):
            yield Waiting(token, element, Wait.MESSAGE, event.name, lane, values=task.data)
