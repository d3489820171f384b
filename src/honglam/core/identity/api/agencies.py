"""Agencies: which there are, what followed them, what a printed name means, and the verbs that change them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.utils import timezone

from honglam.base.access import Viewer
from honglam.core.identity.agency_tables import AGENCIES
from honglam.core.identity.contracts import (
    Agency,
    AgencyChange,
    AgencyHistory,
    AgencyType,
    Effect,
    Fate,
    Reading,
)
from honglam.core.identity.service import agencies as service
from honglam.core.identity.service import agencies_change, agencies_load, agencies_match, agencies_rows
from honglam.core.places import api as places
from honglam.kit import tables

__all__ = [
    "AGENCIES",
    "agencies",
    "agency",
    "agency_history",
    "agency_members",
    "change_agency",
    "communes_of",
    "count_agencies",
    "find_agencies",
    "follow_moves",
    "list_agencies",
    "load_agencies",
    "match",
    "preview_agency_change",
    "successors",
]


def agencies(
    *, on: date | None = None, below: str = service.ROOT, types: Collection[AgencyType] = ()
) -> tuple[Agency, ...]:
    """Return the agencies that exist on a day, by path, so that each stands before those below it.

    Args:
        on: the day; today when it is not given.
        below: path of the agency at the top of what is returned; empty for all, central bodies and enterprises too.
        types: only these.
    """
    return service.agencies(on=on or timezone.localdate(), below=below, types=types)


def agency(*, path: str) -> Agency | None:
    """Return the agency at `path`, of today or of the past, also by a path that it had before it was moved; or None."""
    return service.agency(path=path)


def successors(*, path: str, on: date | None = None) -> Fate:
    """Return what had become of an agency by a day, today when it is not given: itself, or those that followed it.

    Raises:
        Missing: there has never been such an agency.
    """
    return service.fate(path=path, on=on or timezone.localdate())


def agency_history(*, path: str, on: date | None = None) -> AgencyHistory:
    """Return an agency with its names, its predecessors and successors, what happened to it, and its units on a day.

    Raises:
        Missing: there has never been such an agency.
    """
    return service.history(path=path, on=on or timezone.localdate())


def communes_of(*, path: str, on: date | None = None) -> tuple[str, ...]:
    """Return the codes of today's communes in which an agency acts: those of agencies below it, and its own territory.

    Raises:
        Missing: there has never been such an agency.
    """
    return service.communes_of(path=path, on=on or timezone.localdate())


def match(*, text: str, on: date | None = None) -> Reading:
    """Return what a printed text, one name or a whole cell of a plan, means on a day, today when it is not given.

    Each part is one agency, one group ("các sở, ban, ngành cấp tỉnh") with its members on that day, or unknown. A part
    that is not `certain` must be shown to a person with its candidates.

    Raises:
        Refusal: the text is damaged, or longer than a cell of a plan may be.
    """
    return agencies_match.match(text=text, on=on or timezone.localdate())


def agency_members(*, path: str, on: date | None = None) -> int:
    """Return how many people hold a post on a day, today when it is not given, at an agency or below it."""
    return service.members(path=path, on=on or timezone.localdate())


def find_agencies(*, text: str, on: date | None = None) -> tuple[Agency, ...]:
    """Return the agencies that somebody who types `text` may look for, of all times, the likeliest first.

    Raises:
        Refusal: as `match`.
    """
    return agencies_match.find(text=text, on=on or timezone.localdate())


def count_agencies(*, on: date | None = None) -> tuple[int, int]:
    """Return how many agencies there are on a day, today when it is not given: of the province, and of communes."""
    return service.count_agencies(on=on or timezone.localdate())


def list_agencies(*, query: tables.Query, viewer: Viewer, gone: bool = False) -> tables.Answer:
    """Answer a question about the list of today's agencies, or of those that are `gone`. Everybody may read it."""
    return service.list_agencies(on=timezone.localdate(), gone=gone, query=query, viewer=viewer)


def change_agency(*, change: AgencyChange, viewer: Viewer, now: datetime) -> tuple[Effect, ...]:
    """Carry a change out, in one transaction with its entries in the ledger, and return what it did.

    Raises:
        Forbidden: the viewer's right does not reach over the agencies that it touches.
        Refusal: it is not sound: a cycle, days in disorder, a wrong code, open posts or units without a place to go.
        Missing: an agency that it names does not exist.
    """
    return agencies_change.carry_out(change=change, viewer=viewer, now=now)


def preview_agency_change(*, change: AgencyChange, viewer: Viewer, now: datetime) -> tuple[Effect, ...]:
    """Return what a change would do, and do nothing. Raises as `change_agency`."""
    return agencies_change.preview(change=change, viewer=viewer, now=now)


def load_agencies() -> None:
    """Load the province's agencies and the committees of its communes. Idempotent."""
    agencies_load.load_agencies(
        communes=[
            agencies_load.Committee(c.code, c.name, c.name_en, c.valid_from, c.act.number if c.act else "")
            for c in places.communes()
        ],
        on=timezone.localdate(),
    )


def follow_moves(*, now: datetime, told: Callable[[int], None] = lambda _rows: None) -> tuple[int, int]:
    """Give the rows of all rooms that stand under a former path the present one; `told` hears how many so far.

    Returns how many followed, and how many stayed because the new path already holds what must be there once.
    Idempotent. The ledger and the history of cases keep the paths of their time.
    """
    return agencies_rows.follow(now=now, told=told)
