"""The words of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from honglam.base.errors import Missing
from honglam.base.events import Event
from honglam.base.words import N_


def read_id(text: str) -> UUID:
    """Return the id that stands in an address.

    Raises:
        Missing: no file can be called so.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Missing(N_("There is no such file, or it was removed.")) from None


class State(StrEnum):
    """How a content stands."""

    READY = "ready"
    QUARANTINE = "quarantine"  # waits for the virus scanner, which was away; kept, not served
    INFECTED = "infected"  # the scanner found something; kept for the administrator, not served
    DAMAGED = "damaged"  # what is stored is no longer what was stored


class Preview(StrEnum):
    """Whether there are pictures of a content."""

    WAITING = "waiting"
    READY = "ready"
    NONE = "none"  # nothing here can draw this kind of file
    FAILED = "failed"  # the reader crashed, or took too long or too much


@dataclass(frozen=True, slots=True)
class Owner:
    """The thing that a file belongs to: a kind of `hooks.OWNERS`, and the id of one of them."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file: a content under a name, belonging to something.

    Attributes:
        id: its id.
        name: as it was sent, made safe.
        media_type: as its content says, never as the sender said.
        size: bytes.
        sha256: hash of the content, in hexadecimal.
        owner: what it belongs to; None for a draft that was sent before its owner exists.
        agency: path of the agency.
        label: what it is for, in the words of the room (`drawing`, `photo-before`).
        uploaded_by: account id; empty for somebody who was not signed in.
        uploaded_name: their name at that time.
        uploaded_at: when it was received.
        state: how its content stands.
        preview: whether there are pictures of it.
        pages: number of pictures.
        has_text: whether its text was read out.
    """

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    owner: Owner | None
    agency: str
    label: str
    uploaded_by: str
    uploaded_name: str
    uploaded_at: datetime
    state: State
    preview: Preview
    pages: int
    has_text: bool

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture that is to be hidden; its sides are parts of the upright picture, 0 to 1.

    Attributes:
        left: from the left edge.
        top: from the upper edge.
        width: to the right.
        height: downwards.
        kind: what was found there (`face`, `plate`); empty when somebody drew it.
    """

    left: float
    top: float
    width: float
    height: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hiding:
    """What of a picture is hidden before others see it.

    Attributes:
        file: the picture as it was sent.
        boxes: what is hidden, or proposed while nobody has looked.
        looked_by: name of who looked last; empty while nobody has.
        looked_at: when.
        result: the picture for others; None while nobody has looked.
    """

    file: UUID
    boxes: tuple[Box, ...]
    looked_by: str = ""
    looked_at: datetime | None = None
    result: UUID | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a file, or in a picture of it.

    Attributes:
        name: to save it under.
        media_type: what it is.
        size: bytes of the whole.
        tag: changes when the content does; the hash.
        key: where it is stored.
    """

    name: str
    media_type: str
    size: int
    tag: str
    key: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some bytes of a content, to be sent piece by piece; iterate once."""

    first: int
    last: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Transfer:
    """An upload that is under way.

    Attributes:
        token: names it, and is the right to go on with it.
        length: bytes altogether.
        offset: bytes received.
        expires_at: until when it can be resumed.
        file: the file that it became.
    """

    token: str
    length: int
    offset: int
    expires_at: datetime
    file: UUID | None = None

    @property
    def complete(self) -> bool:
        """Whether all bytes are here."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class Figures:
    """How much is stored.

    Attributes:
        files: references that hold.
        blobs: contents behind them.
        named_bytes: what the files would take if each were stored by itself.
        stored_bytes: what the contents take.
        quarantine: contents that wait for the scanner, or in which it found something.
        damaged: contents that were found altered or missing.
        drafts: files sent whose form was not.
        uploads: uploads under way.
    """

    files: int
    blobs: int
    named_bytes: int
    stored_bytes: int
    quarantine: int
    damaged: int
    drafts: int
    uploads: int

    @property
    def saved_percent(self) -> int:
        """The share of bytes that did not have to be stored twice."""
        return (self.named_bytes - self.stored_bytes) * 100 // self.named_bytes if self.named_bytes else 0


@dataclass(frozen=True, slots=True)
class Flaw:
    """A file whose content is not what was stored: altered, or missing."""

    file: UUID
    name: str
    owner: str
    sha256: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at the contents found: how many, how many bytes, and each file that is not what it was."""

    blobs: int
    size: int
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a clean-up removed: drafts and uploads that ran out, contents nobody refers to, stray files on the disk."""

    drafts: int = 0
    uploads: int = 0
    blobs: int = 0
    strays: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A content that is not served, and the files that show it."""

    sha256: str
    state: State
    finding: str
    size: int
    media_type: str
    at: datetime
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfFile(Event):
    """Something happened to a file; events of one file arrive in order."""

    file: UUID
    owner_kind: str
    owner_id: str
    agency: str

    @property
    def subject(self) -> str:
        return str(self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStored(_OfFile):
    """A file was stored for something."""

    name: ClassVar[str] = "vn.honglam.files.file-stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRemoved(_OfFile):
    """A file was removed: nobody sees it any more."""

    name: ClassVar[str] = "vn.honglam.files.file-removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReady(_OfFile):
    """The text of a file was read out; `files.api.text` gives it."""

    name: ClassVar[str] = "vn.honglam.files.text-ready"
