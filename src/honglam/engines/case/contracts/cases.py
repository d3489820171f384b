"""Cases, their tasks, and what happens to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


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
    REOPENED = "reopened"
    SPLIT = "split"  # parts of a task went to several agencies
    LATE = "late"  # the superior was told
    SERVED = "served"  # a room of ours did a step by itself
    STUCK = "stuck"  # what should happen by itself fails
    RETRIED = "retried"  # somebody had it tried again
    ASTRAY = "astray"  # nobody could say whose a task is
    RETURNED = "returned"  # a task went back to who had handed it over
    PART_DONE = "part-done"  # a part of a task was answered
    JOINED = "joined"  # all parts of a task are answered
    VERSION = "version"  # it goes on by another version of its procedure
    TOPIC = "topic"  # an officer found that it is about something else


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
        files: ids of received files that will belong to the case, by document or property of the form.
        channel: by what way it came: web, app, desk, open311, rest, another case.
        key: what its sender calls it: the same key of a procedure opens one case, however often it comes.
        at: when it happened, as its sender says; for what was written without a network. Time limits run from the
            moment it is received.
        due_at: when it must be answered, for a procedure without a time limit of its own: its sender knows the day.
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
    files: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    channel: str = "web"
    key: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
