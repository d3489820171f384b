"""The words of search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_TEXT = 50_000  # characters of a document that are searched and kept for the excerpt
MAX_QUESTION = 200  # characters
SHORTEST = 2  # letters or digits
COUNTED = 500  # hits are counted up to here


class Audience(StrEnum):
    """Who may find a document."""

    PUBLIC = "public"  # everybody
    OFFICERS = "officers"  # whoever works for an agency
    PERMISSION = "permission"  # who has its permission over its agency, or over what its holder holds
    OWN = "own"  # its holder only


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that can be found and opened.

    Attributes:
        key: its id within its source.
        title: what people call it, Vietnamese.
        url: the page that opens it, without the host.
        text: more words that lead to it; an excerpt is shown, so it holds nothing that the audience may not read.
        audience: who may find it.
        permission: which right finds it, where the audience is `PERMISSION`.
        agency: path of the agency to which it belongs; with a permission only a source that is `anywhere` has none.
        holder: account id of the person who holds it.
        language: the language of pages in which it is offered; empty for all.
        updated: when it last changed.
        weight: 0 to 100; of equally good hits the heavier stands first.
    """

    key: str
    title: str
    url: str
    text: str = ""
    audience: Audience
    permission: str = ""
    agency: str = ""
    holder: str = ""
    language: str = ""
    updated: datetime | None = None
    weight: int = 50

    def __post_init__(self) -> None:
        if (self.audience is Audience.PERMISSION) != bool(self.permission):
            raise ValueError(f"document {self.key}: a permission goes with the audience PERMISSION, and only with it")
        if self.audience is Audience.OWN and not self.holder:
            raise ValueError(f"document {self.key}: say whose own it is")
        if not self.url.startswith("/") or self.url.startswith("//"):
            raise ValueError(f"document {self.key}: the address {self.url!r} does not lead to a page of ours")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found.

    Attributes:
        source: id of its source.
        key: its id there.
        title: its title in pieces.
        excerpt: the part of its text that fits best, in pieces; empty when it has none.
        url: the page that opens it.
        agency: path of the agency to which it belongs, or empty.
        updated: when it last changed.
    """

    source: str
    key: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    url: str
    agency: str
    updated: datetime | None

    @property
    def name(self) -> str:
        """The title as one text."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class Group:
    """The best hits of one source.

    Attributes:
        source: its id.
        count: how many hits it has; a lower bound when the question finds more than are counted.
        hits: the best, in order.
    """

    source: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, for one viewer.

    Attributes:
        question: what was asked, cleaned.
        groups: by source, that of the best hit first.
        count: number of hits, up to `COUNTED`.
        more: whether there are more than were counted.
        instead: the words that were looked for, because nothing has those of the question; empty when it was not so.
        short: the question is too short to look for.
    """

    question: str
    groups: tuple[Group, ...] = ()
    count: int = 0
    more: bool = False
    instead: str = ""
    short: bool = False

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All hits that are shown."""
        return tuple(hit for group in self.groups for hit in group.hits)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild of one source did: documents read, written anew, and removed."""

    source: str
    read: int
    written: int
    removed: int


@dataclass(frozen=True, slots=True)
class State:
    """How the index of a source stands beside the source itself.

    Attributes:
        source: its id.
        there: how many documents the source has.
        indexed: how many of them the index holds.
    """

    source: str
    there: int
    indexed: int


Counts = Mapping[str, int]
