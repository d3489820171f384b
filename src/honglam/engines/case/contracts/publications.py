"""What everybody may see of cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Group(StrEnum):
    """How far a published case is, the same words for every procedure."""

    RECEIVED = "received"
    HANDLING = "handling"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """What an officer gives to the public about a case, in words that name nobody.

    Attributes:
        words: what was reported, as edited for the public.
        title: one line; the topic's title when empty.
        answer: what was done about it; may come later.
        before: files with pictures of how it was. They belong to `case.publication` and the case's public id, and
            nothing in them shows a person.
        after: the same of how it is now.
    """

    words: str
    title: str = ""
    answer: str = ""
    before: tuple[UUID, ...] = ()
    after: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """A change of a published case that everybody may know.

    Attributes:
        id: its number.
        publication: public id of the case.
        at: when.
        status: id of the status from then on.
        title: what people call that status, in the page's language.
        done: the case is answered.
    """

    id: int
    publication: str
    at: datetime
    status: str
    title: str
    done: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """A published case. Nothing of who reported it is in here, and not its tracking code.

    Attributes:
        id: public id.
        procedure: id of the procedure.
        topic: id of the topic; may be empty.
        topic_title: what people call it, in the page's language.
        commune: code of the commune; may be empty.
        commune_name: its name.
        agency: path of the agency that has it.
        agency_name: its name.
        status: id of the status.
        status_title: what people call it, in the page's language.
        group: how far it is.
        title: one line.
        words: what was reported.
        answer: what was done.
        before: pictures of how it was.
        after: pictures of how it is now.
        lon: longitude, rounded as the procedure says; None when no place is known.
        lat: latitude.
        exact: whether the place is a point that was given, not the middle of the commune.
        opened_at: when it was received.
        published_at: when everybody could first see it.
        due_at: when it must be answered.
        closed_at: when it was answered.
        updated_at: when anything of this last changed.
        late: whether the answer came after its time limit; None while there is none or no limit.
        supports: how many others said that they see it too.
        rating: 1 to 5 by who asked; None when they did not say.
        updates: its changes of status, the oldest first; empty in lists.
    """

    id: str
    procedure: str
    topic: str
    topic_title: str
    commune: str
    commune_name: str
    agency: str
    agency_name: str
    status: str
    status_title: str
    group: Group
    title: str
    words: str
    answer: str
    before: tuple[UUID, ...]
    after: tuple[UUID, ...]
    lon: float | None
    lat: float | None
    exact: bool
    opened_at: datetime
    published_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
    late: bool | None
    supports: int
    rating: int | None
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicDraft:
    """What an officer sees of a case's publication, published or not: what was entered last.

    Attributes:
        id: public id, to which hidden copies of pictures belong (`case.publication`).
        shown: whether everybody sees it now.
        entry: what was entered last; empty words when nothing was.
        published_at: when it was first published.
        withdrawn: why it was taken back; empty when it was not.
    """

    id: str
    shown: bool
    entry: PublicEntry
    published_at: datetime | None
    withdrawn: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which published cases somebody asks for. Empty means all.

    Attributes:
        procedures: ids of procedures.
        topics: ids of topics.
        communes: codes of communes.
        groups: how far they are.
        since: first month of the reception, `202601`.
        until: last month of the reception.
        text: words, with or without accents.
    """

    procedures: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    since: int | None = None
    until: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page of the list, the latest received first.

    Attributes:
        items: the cases.
        after: where the next page begins; empty on the last.
    """

    items: tuple[Publication, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases lie in a cell of the map.

    Attributes:
        lon: mean longitude of these cases.
        lat: mean latitude.
        cases: how many, not yet published ones included where the viewer may count them.
        public: how many of them are published.
    """

    lon: float
    lat: float
    cases: int
    public: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One published case as a point on the map."""

    id: str
    title: str
    topic: str
    group: Group
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What the map shows of a part of the earth: cells, or the cases themselves where they are few.

    Attributes:
        cells: the cells that hold anything.
        spots: the cases, when they are few enough.
        months: how many cases each month has within the part and the filters, for the slider; by `202601`.
    """

    cells: tuple[Cell, ...] = ()
    spots: tuple[Spot, ...] = ()
    months: tuple[tuple[int, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CommuneCount:
    """How many cases a commune has; fields as of `Cell`."""

    commune: str
    cases: int
    public: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody wants to hear of.

    Attributes:
        id: its number.
        filters: which cases; groups, months and text do not narrow it.
        lon: longitude of the middle of a circle; None without one.
        lat: latitude of the middle.
        metres: how far the circle reaches.
        address: the masked address; empty for an account.
        confirmed: whether the address said yes.
    """

    id: int
    filters: Filters
    lon: float | None
    lat: float | None
    metres: int | None
    address: str
    confirmed: bool
