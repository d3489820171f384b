"""The words of a case's page: everything that an officer sees of one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from honglam.core.files.contracts import StoredFile
from honglam.engines.case.contracts.cases import EventKind, TaskState


@dataclass(frozen=True, slots=True)
class Left:
    """How far a deadline is, in working time of the agency; both are negative when it has passed.

    Attributes:
        days: working days after today.
        time: working time, for what is due on the same working day.
    """

    days: int
    time: timedelta


@dataclass(frozen=True, slots=True)
class Entered:
    """Something that was entered.

    Attributes:
        label: what was asked.
        text: what was answered; several letters only of what is masked.
        part: title of its section.
        masked: it is personal and not shown.
    """

    label: str
    text: str
    part: str = ""
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A task of a case.

    Attributes:
        id: its number.
        element: its step in the drawing.
        name: what the drawing calls it.
        agency: path of the agency that does it.
        agency_name: its name.
        permission: what one must hold to do it.
        holder: account id of who has taken it; empty when nobody has.
        holder_name: their name.
        state: whether it is still to be done.
        opened_at: when it came.
        due_at: when it must be done.
        warn_at: from when it counts as about to be late.
        left: how far that is.
        closed_at: when it was done or dropped.
        closed_by: name of who did it.
        brief: what who handed it over asks for.
        is_part: it is one of several parts of a task.
        schema: JSON Schema of what is entered.
        notes: what the drawing says of it.
        may: whether the viewer may do it.
        mine: whether the viewer has taken it.
        came: whether it was handed over, so that it can be given back.
        may_assign: whether the viewer may give it to a colleague there.
    """

    id: int
    element: str
    name: str
    agency: str
    agency_name: str
    permission: str
    holder: str
    holder_name: str
    state: TaskState
    opened_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    left: Left | None
    closed_at: datetime | None
    closed_by: str
    brief: str
    is_part: bool
    schema: Mapping[str, Any]
    notes: str
    may: bool
    mine: bool
    came: bool
    may_assign: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """A time during which the clock stood still, and why that is allowed."""

    since: datetime
    until: datetime | None
    reason: str
    legal: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline.

    Attributes:
        at: when.
        kind: what happened.
        who: name of who did it, at that time.
        behalf: name of the person for whom they acted.
        agency: name of the agency for which they acted.
        step: what the drawing calls the step that it is about.
        public: whether who asked sees it.
        before: what it was, in words; empty when that is not the point.
        after: what it became.
        entered: what was entered.
        text: what else is said: a reason, a note.
    """

    at: datetime
    kind: EventKind
    who: str
    behalf: str = ""
    agency: str = ""
    step: str = ""
    public: bool = False
    before: str = ""
    after: str = ""
    entered: tuple[Entered, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message or a note.

    Attributes:
        at: when.
        who: name of who wrote it.
        agency: name of their agency; empty for who asked.
        text: what they wrote.
        ours: an officer wrote it.
        files: ids of what came with it.
    """

    at: datetime
    who: str
    agency: str
    text: str
    ours: bool
    files: tuple[str, ...] = ()


class Reached(StrEnum):
    """Where a step stands on the way of a case."""

    DONE = "done"
    NOW = "now"
    LATER = "later"  # perhaps: the way may turn off before it


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the drawing as this case stands to it."""

    element: str
    name: str
    lane: str
    reached: Reached


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page of a case.

    Attributes:
        id: its number.
        code: what people quote.
        title: what it is about.
        procedure: id of the procedure.
        procedure_name: its title.
        status: what the public is told.
        topic: field or category.
        agency: path of the agency that has it.
        agency_name: its name.
        commune: code of where its place lies.
        commune_name: its name.
        open: whether it is still to be answered.
        opened_at: when it was received.
        due_at: when it must be answered.
        warn_at: from when it counts as about to be late.
        left: how far that is.
        stopped_at: since when its clock stands still.
        closed_at: when it was answered.
        reopened: how often it was taken up again.
        extended: how often its time was extended.
        rating: 1 to 5, by who asked.
        rating_text: what they said with it.
        channel: by what way it came.
        lon: longitude.
        lat: latitude.
        contact: how to reach who asked.
        entered: what they entered.
        has_masked: whether something personal is not shown.
        work: its tasks, open ones first.
        documents: its files.
        stops: when its clock stood still.
        lines: what happened, the newest first.
        messages: between who asked and us, the oldest first.
        notes: among officers, the oldest first.
        steps: its way.
        has_drawing: whether the drawing can be shown as a picture.
        may_write: whether the viewer may write messages and notes.
        may_extend: whether the viewer may extend its time now.
        failed: names of steps that should happen by themselves, failed, and are not tried any more.
        may_try_again: whether the viewer may have them tried again.
        may_take_up: whether the viewer may take it up again, now that it is answered.
    """

    id: int
    code: str
    title: str
    procedure: str
    procedure_name: str
    status: str
    topic: str
    agency: str
    agency_name: str
    commune: str
    commune_name: str
    open: bool
    opened_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    left: Left | None
    stopped_at: datetime | None
    closed_at: datetime | None
    reopened: int
    extended: int
    rating: int | None
    rating_text: str
    channel: str
    lon: float | None
    lat: float | None
    contact: tuple[Entered, ...]
    entered: tuple[Entered, ...]
    has_masked: bool
    work: tuple[Work, ...]
    documents: tuple[StoredFile, ...]
    stops: tuple[Stood, ...]
    lines: tuple[Line, ...]
    messages: tuple[Said, ...]
    notes: tuple[Said, ...]
    steps: tuple[StepShown, ...]
    has_drawing: bool
    may_write: bool
    may_extend: bool
    may_take_up: bool
    failed: tuple[str, ...]
    may_try_again: bool
