"""The small state of a process: it goes on as if nothing had been forgotten, and it does not grow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from honglam.engines.case.contracts import Moved, Wait
from honglam.engines.case.process import reading, running
from honglam.engines.case.process.expressions import Engine
from honglam.engines.case.tests.drawing import drawn

LEAF = st.one_of(st.just(("task",)), st.tuples(st.just("timed"), st.booleans()))
LINES = st.recursive(
    st.lists(LEAF, min_size=1, max_size=2),
    lambda inner: st.lists(
        st.one_of(
            LEAF,
            st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=2)),
            st.tuples(st.just("both"), st.lists(inner, min_size=2, max_size=3)),
            st.tuples(st.just("again"), inner),
        ),
        min_size=1,
        max_size=2,
    ),
    max_leaves=6,
)


class Remembering:
    """The library as it comes: one workflow in memory that forgets nothing."""

    def __init__(self, process: reading.Process) -> None:
        self.workflow = BpmnWorkflow(process.spec, process.parts, script_engine=Engine())
        self.workflow.do_engine_steps()

    def waiting(self) -> list[tuple[str, str]]:
        ready = [("task", t.task_spec.name) for t in self.workflow.get_tasks(state=TaskState.READY, manual=True)]
        timers = [
            ("timer", t.task_spec.name)
            for t in self.workflow.get_tasks(state=TaskState.WAITING)
            if isinstance(getattr(t.task_spec, "event_definition", None), reading.Timer)
        ]
        return sorted(ready + timers)

    def do(self, what: tuple[str, str], values: Mapping[str, Any]) -> None:
        kind, element = what
        state = TaskState.READY if kind == "task" else TaskState.WAITING
        task = self.workflow.get_next_task(spec_name=element, state=state)
        if kind == "task":
            task.data.update(values)
            task.run()
        else:
            task._set_internal_data(event_fired=True)
            task.task_spec._update(task)
        self.workflow.do_engine_steps()


def shown(moved: Moved) -> list[tuple[str, str]]:
    return sorted((w.wait.value, w.element) for w in moved.waiting)


def kept(moved: Moved) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(json.dumps(moved.state))
    return found


@given(LINES, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 1)), max_size=14))
@settings(max_examples=150, deadline=None)
def test_a_process_that_is_written_down_after_each_step_goes_the_same_way(blocks: Any, choices: Any) -> None:
    process = reading.read({"process.bpmn": drawn(list(blocks))})
    whole, moved = Remembering(process), running.start(process, {})
    assert shown(moved) == whole.waiting()
    for which, pick in choices:
        if not moved.waiting:
            break
        chosen = sorted(moved.waiting, key=lambda w: (w.wait.value, w.element))[which % len(moved.waiting)]
        values = {"pick": pick}
        whole.do((chosen.wait.value, chosen.element), values)
        if chosen.wait is Wait.TASK:
            moved = running.complete(process, kept(moved), chosen.id, values)
        else:
            moved = running.fire(process, kept(moved), chosen.id)
        assert shown(moved) == whole.waiting()
        assert moved.ended == whole.workflow.is_completed()


def test_the_hundredth_round_of_a_loop_writes_as_little_as_the_first() -> None:
    process = reading.read({"process.bpmn": drawn([("again", [("both", [[("timed", False)], [("task",)]])])])})
    moved = running.start(process, {})
    sizes = []
    for _round in range(100):
        while True:
            task = min((w for w in moved.waiting if w.wait is Wait.TASK), key=lambda w: w.element)
            last = len([w for w in moved.waiting if w.wait is Wait.TASK]) == 1
            moved = running.complete(process, kept(moved), task.id, {"pick": 1})
            if last and len([w for w in moved.waiting if w.wait is Wait.TASK]) == 2:
                break
        sizes.append(len(json.dumps(moved.state)))
    assert max(sizes) == sizes[1]
