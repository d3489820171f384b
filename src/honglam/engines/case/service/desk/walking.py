"""The way of a case through its drawing: what is done, where it stands, what may come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from honglam.engines.case.contracts import EventKind
from honglam.engines.case.contracts.records import Reached, StepShown
from honglam.engines.case.models import Event
from honglam.engines.case.process import marking, running
from honglam.engines.case.process.reading import Process

# Steps that people know of; gateways and the like only lead from one to the other.
_SHOWN = frozenset(
    [
        "userTask",
        "manualTask",
        "serviceTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "intermediateCatchEvent",
    ]
)


def steps(process: Process, state: Mapping[str, Any], events: Iterable[Event], *, open_: bool) -> tuple[StepShown, ...]:
    """Return the steps in the order of the drawing, each with how the case stands to it."""
    here = marking.elements(state) if open_ and state else frozenset()
    if here:  # behind a gateway of events the token stands at the gateway, and what it waits for lies beyond
        here |= {each.element for each in running.waiting(process, state)}
    been = {event.element for event in events if event.kind in {EventKind.TASK_DONE, EventKind.TASK_OPENED}}
    # The name of a message stands in the timeline, not its step: who answered it has been there.
    been |= {event.data.get("element", "") for event in events if event.kind == EventKind.MESSAGE}
    return tuple(
        StepShown(element.id, element.name, element.lane, _reached(element.id, here, been))
        for element in process.elements.values()
        if element.kind in _SHOWN and element.name
    )


def drawing(files: Mapping[str, str], process: Process) -> str:
    """Return the drawing of the process itself when it has a picture, not of those that it calls; else nothing."""
    found = (text for name, text in files.items() if name.endswith(".bpmn") and "BPMNPlane" in text)
    return next((text for text in found if f'id="{process.id}"' in text), "")


def name(process: Process, element: str) -> str:
    """Return what the drawing calls an element; its id when it has no name."""
    found = process.elements.get(element)
    return (found.name if found else "") or element


def _reached(element: str, here: frozenset[str], been: set[str]) -> Reached:
    if element in here:
        return Reached.NOW
    return Reached.DONE if element in been else Reached.LATER
