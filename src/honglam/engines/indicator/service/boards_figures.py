"""Figures as the board reads them: published ones, what counted on a day, and how scopes rank."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse

from honglam.base.periods import Frequency, Period
from honglam.base.time import VIETNAM
from honglam.engines.indicator import wording
from honglam.engines.indicator.contracts import Direction, Indicator, Scope, State
from honglam.engines.indicator.contracts.boards import Issue
from honglam.engines.indicator.models import Value

_CHUNK = 2_000
PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which published figures are wanted: of these indicators, of a scope, as of a day."""

    codes: Collection[str]
    scope: Scope | None = None
    on: date | None = None


def published(*, code: str, scope: Scope, on: date | None = None) -> list[Value]:
    """Return what was published, the newest period and version first; with a day, what counted at its end."""
    rows = _published(Which(codes=(code,), scope=scope, on=on))
    return list(rows.order_by("-first", "-version"))


def each_published(which: Which) -> Iterator[Value]:
    """Yield the figures that count, or counted on a day, by indicator, scope and period; never those of persons.

    Rows come from a cursor of the server, so that a million of them need no more memory than a few thousand.
    """
    rows = _published(which) if which.on else _published(which).filter(latest=True)
    order = ("code", "scope_kind", "scope", "frequency", "first", "version")
    yield from rows.exclude(scope_kind=PERSON).order_by(*order).iterator(chunk_size=_CHUNK)


def count_published(which: Which) -> int:
    """Return how many figures `each_published` yields."""
    rows = _published(which) if which.on else _published(which).filter(latest=True)
    return rows.exclude(scope_kind=PERSON).count()


def latest(*, codes: Collection[str], scope: Scope, period: Period | None) -> Mapping[str, Value]:
    """Return the figures that count of several indicators, for one scope, at a period."""
    if period is None:
        return {}
    rows = Value.objects.filter(
        latest=True,
        code__in=codes,
        scope_kind=scope.kind,
        scope=scope.key,
        frequency=period.frequency.value,
        first=period.first,
    )
    return {row.code: row for row in rows}


def issue(row: Value, *, name: str, records: str = "", inside: bool = False) -> Issue:
    """Return a published version in the room's own word; without `inside`, as everybody may see it."""
    period = period_of(row)
    published_at = row.published_at or row.recorded_at
    return Issue(
        code=row.code,
        scope=scope_of(row),
        scope_name=name,
        period=period,
        version=row.version,
        number=row.number,
        source=row.source,
        comment=wording.comment_words(row.comment, row.source) if inside else "",
        published_at=published_at,
        superseded_at=row.superseded_at,
        provisional=published_at.astimezone(VIETNAM).date() <= period.last,
        records=records,
        files=tuple(reverse("files:file", args=[each]) for each in row.evidence) if inside else (),
    )


def period_of(row: Value) -> Period:
    """Return the period of a row."""
    return Period(row.first, Frequency(row.frequency))


def scope_of(row: Value) -> Scope:
    """Return of whom a row is."""
    return Scope(kind=row.scope_kind, key=row.scope)


def better(indicator: Indicator) -> Callable[[Decimal], Decimal] | None:
    """Return what sorts figures best first; None where neither more nor less is better."""
    if indicator.direction is Direction.NEAR:
        return None
    return (lambda number: -number) if indicator.direction is Direction.UP else (lambda number: number)


def ranks(numbers: Mapping[Scope, Decimal], order: Callable[[Decimal], Decimal] | None) -> Mapping[Scope, int]:
    """Return the rank of each scope, from 1; the same figure has the same rank and the next one is left out."""
    if order is None:
        return {}
    found: dict[Scope, int] = {}
    before: Decimal | None = None
    rank = 0
    for place, (scope, number) in enumerate(sorted(numbers.items(), key=lambda each: order(each[1])), start=1):
        if number != before:
            rank, before = place, number
        found[scope] = rank
    return found


def _published(which: Which) -> QuerySet[Value]:
    rows = Value.objects.filter(state=State.PUBLISHED.value, code__in=which.codes)
    if which.scope:
        rows = rows.filter(scope_kind=which.scope.kind, scope=which.scope.key)
    if which.on:
        end = datetime.combine(which.on + timedelta(days=1), time(), VIETNAM)
        rows = rows.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gte=end), published_at__lt=end)
    return rows
