"""The words of drafts of definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import datetime
from typing import Any
from uuid import UUID

from honglam.engines.register.contracts.definition import Fault, Register
from honglam.engines.register.contracts.uploads import Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of a document without numbers that may be one that is deployed under another name.

    Attributes:
        field: its name (`group.field` within a group).
        alike: names of the deployed fields that it may be.
    """

    field: str
    alike: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A definition that somebody is working on.

    Attributes:
        id: its address.
        register: id of the deployed register; empty for a new one.
        based_on: the deployed version from which it was begun.
        document: as it stands.
        sound: the register that it defines, when nothing is wrong with it.
        faults: what is wrong with it.
        doubts: what was guessed and nobody has confirmed yet.
        questions: fields of which it is not clear whether they are new.
        behind: somebody has published another version since it was begun.
        changed_at: when it was changed last.
    """

    id: UUID
    register: str
    based_on: int
    document: Mapping[str, Any]
    changed_at: datetime
    sound: Register | None = None
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    questions: tuple[Question, ...] = ()
    behind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing in which two definitions differ.

    Attributes:
        place: `title`, or the name of a field.
        key: what differs of a field; empty for the head, `+` for a field that is new, `-` for one that is no more.
        old: what it was.
        new: what it is.
    """

    place: str
    key: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Two changes of one definition brought together.

    Attributes:
        document: with both.
        both: places that both had changed; ours stands.
    """

    document: Mapping[str, Any]
    both: tuple[str, ...] = field_(default=())
