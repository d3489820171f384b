"""The words of the review: what was found, what is doubtful of it, what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from honglam.base.errors import Refusal
from honglam.packs.plan.contracts.living import PlanHead


class ItemKind(StrEnum):
    """What was found."""

    HEAD = "head"
    NAME = "name"  # a printed name of an agency, once for the document
    TARGET = "target"
    TASK = "task"
    NARRATIVE = "narrative"
    DUTY = "duty"
    REPORTING = "reporting"
    BASE = "base"


class ItemState(StrEnum):
    """What became of it."""

    FOUND = "found"  # nobody has looked; it counts all the same unless a question waits
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    ADDED = "added"  # by a person


@dataclass(frozen=True, slots=True)
class Question:
    """Why a person should look: about which input, msgid of a sentence and its values."""

    about: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something found in a document.

    Attributes:
        span: where it stands in the text; None for what a person has added.
        data: what it says now, by the names of the form's inputs.
        found: what the reader had found.
        version: counted from 1; a change names the version that it saw.
        waits: whether its questions are still open.
    """

    id: int
    kind: ItemKind
    span: tuple[int, int] | None
    confidence: float
    state: ItemState
    data: dict[str, Any]
    found: dict[str, Any]
    questions: tuple[Question, ...]
    version: int
    edited_name: str = ""
    edited_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a person must still say something."""
        return bool(self.questions) and self.state is ItemState.FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that a person made to a finding."""

    item: int
    kind: ItemKind
    by: str
    at: datetime
    did: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A plan that is looked through.

    Attributes:
        text: the text in which spans lie.
        items: everything found, in the order of the document.
        asked: how many questions there were.
        answered: how many are answered.
    """

    head: PlanHead
    text: str
    items: tuple[Item, ...]
    asked: int
    answered: int

    def of(self, kind: ItemKind) -> tuple[Item, ...]:
        """Return the items of a kind."""
        return tuple(item for item in self.items if item.kind is kind)

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The items whose questions are open."""
        return tuple(item for item in self.items if item.waits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a confirmation will make.

    Attributes:
        waiting: questions that nobody has answered.
        unled: titles of tasks that no agency of ours leads.
        cases: one for each agency that leads a task.
        money: million đồng.
    """

    targets: int
    tasks: int
    cases: int
    agencies: int
    recurring: int
    measured: int
    money: Decimal
    waiting: int
    unled: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    @property
    def ready(self) -> bool:
        """Whether it can be confirmed."""
        return not self.refusals
