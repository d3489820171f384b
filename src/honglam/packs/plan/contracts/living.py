"""A plan once it was confirmed: targets with indicators, tasks with cases, money, duties, changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

TASK_PROCEDURE = "plan.task"


class PlanState(StrEnum):
    """How far a plan has come."""

    READING = "reading"
    FAILED = "failed"  # it could not be read; why is said
    REVIEW = "review"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"


class ChangeKind(StrEnum):
    """What an amendment does to a line."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class DutyKind(StrEnum):
    """What somebody has to do by the plan beside its tasks."""

    RESPONSIBILITY = "responsibility"
    REPORTING = "reporting"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """A plan in a list.

    Attributes:
        id: its number here.
        agency: path of the agency whose plan it is.
        year: of the plan; None while nobody knows.
        number: `123/KH-UBND`; empty when none is printed.
        date: day of issue.
        version: 1, and one more with each amendment.
        parent: the plan under which it was made (cascade).
        amends: the plan that it changes, when it is an amendment.
        file: the document.
        note: why it could not be read; msgid, filled with `params`.
    """

    id: int
    agency: str
    year: int | None
    number: str
    date: date | None
    title: str
    issuer: str
    state: PlanState
    version: int
    parent: int | None
    amends: int | None
    file: UUID | None
    created_at: datetime
    confirmed_at: datetime | None
    note: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target of a confirmed plan.

    Attributes:
        code: of its indicator.
        agency: path of the agency that answers for it.
        value: as the plan says it: a number, a range `15-20`, or an ISO date.
        direction: `>=`, `<=`, `=` or `range`.
        removed_at: since when an amendment has taken it away.
    """

    id: int
    plan: int
    code: str
    agency: str
    section: str
    text: str
    value: str
    unit: str
    direction: str
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Whose a task is: one case for each agency that leads it."""

    agency: str
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Money of a task from one source, in million đồng."""

    source: str
    planned: Decimal
    spent: Decimal = Decimal(0)
    disbursed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """A task of a confirmed plan.

    Attributes:
        assigned: its cases; several when several agencies lead it, or a group does.
        coordinating: paths of the agencies that help.
        deadline: the last day; None when none is printed.
        deadline_text: as printed ("Thường xuyên", "Quý III").
        recurring: it is done again and again and has no last day of its own.
    """

    id: int
    plan: int
    appendix: str
    group: str
    group_title: str
    no: str
    title: str
    objective: str
    result: str
    assigned: tuple[Assigned, ...]
    coordinating: tuple[str, ...]
    deadline: date | None
    deadline_text: str
    recurring: bool
    notes: str
    money: tuple[Money, ...]
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A duty: who (printed, and as paths), to whom, when, and the sentence."""

    id: int
    kind: DutyKind
    who: str
    agencies: tuple[str, ...]
    to: str
    when: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What an amendment did to a line: old and new side by side."""

    amendment: int
    version: int
    kind: ChangeKind
    what: str
    title: str
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingPlan:
    """A confirmed plan with everything that it has. Lines that were removed stand among the changes only."""

    head: PlanHead
    targets: tuple[TargetLine, ...]
    tasks: tuple[TaskLine, ...]
    duties: tuple[DutyLine, ...]
    changes: tuple[PlanChange, ...]
