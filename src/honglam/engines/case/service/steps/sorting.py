"""What a case is about, corrected with a step: a property of its form that is marked `x-topic` says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.case.contracts import EventKind, Procedure, TaskState
from honglam.engines.case.models import Case, Task
from honglam.engines.case.service.steps.moving import Line


def sort(case: Case, procedure: Procedure, element: str, outcome: Mapping[str, Any]) -> list[Line]:
    """Give a case the topic that was entered with a step, and return what the timeline tells of it.

    The caller holds the case and writes it; its other open tasks, which carry the topic for their lists, are written
    here.

    Raises:
        Refusal: the procedure has no such topic.
    """
    step = procedure.steps.get(element)
    name = _marked(step.form) if step else ""
    topic = str(outcome.get(name) or "") if name else ""
    if topic in {"", case.topic}:
        return []
    if procedure.topics and topic not in {each.id for each in procedure.topics}:
        raise Refusal(N_("There is no such subject."), field=name, remedy=N_("Choose one from the list."))
    before, case.topic = case.topic, topic
    Task.objects.filter(case=case, state=TaskState.OPEN).update(topic=topic)
    return [Line(EventKind.TOPIC, element, data={"from": before, "to": topic})]


def _marked(schema: Mapping[str, Any]) -> str:
    """Return the name of the property that says what a case is about; empty when none does."""
    fields = schema.get("properties", {}).items()
    return next((name for name, each in fields if isinstance(each, Mapping) and each.get("x-topic") is True), "")
