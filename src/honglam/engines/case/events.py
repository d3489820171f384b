"""What cases tell the rest of the house, and by webhook other systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from honglam.base.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCase(Event):
    """Something happened to a case; events of one case arrive in order."""

    case: int
    code: str
    procedure: str
    agency: str
    commune: str
    topic: str

    @property
    def subject(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(_OfCase):
    """A case was received, by some channel; it is due at a moment when it has a time limit."""

    name: ClassVar[str] = "vn.honglam.cases.case-opened"
    channel: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(_OfCase):
    """A step of a case was done by an agency; late when that was after its time limit."""

    name: ClassVar[str] = "vn.honglam.cases.task-done"
    task: int
    element: str
    opened_at: datetime
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMoved(_OfCase):
    """A task was handed over, given back or given to a colleague, or an agency was asked for a part of it.

    The event belongs to the agency that has it now; `before` is the path of the agency that gave it.
    """

    name: ClassVar[str] = "vn.honglam.cases.task-moved"
    task: int
    element: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(_OfCase):
    """What the public is told of a case changed."""

    name: ClassVar[str] = "vn.honglam.cases.status-changed"
    before: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(_OfCase):
    """A case was answered; late when that was after its time limit."""

    name: ClassVar[str] = "vn.honglam.cases.case-closed"
    opened_at: datetime
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(_OfCase):
    """A case that had been answered was taken up again, for the n-th time."""

    name: ClassVar[str] = "vn.honglam.cases.case-reopened"
    times: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(_OfCase):
    """An officer wrote to who asked; the text stands in the case, not in the event."""

    name: ClassVar[str] = "vn.honglam.cases.message-sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExtended(_OfCase):
    """The time of a case was extended by the rule of its procedure; it is due at a later moment now."""

    name: ClassVar[str] = "vn.honglam.cases.case-extended"
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLate(_OfCase):
    """A case was not answered by the moment at which it was due."""

    name: ClassVar[str] = "vn.honglam.cases.case-late"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(_OfCase):
    """Who asked wrote to the agency; the text stands in the case, not in the event."""

    name: ClassVar[str] = "vn.honglam.cases.message-received"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRatedLow(_OfCase):
    """Who asked was not content with the answer: so many stars, from 1."""

    name: ClassVar[str] = "vn.honglam.cases.case-rated-low"
    stars: int
