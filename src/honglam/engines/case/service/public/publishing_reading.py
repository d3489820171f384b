"""Published cases as everybody reads them: the list, one of them, the changes of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from honglam.base.errors import Missing, Refusal
from honglam.base.geometry import Box
from honglam.base.text import fold
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case.contracts import Procedure
from honglam.engines.case.contracts import publications as words
from honglam.engines.case.contracts.publications import Filters, Group, PublicPage
from honglam.engines.case.models import Publication, PublicUpdate, Version
from honglam.engines.case.service.studio import procedures

MOST = 200  # rows of a page
_SHORTEST = 2
_KEPT_SECONDS = 30.0  # a new version of a procedure changes titles a few times a year
_kept: list[tuple[float, tuple[Procedure, ...]]] = []
_names: list[tuple[float, dict[str, tuple[str, str]]]] = []


def listed() -> tuple[Procedure, ...]:
    """Return the procedures whose cases can stand on the public list, by id."""
    if not _kept or time.monotonic() - _kept[0][0] > _KEPT_SECONDS:
        newest = Version.objects.order_by("procedure", "-number").distinct("procedure").values_list("pk", flat=True)
        found = (procedures.ready(number)[0] for number in newest)
        _kept[:] = [(time.monotonic(), tuple(each for each in found if each.face.listed))]
    return _kept[0][1]


def forget() -> None:
    """Forget what was kept of procedures and agencies, for tests that make them."""
    _kept.clear()
    _names.clear()


def page(*, filters: Filters, after: str = "", size: int = 20) -> PublicPage:
    """Return a page of the list, the latest received first.

    Raises:
        Refusal: `after` is none that a page gave, or the text is too short to look for.
    """
    rows = _filtered(filters)
    if after:
        moment, number = _place(after)
        rows = rows.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=number), opened_at__lte=moment)
    found = list(rows.order_by("-opened_at", "-pk")[: min(size, MOST) + 1])
    more = len(found) > min(size, MOST)
    found = found[: min(size, MOST)]
    return PublicPage(tuple(map(told, found)), _mark(found[-1]) if more else "")


def one(*, public_id: str) -> words.Publication:
    """Return a published case with its changes.

    Raises:
        Missing: there is no such published case; whether there is an unpublished one is not said.
    """
    row = Publication.objects.filter(public_id=public_id, shown=True).first()
    if row is None:
        raise Missing(
            N_("There is no such published case."), remedy=N_("It may have been taken back. Look in the list.")
        )
    return told(row, updates=row.updates.order_by("at", "id"))


def among(  # noqa: PLR0913  (what a machine may ask for)
    *,
    ids: Iterable[str] = (),
    filters: Filters,
    since: datetime | None = None,
    until: datetime | None = None,
    changed_since: datetime | None = None,
    changed_until: datetime | None = None,
    skip: int = 0,
    size: int = 50,
) -> tuple[words.Publication, ...]:
    """Return published cases for machines, by id or by when they were received or changed, the latest first."""
    rows, wanted = _filtered(filters), list(ids)
    if wanted:
        rows = rows.filter(public_id__in=wanted)
    for name, moment in (("opened_at__gte", since), ("opened_at__lte", until)):
        rows = rows.filter(**{name: moment}) if moment else rows
    for name, moment in (("updated_at__gte", changed_since), ("updated_at__lte", changed_until)):
        rows = rows.filter(**{name: moment}) if moment else rows
    order = ("-updated_at", "-pk") if changed_since or changed_until else ("-opened_at", "-pk")
    return tuple(map(told, rows.order_by(*order)[skip : skip + size]))


def shown_among(*, codes: Iterable[str]) -> dict[str, words.Publication]:
    """Return those of some cases that are published, by code."""
    rows = Publication.objects.filter(case__code__in=list(codes), shown=True).select_related("case")
    return {row.case.code: told(row) for row in rows}


def recent(
    *, filters: Filters, since: datetime | None = None, box: Box | None = None, size: int = 50
) -> tuple[words.Publication, ...]:
    """Return what was published last and after a moment, the latest first; within a box when one is given."""
    rows = _filtered(filters)
    rows = rows.filter(published_at__gt=since) if since else rows
    if box is not None:
        rows = rows.filter(lon__gte=box.west, lon__lte=box.east, lat__gte=box.south, lat__lte=box.north)
    return tuple(map(told, rows.order_by("-published_at", "-pk")[:size]))


def updates(*, since: datetime, until: datetime, size: int = 1_000) -> tuple[words.Update, ...]:
    """Return the changes of published cases in a time, the oldest first."""
    rows = PublicUpdate.objects.filter(at__gte=since, at__lte=until, publication__shown=True)
    rows = rows.select_related("publication").order_by("at", "id")[:size]
    return tuple(_update(row, row.publication) for row in rows)


def told(row: Publication, updates: Iterable[PublicUpdate] = ()) -> words.Publication:
    """Return what everybody reads of a row."""
    procedure = _procedure(row.procedure)
    topic = next((each for each in procedure.topics if each.id == row.topic), None) if procedure else None
    names = ("procedure", "topic", "commune", "agency", "status", "title", "words", "answer", "lon", "lat", "exact")
    moments = ("opened_at", "due_at", "closed_at", "updated_at", "supports", "rating")
    return words.Publication(
        **{name: getattr(row, name) for name in (*names, *moments)},
        id=row.public_id,
        published_at=row.published_at or row.updated_at,
        topic_title=_said(topic.title, topic.title_en) if topic else row.topic,
        commune_name=_commune(row.commune),
        agency_name=_agency(row.agency),
        status_title=_status(procedure, row.status),
        group=Group(row.group),
        before=tuple(UUID(each) for each in row.before),
        after=tuple(UUID(each) for each in row.after),
        late=row.closed_at > row.due_at if row.closed_at and row.due_at else None,
        updates=tuple(_update(each, row) for each in updates),
    )


def _filtered(filters: Filters) -> QuerySet[Publication]:
    rows = Publication.objects.filter(shown=True)
    columns: dict[str, Sequence[str]] = {
        "procedure": filters.procedures,
        "topic": filters.topics,
        "commune": filters.communes,
        "group": filters.groups,
    }
    for column, wanted in columns.items():
        if wanted:
            only: dict[str, Any] = {column: wanted[0]} if len(wanted) == 1 else {f"{column}__in": list(wanted)}
            rows = rows.filter(**only)
    rows = rows.filter(month__gte=filters.since) if filters.since else rows
    rows = rows.filter(month__lte=filters.until) if filters.until else rows
    if filters.text.strip():
        plain = fold(filters.text)
        if len(plain) < _SHORTEST:
            raise Refusal(N_("Type at least two letters."), field="q")

        rows = rows.filter(folded__contains=plain)
    return rows


def _mark(row: Publication) -> str:
    return f"{round(row.opened_at.timestamp() * 1_000_000):x}-{row.pk:x}"


def _place(after: str) -> tuple[datetime, int]:
    try:
        micros, _, number = after.partition("-")
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros, 16)), int(number, 16)
    except (ValueError, OverflowError):
        raise Refusal(
            N_("The list cannot go on there."), field="after", remedy=N_("Begin at its first page.")
        ) from None


def _update(row: PublicUpdate, publication: Publication) -> words.Update:
    title = _status(_procedure(publication.procedure), row.status)
    return words.Update(row.pk, publication.public_id, row.at, row.status, title, row.done)


def _procedure(procedure: str) -> Procedure | None:
    return next((each for each in listed() if each.id == procedure), None)


def _status(procedure: Procedure | None, status: str) -> str:
    found = next((each for each in procedure.statuses if each.id == status), None) if procedure else None
    return _said(found.title, found.title_en) if found else status


def _said(vi: str, en: str) -> str:
    return en if (get_language() or "vi").startswith("en") and en else vi


def _commune(code: str) -> str:
    return _named(code)


def _agency(path: str) -> str:
    return _named(path)


def _named(key: str) -> str:
    """Return the name of a commune or agency; twenty cases of a page ask for forty of them."""
    if not _names or time.monotonic() - _names[0][0] > _KEPT_SECONDS:
        found = {each.path: (each.name, each.name_en) for each in identity.agencies()}
        found |= {unit.code: (unit.name, unit.name_en) for unit in places.communes()}
        _names[:] = [(time.monotonic(), found)]
    return _said(*_names[0][1].get(key, ("", "")))
