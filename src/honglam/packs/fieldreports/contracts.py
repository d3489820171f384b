"""The words of field reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import IO, ClassVar
from uuid import UUID

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_

PROCEDURE = "fieldreports.report"
Sent = tuple[tuple[str, IO[bytes]], ...]  # names and contents of files
PHOTOS, VOICE = "fieldreports.photos", "fieldreports.voice"
AFTER = "fieldreports.after"  # pictures of how it is now, by who handled it
TOLD = "fieldreports.support"  # the notice to those who see the same


class Flag(StrEnum):
    """Why a person should look at a report before anything else is done with it. Nothing is dropped for it."""

    EMPTY = "empty"  # neither words nor a picture nor a voice
    REPEATED = "repeated"  # the same signs over and over
    ABUSIVE = "abusive"  # words of the list
    SECRET = "secret"  # marked as a state secret  # noqa: S105  (a kind of content, not a password)
    COMPLAINT = "complaint"  # says that it complains or denounces, which goes another way


class Limited(Refusal):
    """Somebody has sent many reports within a short time; what they wrote stays on their phone and is sent later."""

    status: ClassVar[int] = 429
    code = "limited"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            N_("Many reports came from this phone within a short time. What you wrote is kept on it."),
            remedy=N_("It is sent by itself a little later. If it is urgent, call the committee of your commune."),
        )
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a report.

    Attributes:
        viewer: the account; without any right when a proven device speaks for it.
        contact: how to reach them, by `phone` or `email`.
        address: network address, for the limits.
    """

    viewer: Viewer
    contact: Mapping[str, str]
    address: str


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote.

    Attributes:
        key: what their device calls it; sent twice, it is one report.
        topic: id of the category.
        text: their words.
        where: their description of the place.
        commune: code of the commune when there is no point.
        lon: longitude, WGS 84.
        lat: latitude.
        at: when they saw it, as the device says; None for now.
        channel: web or app.
        photos: name and content.
        voice: the same.
    """

    key: str
    topic: str
    text: str = ""
    where: str = ""
    commune: str = ""
    lon: float | None = None
    lat: float | None = None
    at: datetime | None = None
    channel: str = "web"
    photos: Sent = ()
    voice: Sent = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A report of the same kind nearby.

    Attributes:
        ref: names it for `support`; tells nothing.
        metres: how far away, rounded to ten.
        at: when it was received.
        supports: how many others see it too.
        words: its public words; empty while it is not published.
        public_id: of its public page; empty while it is not published.
        mine: whether who asks sent it or supports it.
    """

    ref: str
    metres: int
    at: datetime
    supports: int
    words: str = ""
    public_id: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What `data/reporting.toml` says.

    Attributes:
        near_metres: how far a similar report may be away.
        near_days: how long ago it may have been.
        person: how many reports an account may send within (minutes, reports), each of them.
        address: the same for a network address.
        future_minutes: by how much the clock of a device may be ahead.
        abusive: folded words.
        secret: folded marks of secrets.
        complaint: folded words by which complaints and denunciations name themselves.
    """

    near_metres: int
    near_days: int
    person: tuple[tuple[int, int], ...]
    address: tuple[tuple[int, int], ...]
    future_minutes: int
    abusive: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    complaint: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a report on the desk.

    Attributes:
        file: the picture as it was sent, for officers only.
        name: its name.
        after: it shows how it is now.
        looked: an officer has looked at what of it everybody may see.
        result: the picture for everybody; None while nobody has looked.
    """

    file: UUID
    name: str
    after: bool
    looked: bool
    result: UUID | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A report that may be about the same, for officers.

    Attributes:
        code: of its case.
        title: its title.
        metres: how far away.
        at: when it was received.
        supports: how many others see it too.
        may_merge: whether it is still being verified, by who looks.
    """

    code: str
    title: str
    metres: int
    at: datetime
    supports: int
    may_merge: bool


@dataclass(frozen=True, slots=True)
class Handled:
    """What the desk shows of a report besides its case.

    Attributes:
        code: of its case.
        shots: its pictures.
        flags: why somebody should look before anything else is done.
        main: code of the report of which it is a duplicate.
        merged: codes of its duplicates.
        supports: how many others see it too.
        public_id: of its public page; empty while nobody sees it.
    """

    code: str
    shots: tuple[Shot, ...]
    flags: tuple[Flag, ...]
    main: str
    merged: tuple[str, ...]
    supports: int
    public_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is written often: `id` 0 while it is not kept yet, `topic` empty for all topics."""

    id: int
    topic: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to which a crew goes.

    Attributes:
        code: of the case.
        task: number of the task that waits there.
        title: of the case.
        element: the step that waits.
        due_at: when it must be done.
        lon: longitude, WGS 84.
        lat: latitude.
        metres: from the stop before, as the crow flies.
    """

    code: str
    task: int
    title: str
    element: str
    due_at: datetime | None
    lon: float
    lat: float
    metres: int


@dataclass(frozen=True, slots=True)
class Tour:
    """The way of a day: its stops in order, and how long it is."""

    stops: tuple[Stop, ...]
    metres: int
