"""The words of report campaigns: what is asked in a form, what was answered, who gave each figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

ASK = "plan.ask"  # the right to ask agencies for figures

Value = Decimal | str | None  # of a cell; None means unknown


class FieldKind(StrEnum):
    """What is written into a field."""

    NUMBER = "number"
    TEXT = "text"


class AnswerState(StrEnum):
    """How far an answer is."""

    ASKED = "asked"
    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question of a form.

    Attributes:
        label: what is asked.
        unit: of the number; empty for texts.
        note: how it is counted.
        key: its name in all versions of the form; empty for a new one. With another unit or kind it is another
            field.
    """

    label: str
    unit: str = ""
    kind: FieldKind = FieldKind.NUMBER
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign as it is begun.

    Attributes:
        agency: path of the agency that asks.
        agencies: names of those asked, apart by `;`; a name of a group means all who belong to it today.
        deadline: the last day.
        purpose: what it is for, on which act it rests.
    """

    title: str
    agency: str
    agencies: str
    deadline: date
    fields: tuple[Field, ...]
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign.

    Attributes:
        agency: path of the agency that asks; `asker` is its name.
        version: of the form, from 1.
        fields: the newest form.
    """

    id: int
    title: str
    purpose: str
    agency: str
    asker: str
    deadline: date
    version: int
    fields: tuple[Field, ...]
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What was done with an answer once.

    Attributes:
        did: `sent` or `returned`.
        version: of the form that was filled in.
        text: remarks of who sent it, or why it was returned.
    """

    did: AnswerState
    by: str
    at: datetime
    version: int
    values: Mapping[str, Value]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an agency answers.

    Attributes:
        id: its number.
        version: of the form in which its values stand.
        fields: that form; while it is not sent, the newest one.
        values: by key of the field.
        saved: how often it was saved; who saves says on which one they have built.
        late: it was sent after the deadline, or was not sent and the deadline has passed.
        history: what was sent and returned so far, the newest first.
    """

    id: int
    campaign: Campaign
    agency: str
    name: str
    state: AnswerState
    version: int
    fields: tuple[Field, ...]
    values: Mapping[str, Value]
    remark: str
    saved: int
    saved_by: str
    saved_at: datetime | None
    late: bool
    history: tuple[Giving, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field of the table in which answers stand together.

    Attributes:
        total: sum of the numbers that were sent; None for texts and while there is none.
        count: how many gave a value.
        old: the newest form no longer asks it.
    """

    field: Field
    total: Decimal | None
    count: int
    old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value and who gave it; `asked` is false when the form that was filled in had no such field."""

    key: str
    value: Value = None
    asked: bool = False
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one agency sent; its cells stand in the order of the columns."""

    answer: int
    agency: str
    name: str
    state: AnswerState
    version: int
    late: bool
    remark: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All answers together."""

    campaign: Campaign
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Line, ...]:
        """Who has not sent an answer, or has to send it anew."""
        return tuple(line for line in self.lines if line.state is not AnswerState.SENT)

    @property
    def missing(self) -> tuple[Line, ...]:
        """Who has not sent an answer although the deadline has passed."""
        return tuple(line for line in self.open if line.late)

    @property
    def tardy(self) -> tuple[Line, ...]:
        """Who sent one after the deadline."""
        return tuple(line for line in self.lines if line.state is AnswerState.SENT and line.late)

    @property
    def outdated(self) -> tuple[Line, ...]:
        """Who answered a form that has changed since."""
        return tuple(line for line in self.lines if line.version not in {0, self.campaign.version})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where the value of a cell comes from: each sending, the newest first."""

    campaign: Campaign
    answer: int
    name: str
    field: Field
    history: tuple[Giving, ...]
