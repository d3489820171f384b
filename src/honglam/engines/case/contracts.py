"""The words of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from honglam.base.errors import Refusal


class Wait(StrEnum):
    """What a process waits for."""

    TASK = "task"  # a person does something
    TIMER = "timer"  # a moment comes
    MESSAGE = "message"  # somebody outside the process says something


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a procedure.

    Attributes:
        file: in which of its files.
        element: id of the element or key of the table; empty when it is about the whole file.
        message: msgid of a sentence that says what is wrong.
        remedy: msgid of a sentence that says what to do.
        params: values for both.
    """

    file: str
    element: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        where = f"{self.file}#{self.element}" if self.element else self.file
        return f"{where}: {self.message % self.params} {self.remedy % self.params}".strip()


class ProcedureRefused(Refusal):
    """The files of a procedure do not fit together. `problems` are all that were found."""

    code = "procedure-refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(first.message, field=f"{first.file}#{first.element}", remedy=first.remedy, params=first.params)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


@dataclass(frozen=True, slots=True)
class Element:
    """A step of a process as it is drawn.

    Attributes:
        id: as in the file.
        kind: the tag of BPMN: `userTask`, `exclusiveGateway` …
        name: what the drawing says.
        lane: name of the lane that it lies in; empty outside of lanes.
        notes: its documentation.
    """

    id: str
    kind: str
    name: str
    lane: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that a running process waits for.

    Attributes:
        id: id of the token, 32 hexadecimal digits, stable until it is done.
        element: id of the step.
        wait: for what.
        name: what the drawing calls the step; for a message the message's name.
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
    """

    state: Mapping[str, Any]
    waiting: tuple[Waiting, ...]
    passed: tuple[str, ...]
    ended: bool
    values: Mapping[str, Any] = field(default_factory=dict)


class Unit(StrEnum):
    """In what a time limit is counted."""

    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: `8 working hours`."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


class Route(StrEnum):
    """How the agency of a lane is found."""

    TERRITORY = "territory"  # the committee of the commune in which the case's place lies
    AGENCY = "agency"  # always the same
    VALUE = "value"  # a value of the process names its path: a decision table or an earlier step has set it
    CASE = "case"  # the agency that has the case now


@dataclass(frozen=True, slots=True)
class Lane:
    """Who does the steps of a lane.

    Attributes:
        name: as drawn.
        permission: what an officer must hold at the agency to do them.
        route: how the agency is found.
        agency: for `Route.AGENCY` its path; for the others the one that takes over when none is found.
        value: for `Route.VALUE` the name of the value.
    """

    name: str
    permission: str
    route: Route
    agency: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of a task besides its place in the drawing.

    Attributes:
        element: id of the task.
        limit: how long it may take; None leaves it to the limit of the whole case.
        warn: how long before the end it counts as about to be late.
        form: JSON Schema of what is entered; empty when nothing is.
    """

    element: str
    limit: Limit | None = None
    warn: Limit | None = None
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What the public is told.

    Attributes:
        id: a word for machines.
        title: Vietnamese.
        title_en: English.
        elements: the steps during which it holds; empty for the state after the end.
        stops: the clock stands still while it holds.
        legal: why the clock may stand still.
    """

    id: str
    title: str
    title_en: str
    elements: tuple[str, ...] = ()
    stops: bool = False
    legal: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as it is published.

    Attributes:
        id: `<pack>.<name>`.
        number: of the version, from 1.
        title: Vietnamese.
        title_en: English.
        prefix: how the codes of its cases begin.
        limit: for the whole case; None when only steps have limits.
        form: JSON Schema of what the applicant enters, with `title` in Vietnamese and `title_en`.
        lanes: by name.
        steps: by element.
        statuses: in the order in which they usually come; the last one holds after the end.
        fallback: path of the agency to which a task goes whose agency is not found.
    """

    id: str
    number: int
    title: str
    title_en: str
    prefix: str
    fallback: str
    limit: Limit | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    statuses: tuple[Status, ...] = ()


class CaseState(StrEnum):
    """Whether a case is still to be answered."""

    OPEN = "open"
    DONE = "done"


class TaskState(StrEnum):
    """Whether a task is still to be done."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"  # the process went on without it


class EventKind(StrEnum):
    """What a line of the timeline tells."""

    OPENED = "opened"
    TASK_OPENED = "task-opened"
    TASK_DONE = "task-done"
    TASK_DROPPED = "task-dropped"
    TASK_TAKEN = "task-taken"
    TASK_MOVED = "task-moved"  # to another agency or person
    TIMER = "timer"
    STATUS = "status"
    STOPPED = "stopped"
    RESUMED = "resumed"
    EXTENDED = "extended"
    MESSAGE = "message"
    NOTE = "note"
    CLOSED = "closed"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is handed in.

    Attributes:
        procedure: id of the procedure.
        form: what its form asks for.
        title: one line for lists; the procedure's title when empty.
        topic: field or category, a word for machines.
        applicant: account id of who asks; empty without an account.
        contact: how to reach them: `phone`, `email`, `name`.
        commune: code of the commune when no point is given.
        lon: longitude of the place, WGS 84.
        lat: latitude.
    """

    procedure: str
    form: Mapping[str, Any]
    title: str = ""
    topic: str = ""
    applicant: str = ""
    contact: Mapping[str, str] = field(default_factory=dict)
    commune: str = ""
    lon: float | None = None
    lat: float | None = None
