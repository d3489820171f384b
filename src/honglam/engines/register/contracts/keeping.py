"""The words of what is kept about records: proposals, shares, history, who looked, the feed of changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date, datetime
from typing import Any
from uuid import UUID

from honglam.engines.register.contracts.records import ActKind, ProposalState, Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of one field.

    Attributes:
        field: its name.
        title: what people call it.
        before: as people read it; empty when nothing was there.
        after: the same as it became.
        masked: the values are personal and not shown.
    """

    field: str
    title: str
    before: str
    after: str
    masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One version of a record: who made it so, when, why, and what changed by that.

    Attributes:
        version: its number.
        at: since when it stood so.
        until: until when; None while it does.
        act: number of the act that made it so.
        kind: why.
        who_name: who did.
        reason: what they said.
        differences: from the version before.
        gone: by this act the record was taken away.
    """

    version: int
    at: datetime
    until: datetime | None = None
    act: int | None = None
    kind: ActKind | None = None
    who_name: str = ""
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """That somebody read personal data of a record: when, who, which fields, what for."""

    at: datetime
    who_name: str
    agency: str
    fields: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Records of another register that refer to a record.

    Attributes:
        register: id of that register.
        title: what people call it.
        field: the field that refers.
        field_title: what people call the field.
        count: how many there are, at most `RELATED_MOST` are counted.
        records: the first of them: key and label.
    """

    register: str
    title: str
    field: str
    field_title: str
    count: int
    records: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that waits for a second person, or waited.

    Attributes:
        id: its number.
        register: id of the register.
        record: the record to be changed; None when one is to be made.
        base: version of the record that the proposer saw.
        gone: the record is to be taken away.
        label: how people call the record.
        differences: what would change.
        agency: path of the agency to which the record belongs.
        state: how it stands.
        who: account id of who proposes.
        who_name: their name.
        at: when they changed it last.
        reason: why.
        decided_name: the second person.
        decided_at: when they decided.
        said: what they said.
        act: the act that brought it into force.
        raw: the proposed values as JSON, masked, for a form.
    """

    id: int
    register: str
    record: UUID | None
    base: int
    gone: bool
    label: str
    differences: tuple[Difference, ...]
    agency: str
    state: ProposalState
    who: str
    who_name: str
    at: datetime
    reason: str = ""
    decided_name: str = ""
    decided_at: datetime | None = None
    said: str = ""
    act: int | None = None
    raw: Mapping[str, Any] = field_(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An agency lets another one read its records.

    Attributes:
        id: its number.
        register: id of the register.
        agency: whose records: those of this agency and all below it.
        to: who may read: the people of this agency and all below it who may see records at all.
        purpose: for which work.
        personal: also what is personal, each time with a purpose and by those who may see such data at all.
        at: when it was given.
        until: last day.
        who_name: who gave it.
        ended: it no longer counts.
        reason: why it was ended before its time.
    """

    id: int
    register: str
    agency: str
    to: str
    purpose: str
    personal: bool
    at: datetime
    until: date
    who_name: str
    ended: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the feed: a record as it is now, or that it is gone. A record stands in it once, at its last change.

    Attributes:
        id: its key.
        gone: it was taken away, and `values` is empty.
        version: its version.
        act: the act that did so.
        at: when.
        values: as JSON; what is personal is masked.
    """

    id: UUID
    gone: bool
    version: int
    act: int | None
    at: datetime
    values: Mapping[str, Any] = field_(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A part of the feed of changes: ask again with `cursor`. `more` tells whether there is something there already."""

    changes: tuple[Change, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record that an undoing left alone, because somebody has changed it since: who and when."""

    id: UUID
    label: str
    who_name: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A row that one asked to write, as it would be: for a preview. `wrong` says why it would not be accepted."""

    id: UUID | None
    differences: tuple[Difference, ...] = ()
    wrong: tuple[Wrong, ...] = ()
