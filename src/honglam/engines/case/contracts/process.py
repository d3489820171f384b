"""What a process says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Wait(StrEnum):
    """What a process waits for."""

    TASK = "task"  # a person does something
    TIMER = "timer"  # a moment comes
    MESSAGE = "message"  # somebody outside the process says something
    SERVICE = "service"  # a room of ours does something, in a job


@dataclass(frozen=True, slots=True)
class Element:
    """A step of a process as it is drawn.

    Attributes:
        id: as in the file.
        kind: the tag of BPMN: `userTask`, `exclusiveGateway` …
        name: what the drawing says.
        lane: name of the lane that it lies in; empty outside of lanes.
        notes: its documentation.
        service: for a service task the id of what it calls.
    """

    id: str
    kind: str
    name: str
    lane: str = ""
    notes: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that a running process waits for.

    Attributes:
        id: id of the token, 32 hexadecimal digits, stable until it is done.
        element: id of the step.
        wait: for what.
        name: what the drawing calls the step; for a message the message's name, for a service task the service's id.
        lane: name of the lane.
        timer: for a timer what its expression gave: `PT8H`, a moment, or working time such as `8 working hours`.
        interrupts: a timer at the edge of a step ends that step.
        values: the process's values as this branch sees them.
    """

    id: str
    element: str
    wait: Wait
    name: str
    lane: str = ""
    timer: str = ""
    interrupts: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one step of a process did.

    Attributes:
        state: the state to keep, plain JSON.
        waiting: everything that the process waits for now.
        passed: ids of the steps that were done by the way, in order: gateways, scripts, ends.
        ended: nothing is left to do.
        values: the process's values at its end; empty while it runs.
        fresh: ids of what it waits for since this step, and did not before.
        gone: what it waited for before and does not any more, except for the task that the step did.
    """

    state: Mapping[str, Any]
    waiting: tuple[Waiting, ...]
    passed: tuple[str, ...]
    ended: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    fresh: frozenset[str] = frozenset()
    gone: tuple[Waiting, ...] = ()
