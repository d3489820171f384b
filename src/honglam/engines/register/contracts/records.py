"""The words of records: what is written, by which act, how one looks, how it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

Values = Mapping[str, Any]
"""Values of a record by field name, each of the Python type of its field: str, int, Decimal, bool, date, datetime, UUID
of a record or file, str of a code, commune, agency or account, shapely geometry in WGS 84; a group is a list of such
mappings. A missing name means “leave it”, None means “nothing”."""


class ActKind(StrEnum):
    """Why rows were written together."""

    EDIT = "edit"  # one record by hand
    BULK = "bulk"  # many, by a person
    IMPORT = "import"
    API = "api"  # by another system
    VERIFY = "verify"  # a proposal came into force
    MERGE = "merge"  # doubles became one
    UNDO = "undo"  # of another act
    ERASE = "erase"  # by the rule of retention, or because a person asked
    DEPLOY = "deploy"  # filled by a change of the definition
    PACK = "pack"  # a pack's own verb (a parcel is split)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that wrote rows.

    Attributes:
        id: its number.
        register: id of the register.
        kind: why.
        at: when it began.
        who: account id.
        who_name: their name then.
        reason: what they said, or the case that asked for it.
        rows: how many records it made, changed and took away.
        undoes: number of the act that it undid.
        undone_by: number of the act that undid it.
    """

    id: int
    register: str
    kind: ActKind
    at: datetime
    who: str = ""
    who_name: str = ""
    reason: str = ""
    rows: int = 0
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as the viewer may see it.

    Attributes:
        id: its key.
        register: id of its register.
        version: for If-Match.
        values: by field name; what is masked holds a masked text.
        masked: names of the fields that are masked.
        words: the same as people read it, by field name: codes, references and dates in words.
        label: how people call it.
        agency: path of the agency to which it belongs.
        commune: code of its commune; empty when it has none.
        at: when it was last changed.
        act: which act did.
        valid_from: first day on which it holds.
        valid_to: last day.
        gone: it was taken away; this is how it was.
    """

    id: UUID
    register: str
    version: int
    values: Values
    masked: frozenset[str] = frozenset()
    words: Mapping[str, str] = field_(default_factory=dict)
    label: str = ""
    agency: str = ""
    commune: str = ""
    at: datetime | None = None
    act: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A value that cannot be kept: the field, msgids of a sentence and its remedy, and which item of a group."""

    field: str
    message: str
    remedy: str = ""
    params: Mapping[str, object] = field_(default_factory=dict)
    item: int | None = None


class ProposalState(StrEnum):
    """How a proposed change stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"  # in force
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a record that somebody wanted to write.

    Attributes:
        id: its key; None when it was refused.
        version: its version now.
        did: `made`, `changed`, `kept` (nothing new in it), `waits` (for a second person) or `refused`.
        wrong: why it was refused.
        proposal: number of the proposal that waits.
    """

    id: UUID | None
    version: int = 0
    did: str = "kept"
    wrong: tuple[Wrong, ...] = ()
    proposal: int | None = None
