"""The words of changes to agencies: what somebody wants to do, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from honglam.base.events import Event
from honglam.core.identity.contracts.agencies import AgencyName, AgencyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what a change rests.

    Attributes:
        on: first day of the new state.
        legal: number of the document.
        verified: whether whoever enters it has the official text before them.
    """

    on: date
    legal: str
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAgency(Basis):
    """A new agency below `parent`; `key` is its last part of the path, `code` in either form or empty."""

    parent: str
    key: str
    name: str
    name_en: str = ""
    abbreviation: str = ""
    type: AgencyType = AgencyType.UNIT
    code: str = ""
    codes_verified: bool = False
    everywhere: bool = False
    communes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameAgency(Basis):
    """A new name; the old one is kept, the path stays."""

    path: str
    name: str
    name_en: str = ""
    abbreviation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAgencies(Basis):
    """Agencies end and `into` takes their work over; `posts_to` says where their open posts go."""

    paths: tuple[str, ...]
    into: str
    posts_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitAgency(Basis):
    """An agency ends and several follow it, the first of `into` being the main one."""

    path: str
    into: tuple[str, ...]
    posts_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DissolveAgency(Basis):
    """An agency ends; `to` took its work over, or nobody in particular when it is empty: then `note` says who does."""

    path: str
    to: str = ""
    posts_to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAgency(Basis):
    """An agency with all below it moves under another: its path changes, the old one leads to it."""

    path: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCodes:
    """The identifier of an agency, in either form; empty takes it away."""

    path: str
    code: str
    codes_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNames:
    """All aliases and abbreviations of an agency; former names are not touched."""

    path: str
    names: tuple[AgencyName, ...]


AgencyChange = (
    CreateAgency | RenameAgency | MergeAgencies | SplitAgency | DissolveAgency | MoveAgency | SetCodes | SetNames
)


class EffectKind(StrEnum):
    """One thing that a change does."""

    OPENED = "opened"
    RENAMED = "renamed"
    CLOSED = "closed"
    FOLLOWED = "followed"
    MOVED = "moved"
    POST_MOVED = "post_moved"
    CODED = "coded"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a change does.

    Attributes:
        kind: what.
        path: the agency, by its path before the change.
        name: its name.
        before: what was there.
        after: what is there now.
    """

    kind: EffectKind
    path: str
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyMoved(Event):
    """An agency got another path, and with it all below. Columns of `kit.paths` follow by themselves a moment later."""

    name: ClassVar[str] = "vn.honglam.identity.agency-moved"

    old: str
    new: str

    @property
    def subject(self) -> str:
        """The former path."""
        return self.old


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRowsMoved(Event):
    """All rows of all rooms have followed agencies that were moved; whoever made something from them makes it anew."""

    name: ClassVar[str] = "vn.honglam.identity.agency-rows-moved"

    rows: int

    @property
    def subject(self) -> str:
        """One for all: they come in order."""
        return "agencies"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyClosed(Event):
    """An agency ended; `into` are the paths of those that follow it, none when its work was divided."""

    name: ClassVar[str] = "vn.honglam.identity.agency-closed"

    path: str
    on: date
    into: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The agency."""
        return self.path
