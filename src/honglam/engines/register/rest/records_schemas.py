"""What machines send and get of records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from ninja import Field, Schema

from honglam.engines.register.api.record_doors import plain
from honglam.engines.register.api.records import ROWS_MAX
from honglam.engines.register.contracts import Act, Record, Written, Wrong
from honglam.engines.register.contracts.keeping import Change, Difference, Feed, Past, Proposal

_VALUES = "Values by name of the field; what is not there is left as it is, null empties it"


class RecordIn(Schema):
    """A record to be made or changed."""

    values: dict[str, Any] = Field(description=_VALUES)
    reason: str = Field("", max_length=2000, description="Why; it stands in the history")


class RecordsIn(Schema):
    """Many records to be made or changed in one act."""

    rows: list[dict[str, Any]] = Field(
        description="Values by name of the field, with `id` where a record is meant", max_length=ROWS_MAX
    )
    match: str = Field("key", pattern="^(id|key)$", description="`key`: a row without id means the record with its key")
    all_or_nothing: bool = Field(default=False, description="Write nothing when one is refused")
    reason: str = Field("", max_length=2000, description="Why; it stands in the history")


class RecordOut(Schema):
    """A record."""

    id: UUID = Field(description="Its key")
    version: int = Field(description="What `ETag` carries")
    label: str = Field(description="How people call it")
    agency: str = Field(description="Path of the agency to which it belongs")
    commune: str = Field(description="Code of the commune in which it lies")
    at: datetime | None = Field(description="When it was last changed")
    act: int | None = Field(description="The act that did so")
    valid_from: date | None = Field(description="First day on which it holds")
    valid_to: date | None = Field(description="Last day")
    gone: bool = Field(description="It was taken away; this is how it was")
    values: dict[str, Any] = Field(description="By name of the field; what is masked holds a mask")
    masked: list[str] = Field(description="Names of the fields that are masked")
    words: dict[str, str] = Field(description="The values as people read them")

    @staticmethod
    def of(found: Record) -> dict[str, Any]:
        """Return what machines see of it."""
        names = ("id", "version", "label", "agency", "commune", "at", "act", "valid_from", "valid_to", "gone")
        told = {name: getattr(found, name) for name in names}
        return {**told, "values": plain(found.values), "masked": sorted(found.masked), "words": dict(found.words)}


class RecordWrongOut(Schema):
    """A value that cannot be kept."""

    field: str = Field(description="Name of the field, `group.field` within a group")
    item: int | None = Field(description="Which item of the group, from 0")
    detail: str = Field(description="What is wrong")
    remedy: str = Field(description="What to do")

    @staticmethod
    def of(wrong: Wrong) -> dict[str, Any]:
        """Return it in the language of who asks."""
        return {
            "field": wrong.field,
            "item": wrong.item,
            "detail": gettext(wrong.message) % wrong.params,
            "remedy": gettext(wrong.remedy) % wrong.params if wrong.remedy else "",
        }


class RecordWrittenOut(Schema):
    """What became of a row."""

    status: int = Field(description="201 made, 200 changed or kept, 202 waits for a second person, 422 refused")
    did: str = Field(description="`made`, `changed`, `kept`, `waits` or `refused`")
    id: UUID | None = Field(description="Key of the record; null when it was refused or waits to be made")
    version: int = Field(description="Its version now")
    proposal: int | None = Field(description="Number of the proposal that waits")
    wrong: list[RecordWrongOut] = Field(description="Why it was refused")

    @staticmethod
    def of(written: Written) -> dict[str, Any]:
        """Return what machines see of it."""
        return {
            "status": STATUS[written.did],
            "did": written.did,
            "id": written.id,
            "version": written.version,
            "proposal": written.proposal,
            "wrong": [RecordWrongOut.of(each) for each in written.wrong],
        }


STATUS = {"made": 201, "changed": 200, "kept": 200, "waits": 202, "refused": 422}


class RecordsWrittenOut(Schema):
    """What became of each row, in their order."""

    results: list[RecordWrittenOut] = Field(description="One for each row")
    refused: int = Field(description="How many were refused")


class RecordChangeOut(Schema):
    """One line of the feed: a record as it is now, or that it is gone."""

    id: UUID = Field(description="Key of the record")
    gone: bool = Field(description="It was taken away, or you may not see it any more")
    version: int = Field(description="Its version")
    act: int | None = Field(description="The act that did so")
    at: datetime = Field(description="When")
    values: dict[str, Any] = Field(description="Its values, with agency and commune; personal ones hold a mask")

    @staticmethod
    def of(change: Change) -> dict[str, Any]:
        """Return what machines see of it."""
        return {name: getattr(change, name) for name in ("id", "gone", "version", "act", "at", "values")}


class RecordFeedOut(Schema):
    """A part of the feed."""

    changes: list[RecordChangeOut] = Field(description="In the order in which they are told; each record once")
    cursor: str = Field(description="Give it back as `since`")
    more: bool = Field(description="There is more already")

    @staticmethod
    def of(feed: Feed) -> dict[str, Any]:
        """Return what machines see of it."""
        return {
            "changes": [RecordChangeOut.of(each) for each in feed.changes],
            "cursor": feed.cursor,
            "more": feed.more,
        }


class RecordDifferenceOut(Schema):
    """What became of one field."""

    field: str = Field(description="Its name")
    title: str = Field(description="What people call it")
    before: str = Field(description="As people read it")
    after: str = Field(description="The same as it became")
    masked: bool = Field(description="The values are personal and not shown")

    @staticmethod
    def of(each: Difference) -> dict[str, Any]:
        """Return what machines see of it."""
        return {name: getattr(each, name) for name in ("field", "title", "before", "after", "masked")}


class RecordPastOut(Schema):
    """One version of a record."""

    version: int = Field(description="Its number")
    at: datetime = Field(description="Since when it stood so")
    until: datetime | None = Field(description="Until when; null while it does")
    act: int | None = Field(description="The act that made it so")
    kind: str = Field(description="Why: `edit`, `import`, `undo` …")
    who: str = Field(description="Who did")
    reason: str = Field(description="What they said")
    gone: bool = Field(description="By this act the record was taken away")
    differences: list[RecordDifferenceOut] = Field(description="From the version before")

    @staticmethod
    def of(past: Past) -> dict[str, Any]:
        """Return what machines see of it."""
        return {
            **{name: getattr(past, name) for name in ("version", "at", "until", "act", "reason", "gone")},
            "kind": past.kind.value if past.kind else "",
            "who": past.who_name,
            "differences": [RecordDifferenceOut.of(each) for each in past.differences],
        }


class RecordActOut(Schema):
    """An act that wrote records."""

    id: int = Field(description="Its number")
    kind: str = Field(description="Why: `edit`, `import`, `undo` …")
    at: datetime = Field(description="When")
    who: str = Field(description="Who")
    reason: str = Field(description="What they said")
    rows: int = Field(description="How many records it made, changed and took away")
    undoes: int | None = Field(description="The act that it undid")
    undone_by: int | None = Field(description="The act that undid it")

    @staticmethod
    def of(act: Act) -> dict[str, Any]:
        """Return what machines see of it."""
        names = ("id", "at", "reason", "rows", "undoes", "undone_by")
        return {**{name: getattr(act, name) for name in names}, "kind": act.kind.value, "who": act.who_name}


class RecordProposalOut(Schema):
    """A change that waits for a second person."""

    id: int = Field(description="Its number")
    record: UUID | None = Field(description="The record to be changed; null when one is to be made")
    label: str = Field(description="How people call the record")
    state: str = Field(description="`draft`, `submitted`, `returned`, `verified` or `withdrawn`")
    gone: bool = Field(description="The record is to be taken away")
    who: str = Field(description="Who proposes")
    at: datetime = Field(description="When they changed it last")
    reason: str = Field(description="Why")
    said: str = Field(description="What the second person said")
    differences: list[RecordDifferenceOut] = Field(description="What would change")

    @staticmethod
    def of(found: Proposal) -> dict[str, Any]:
        """Return what machines see of it."""
        names = ("id", "record", "label", "gone", "at", "reason", "said")
        return {
            **{name: getattr(found, name) for name in names},
            "state": found.state.value,
            "who": found.who_name,
            "differences": [RecordDifferenceOut.of(each) for each in found.differences],
        }


class RecordSaidIn(Schema):
    """What somebody says to what they decide."""

    said: str = Field("", max_length=2000, description="What is to be corrected")
