"""The words of land."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from honglam.engines.register.contracts import Record

PARCELS, PARTIES, RIGHTS = "land_parcels", "land_parties", "land_rights"
CERTIFICATES, ASSETS, RESTRICTIONS, LINEAGE = "land_certificates", "land_assets", "land_restrictions", "land_lineage"
REGISTERS = (PARCELS, PARTIES, RIGHTS, CERTIFICATES, ASSETS, RESTRICTIONS, LINEAGE)


class By(StrEnum):
    """By what a parcel was found."""

    NUMBER = "number"
    OLD_NUMBER = "old_number"
    HOLDER = "holder"
    HOLDER_NUMBER = "holder_number"
    CERTIFICATE = "certificate"


class Carry(StrEnum):
    """What becomes of rights when parcels change."""

    OVER = "over"  # each new parcel has the rights of the old one
    DECIDE = "decide"  # they wait until somebody says which new parcel is whose


class Kind(StrEnum):
    """How parcels changed."""

    SPLIT = "split"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Found:
    """A parcel that was found.

    Attributes:
        parcel: its record.
        by: by what.
        rights: the rights by which it was found, or those in force.
        old_name: what its former commune was called; empty when nobody knows.
    """

    parcel: Record
    by: By
    rights: tuple[Record, ...] = ()
    old_name: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found.

    Attributes:
        text: what was asked, tidied.
        place: code of the commune, of today or former, in which was looked; empty for everywhere within reach.
        place_name: what it is called.
        found: parcels.
        more: there were more than are shown.
        asked_people: the text was taken for a person, and the viewer may not look for people.
    """

    text: str = ""
    place: str = ""
    place_name: str = ""
    found: tuple[Found, ...] = ()
    more: bool = False
    asked_people: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One line of descent: a parcel and one that came from it."""

    parent: UUID
    child: UUID
    parent_words: str
    child_words: str
    kind: Kind
    on: date
    change: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A parcel and what belongs to it, now or on a day.

    Attributes:
        parcel: its record.
        rights: rights to it; ended ones last.
        restrictions: what stands against a change; lifted ones last.
        assets: what stands on it.
        certificates: papers, by id.
        edges: how it came about and what became of it.
        area: m² in the plane of its boundary; None without one.
        stops: restrictions that stop a change just now.
        today: names of the communes into which its former commune went.
        old_name: what the former commune was called.
        as_of: the day; None for now.
    """

    parcel: Record
    rights: tuple[Record, ...] = ()
    restrictions: tuple[Record, ...] = ()
    assets: tuple[Record, ...] = ()
    certificates: Mapping[UUID, Record] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    area: float | None = None
    stops: tuple[Record, ...] = ()
    today: tuple[str, ...] = ()
    old_name: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A split or a merger that was made.

    Attributes:
        id: by which its lines of descent are found, and by which it is undone.
        kind: which of the two.
        made: ids of the new parcels.
        to_decide: how many rights wait for a decision.
    """

    id: str
    kind: Kind
    made: tuple[UUID, ...]
    to_decide: int = 0


@dataclass(frozen=True, slots=True)
class Worklist:
    """Parcels to be cleaned up: a filter of the ordinary list, and how many there are.

    Attributes:
        id: a plain word.
        title: what is wrong.
        query: words of the list's address.
        count: how many the viewer reaches, counted up to a limit.
        over: there are more than were counted.
        register: of which register.
    """

    id: str
    title: str
    query: str
    count: int
    over: bool = False
    register: str = PARCELS


@dataclass(frozen=True, slots=True)
class Filled:
    """How far the generator is."""

    communes: int
    done: int = 0
    parcels: int = 0
    rows: int = 0

    def after(self, *, parcels: int, rows: int) -> Filled:
        """Return how far it is after one more commune."""
        return replace(self, done=self.done + 1, parcels=self.parcels + parcels, rows=self.rows + rows)
