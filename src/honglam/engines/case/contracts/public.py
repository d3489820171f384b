"""The words of the public face: what who asked, and everybody, sees of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from honglam.base.errors import Refusal
from honglam.core.files.contracts import StoredFile
from honglam.engines.case.contracts.cases import EventKind
from honglam.engines.case.contracts.records import Left


class TooOften(Refusal):
    """Somebody does something more often than people do; they are asked to wait."""

    status: ClassVar[int] = 429
    code = "too-often"


@dataclass(frozen=True, slots=True)
class Door:
    """A procedure that anybody may begin on the portal.

    Attributes:
        id: of the procedure.
        title: in the language of the page.
        group: heading under which it stands.
        submit: name of the pack's own page for it; empty when it is the engine's.
        limit: how long it takes, in words; empty when only its steps have limits.
        dong: the fee; 0 when there is none.
    """

    id: str
    title: str
    group: str
    submit: str
    limit: str
    dong: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends something, as far as the counters need it.

    Attributes:
        address: network address.
        device: what the browser is recognised by; may be empty.
    """

    address: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody hands in on the portal.

    Attributes:
        procedure: id of the procedure.
        topic: what it is about, where the procedure has topics.
        form: what its form asks for.
        documents: ids of received files by document or property.
        contact: `phone`, `email`, `name`.
        commune: code of the commune.
        lon: longitude of the place, WGS 84.
        lat: latitude.
        key: hidden mark of the form, so that it counts once.
    """

    procedure: str
    topic: str
    form: Mapping[str, Any]
    documents: Mapping[str, tuple[UUID, ...]]
    contact: Mapping[str, str]
    key: str
    commune: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of the timeline as who asked sees it: what happened, never which officer did it.

    Attributes:
        at: when.
        kind: what happened.
        text: what else there is to say: the new status, why the clock stands still, an officer's words.
        agency: name of the agency; empty for who asked.
    """

    at: datetime
    kind: EventKind
    text: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message between who asked and the agency.

    Attributes:
        at: when.
        ours: the agency wrote it.
        agency: its name.
        text: what it says.
        files: what came with it.
    """

    at: datetime
    ours: bool
    agency: str
    text: str
    files: tuple[StoredFile, ...] = ()


class Wants(StrEnum):
    """What a case waits for from outside."""

    NOTHING = "nothing"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Stood:
    """A time during which the clock stood still, and why that is allowed."""

    since: datetime
    until: datetime | None
    legal: str


@dataclass(frozen=True, slots=True)
class Own:
    """What only who asked sees of their case.

    Attributes:
        title: what it is about.
        topic: its title.
        entered: what they entered: label and text.
        contact: how they are reached: label and text.
        files: what they and the agency handed in, that no message brought.
        letters: what was written, the oldest first.
        result: what was answered: label and text.
        wants: what is asked of them now.
        asked: the agency's words with which it asked.
        message: the message of the drawing that carries their answer.
        may_write: they may write to the agency.
        may_withdraw: they may take the case back.
        may_rate: they may still say how it was.
        may_reopen: a low rating can have it taken up again.
        low: up to so many stars count as low.
        rating: what they said, 1 to 5; None when nothing yet.
        rating_text: the words with it.
    """

    title: str
    topic: str
    entered: tuple[tuple[str, str], ...]
    contact: tuple[tuple[str, str], ...]
    files: tuple[StoredFile, ...]
    letters: tuple[Letter, ...]
    result: tuple[tuple[str, str], ...]
    wants: Wants = Wants.NOTHING
    asked: str = ""
    message: str = ""
    may_write: bool = False
    may_withdraw: bool = False
    may_rate: bool = False
    may_reopen: bool = False
    low: int = 0
    rating: int | None = None
    rating_text: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A case on its public page.

    Attributes:
        code: what people quote.
        procedure: id of the procedure.
        procedure_name: its title.
        status: what the public is told, in words.
        agency: name of the agency that has it.
        open: whether it is still to be answered.
        opened_at: when it was received.
        due_at: when it must be answered.
        left: how far that is, in working time.
        late: it is answered, or still open, after its time limit.
        stopped_at: since when its clock stands still.
        closed_at: when it was answered.
        reopened: how often it was taken up again.
        extended: how often its time was extended, and why that is allowed.
        stops: when its clock stood still.
        turns: the timeline, the newest first.
        own: what only who asked sees; None for everybody else.
    """

    code: str
    procedure: str
    procedure_name: str
    status: str
    agency: str
    open: bool
    opened_at: datetime
    due_at: datetime | None
    left: Left | None
    late: bool
    stopped_at: datetime | None
    closed_at: datetime | None
    reopened: int
    extended: tuple[int, str]
    stops: tuple[Stood, ...] = ()
    turns: tuple[Turn, ...] = ()
    own: Own | None = None
