"""The words of tasks at work: how far they are, who was urged, and what comes round again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

EVIDENCE = "plan.evidence"  # the use under which evidence is sent
PAPERS = "plan.papers"  # the use under which documents of directives are sent
WORK_OWNER = "plan.work"  # the kind under which evidence belongs to a task
DIRECTIVE_OWNER = "plan.directive"  # the kind under which documents belong to a directive
WORK, VERIFY, DIRECT, LEAD = "plan.work", "plan.verify", "plan.direct", "plan.lead"  # rights


class Origin(StrEnum):
    """Who gave a task."""

    PLAN = "plan"
    DIRECTIVE = "directive"
    GOVERNMENT = "government"


class Phase(StrEnum):
    """How far a task is; the statuses of its procedure."""

    GIVEN = "given"
    PLANNING = "planning"
    WORKING = "working"
    VERIFYING = "verifying"
    WITHDRAWN = "withdrawn"
    DONE = "done"


OPEN = (Phase.GIVEN, Phase.PLANNING, Phase.WORKING, Phase.VERIFYING)


class Every(StrEnum):
    """How often a task comes round."""

    NEVER = ""
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task as it is given to one agency.

    Attributes:
        title: what is to be done.
        lead: path of the agency that leads.
        coordinator: path of the agency that follows and verifies; empty leaves it to the procedure's.
        coordinating: paths of those that help.
        deadline: the last day; None when there is none.
        deadline_text: as printed.
        every: how often it comes round; each round is a case of its own.
        until: the last day of the last round; None for no end.
        budget: million đồng; None when nothing is said.
        sources: money by source, in million đồng.
        plan: number of the plan; None when it is not of a plan.
        line: number of its line there.
        number: as printed.
        directive: number of the directive.
        sentence: the words of the document that give it.
        key: what makes it the same task: given twice, it is opened once.
    """

    title: str
    lead: str
    coordinator: str = ""
    coordinating: tuple[str, ...] = ()
    objective: str = ""
    result: str = ""
    deadline: date | None = None
    deadline_text: str = ""
    every: Every = Every.NEVER
    until: date | None = None
    budget: Decimal | None = None
    sources: Mapping[str, Decimal] = field(default_factory=dict)
    origin: Origin = Origin.PLAN
    plan: int | None = None
    line: int | None = None
    number: str = ""
    directive: int | None = None
    sentence: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an agency said of a task once.

    Attributes:
        percent: how much is done.
        text: what was done.
        evidence: ids of files.
    """

    at: datetime
    who: str
    percent: int
    text: str
    obstacles: str
    proposals: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Urging:
    """That an agency was urged: when, by whom, with which words."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task as it stands.

    Attributes:
        code: of its case.
        late: its last day has passed and it is not done, or it was done after it.
        days_left: days until its last day; negative when it has passed, None without one.
        detail: whether the viewer may see more than that it exists and how it stands.
        round: the period of a task that comes round: `2026-Q4`.
    """

    code: str
    origin: Origin
    plan: int | None
    line: int | None
    number: str
    directive: int | None
    title: str
    lead: str
    coordinator: str
    coordinating: tuple[str, ...]
    deadline: date | None
    deadline_text: str
    phase: Phase
    percent: int
    obstacles: str
    proposals: str
    opened_at: datetime
    reported_at: datetime | None
    closed_at: datetime | None
    late: bool
    days_left: int | None
    detail: bool
    round: str
    sentence: str
    urged: int

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.phase in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHistory:
    """Everything that was said of a task: reports and urgings, the newest first."""

    task: Task
    reports: tuple[Report, ...]
    urgings: tuple[Urging, ...]
