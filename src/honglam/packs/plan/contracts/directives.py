"""The words of directives: what the chair and vice-chairs give between plans, and what the Government gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from honglam.packs.plan.contracts.work import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDirective:
    """A directive as it is registered.

    Attributes:
        sentence: the words that give the task, as they stand in the document.
        title: the task in one line; the sentence's beginning when empty.
        agencies: paths of those who do it; each has a task of its own.
        coordinator: path of the agency that follows it.
        deadline: the last day; None when none is given.
        giver: who gave it, as the document says.
        number: of the document, `123/TB-UBND`; empty for words spoken in a meeting.
        date: day of the document.
        key: what makes it the same directive; sent twice, it is registered once.
    """

    sentence: str
    agencies: tuple[str, ...]
    title: str = ""
    coordinator: str = ""
    deadline: dt.date | None = None
    giver: str = ""
    number: str = ""
    date: dt.date | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """A directive and what came of it.

    Attributes:
        id: its number here.
        file: the document; None when it was only said.
        remote: its number with the Government; empty for the province's own.
        tasks: one for each agency.
    """

    id: int
    number: str
    date: dt.date | None
    giver: str
    title: str
    sentence: str
    deadline: dt.date | None
    file: UUID | None
    remote: str
    registered_by: str
    registered_at: dt.datetime
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """How the connection to the Government's system stands.

    Attributes:
        connected: an operator has named its address.
        asked_at: when it was asked last.
        error: why that failed; empty when it did not.
        taken: how many tasks were taken over so far.
        told: how many reports of ours it has.
    """

    connected: bool
    asked_at: dt.datetime | None = None
    error: str = ""
    taken: int = 0
    told: int = 0
