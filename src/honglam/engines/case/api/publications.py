"""The door of what everybody may see of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from honglam.base.access import Viewer
from honglam.base.geometry import Box
from honglam.engines.case.contracts import Procedure
from honglam.engines.case.contracts.publications import (
    Cell,
    CommuneCount,
    Filters,
    Picture,
    Publication,
    PublicDraft,
    PublicEntry,
    PublicPage,
    Update,
)
from honglam.engines.case.service.public import publishing, publishing_map, publishing_reading

HOT_SPOTS = "case.work"  # who holds it over the whole province counts unpublished cases too


def publish(*, code: str, entry: PublicEntry, viewer: Viewer, now: datetime) -> str:
    """Show a case to everybody, or change what is shown of it; return its public id. Needs `case.publish`.

    Raises:
        Missing: there is no such case, or the viewer may not know of it.
        Forbidden: the viewer may not publish for its agency.
        Refusal: nothing is said, it is too long, cases of this procedure stand on no list, or a picture is not one of
            the hidden copies of this case.
    """
    return publishing.publish(code=code, entry=entry, viewer=viewer, now=now)


def withdraw(*, code: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """Take a case back from the public, with its pictures.

    Raises:
        Missing, Forbidden: as `publish`.
        Refusal: no reason is given, or it is not published.
    """
    publishing.withdraw(code=code, reason=reason, viewer=viewer, now=now)


def draft(*, code: str, viewer: Viewer, now: datetime) -> PublicDraft:
    """Return what was entered last for the public about a case, with the id to which its hidden pictures belong.

    Raises:
        Missing, Forbidden: as `publish`.
    """
    return publishing.draft(code=code, viewer=viewer, now=now)


def support(*, public_id: str, by: int = 1) -> int:
    """Add to how many others see a published case too; return how many they are now.

    Raises:
        Missing: there is no such published case.
    """
    return publishing.support(public_id=public_id, by=by)


def code_of(*, public_id: str) -> str:
    """Return the code of a published case, for rooms that act on it; never for a page that everybody sees.

    Raises:
        Missing: there is no such published case.
    """
    return publishing.code_of(public_id=public_id)


def may_see(*, viewer: Viewer, public_id: str) -> bool:
    """Tell whether a viewer may see the pictures of a publication: everybody when it is shown, else its officers."""
    return publishing.may_see(viewer, public_id)


def may_fill(*, viewer: Viewer, public_id: str) -> bool:
    """Tell whether a viewer may add pictures to a publication, shown or not."""
    return publishing.may_fill(viewer, public_id)


def listed_procedures() -> tuple[Procedure, ...]:
    """Return the procedures whose cases can stand on the public list."""
    return publishing_reading.listed()


def published_page(*, filters: Filters, after: str = "", size: int = 20) -> PublicPage:
    """Return a page of published cases, the latest received first.

    Raises:
        Refusal: `after` is none that a page gave, or the text is too short to look for.
    """
    return publishing_reading.page(filters=filters, after=after, size=size)


def published(*, public_id: str) -> Publication:
    """Return a published case with its changes.

    Raises:
        Missing: there is no such published case; whether there is an unpublished one is not said.
    """
    return publishing_reading.one(public_id=public_id)


def published_among(  # noqa: PLR0913  (what a machine may ask for)
    *,
    ids: Iterable[str] = (),
    filters: Filters,
    since: datetime | None = None,
    until: datetime | None = None,
    changed_since: datetime | None = None,
    changed_until: datetime | None = None,
    skip: int = 0,
    size: int = 50,
) -> tuple[Publication, ...]:
    """Return published cases for machines, by id or by when they were received or changed, the latest first."""
    return publishing_reading.among(
        ids=ids,
        filters=filters,
        since=since,
        until=until,
        changed_since=changed_since,
        changed_until=changed_until,
        skip=skip,
        size=size,
    )


def shown_among(*, codes: Iterable[str]) -> Mapping[str, Publication]:
    """Return those of some cases that are published, by code; for rooms that know the codes, never for the codes."""
    return publishing_reading.shown_among(codes=codes)


def recently_published(*, filters: Filters, size: int = 50) -> tuple[Publication, ...]:
    """Return what was published last, the latest first.

    Raises:
        Refusal: the text is too short to look for.
    """
    return publishing_reading.recent(filters=filters, size=size)


def published_updates(*, since: datetime, until: datetime, size: int = 1_000) -> tuple[Update, ...]:
    """Return the changes of published cases in a time, the oldest first."""
    return publishing_reading.updates(since=since, until=until, size=size)


def picture(*, box: Box, zoom: int, filters: Filters) -> Picture:
    """Return what everybody sees of a part of the map: cells, or the cases themselves where they are few."""
    return publishing_map.picture(box=box, zoom=zoom, filters=filters)


def cells(*, box: Box, zoom: int, filters: Filters, viewer: Viewer) -> tuple[Cell, ...]:
    """Return the hot spots of a part of the map. Unpublished cases count for who has `case.work` over the province."""
    return publishing_map.counted(box=box, zoom=zoom, filters=filters, viewer=viewer, right=HOT_SPOTS)


def cells_by_commune(*, filters: Filters, viewer: Viewer) -> tuple[CommuneCount, ...]:
    """Return how many cases each commune has, those with most first; unpublished ones count as in `cells`."""
    return publishing_map.by_commune(filters=filters, viewer=viewer, right=HOT_SPOTS)


def commune_months(*, filters: Filters) -> dict[str, dict[int, int]]:
    """Return how many published cases each commune has in each month of reception (`202601`), and altogether (0)."""
    return publishing_map.commune_months(filters=filters)


def cells_by_month(*, box: Box, filters: Filters) -> tuple[tuple[int, int], ...]:
    """Return how many published cases each month (`202601`) has within a part of the map, for a slider of time."""
    return publishing_map.by_month(box=box, filters=filters)


def fold_cells() -> int:
    """Fold what has changed on the map into the numbers of its cells, and return how many changes that were."""
    return publishing_map.fold()
