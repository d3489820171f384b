"""What is found in a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at the head and the foot of a document. What is not printed is None.

    Attributes:
        number: `123/KH-UBND`.
        date: ISO.
        title: its kind and what it is about.
        issuer: who issued it.
        signer: name of who signed it.
        year: of the plan.
    """

    number: str | None = None
    date: str | None = None
    title: str | None = None
    issuer: str | None = None
    signer: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class LegalBase:
    """An act on which the document rests."""

    number: str | None
    date: str | None
    issuer: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified aim.

    Attributes:
        section: the heading under which it stands.
        text: its clause.
        value: the number without thousands separators, a range `15-20`, or an ISO date.
        unit: `%`, or what is counted.
        direction: `>=`, `<=`, `=` or `range`.
        span: where it stands in the text that was read.
        confidence: 0 to 1.
    """

    section: str
    text: str
    value: str
    unit: str | None
    direction: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was reached.

    Attributes:
        section: the heading under which it stands.
        text: its clause.
        value: the number without thousands separators.
        unit: `%`, `hạng`, or what is counted.
        whole: of how many; None when that is not printed.
        as_of: the day, month or year as of which it is told.
        span: where it stands in the text that was read.
    """

    section: str
    text: str
    value: str
    unit: str | None
    whole: str | None
    as_of: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was found in a document of results."""

    document: Document
    values: tuple[Figure, ...]
    warnings: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of a task, in million đồng."""

    total: Decimal | None = None
    by_source: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """A row of an appendix table."""

    appendix: str | None
    group: str | None
    group_title: str | None
    no: str | None
    title: str
    objective: str | None
    result: str | None
    lead_agencies: tuple[str, ...]
    coordinating_agencies: tuple[str, ...]
    deadline: str | None
    deadline_text: str | None
    budget: Budget
    notes: str | None
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class NarrativeTask:
    """An item of the sections that say what is to be done, and how."""

    section: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Responsibility:
    """What an agency has to do by the part on the organisation."""

    agency: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """A duty to report: who, to whom, when, and the sentence."""

    who: str | None
    to: str | None
    when: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not sure: where, and the msgid of a sentence with its values."""

    span: Span | None
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was found in a document.

    Attributes:
        text: the text that was read, in which all spans lie.
    """

    document: Document
    legal_bases: tuple[LegalBase, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    narrative_tasks: tuple[NarrativeTask, ...]
    responsibilities: tuple[Responsibility, ...]
    reporting: tuple[Reporting, ...]
    warnings: tuple[Doubt, ...]
    text: str = ""
