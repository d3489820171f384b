"""What cases tell the rest of the house, and by webhook other systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from honglam.base.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCase(Event):
    """Something happened to a case; events of one case arrive in order."""

    case: int
    code: str
    agency: str

    @property
    def subject(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(_OfCase):
    """A case was received."""

    name: ClassVar[str] = "vn.honglam.cases.case-opened"
    procedure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(_OfCase):
    """A step of a case was done."""

    name: ClassVar[str] = "vn.honglam.cases.task-done"
    task: int
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(_OfCase):
    """A case was answered; late when that was after its time limit."""

    name: ClassVar[str] = "vn.honglam.cases.case-closed"
    late: bool
