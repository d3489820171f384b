"""Scores from the counters: what the viewer reaches, by agency, by commune, by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum

from honglam.base.access import covers
from honglam.base.time import VIETNAM
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Card, Dimension, Score
from honglam.engines.register.models import (
    MeasuredRule,
    Measurement,
    QualityDay,
    QualityTally,
    Share,
    TouchedRow,
    Usage,
)
from honglam.engines.register.service.quality import rules as rules_
from honglam.engines.register.service.quality.keeping import BY_RECORD, ROWS

EVERYWHERE = ("",)
_USED_DAYS = 30
_TREND_DAYS = 90
_SUMS = ("rows", "asked", "complete", *(dimension.value for dimension in BY_RECORD))


@dataclass(slots=True)
class Sums:
    """Counts of some records, from which points are made."""

    counts: Counter[str] = field(default_factory=Counter)

    def score(self, known: frozenset[Dimension], shared: int | None, at: datetime | None = None) -> Score:
        """Return the points of the dimensions that something is known of."""
        rows, counts = self.counts[ROWS], self.counts
        points: dict[Dimension, float | None] = dict.fromkeys(Dimension)
        if rows:
            points |= {d: _share(counts[d.value], rows) for d in BY_RECORD if d in known}
        if counts["asked"]:
            points[Dimension.COMPLETE] = _share(counts["complete"], counts["asked"])
        points[Dimension.SHARED] = shared
        there = [value for value in points.values() if value is not None]
        return Score(
            rows=rows, total=round(sum(there) / len(there), 1) if there and rows else None, points=points, at=at
        )


def _share(broken: int, whole: int) -> float:
    """Return what is not broken, of a hundred; only what has no fault at all is a hundred."""
    exact = 100 * (whole - broken) / whole
    return min(round(exact, 1), 99.9) if broken else 100.0


def card(register: Register, reach: Sequence[str], now: datetime) -> Card:
    """Return the scorecard of what is reached; `EVERYWHERE` for all of it."""
    known = Measurement.objects.filter(register=register.id).first()
    actives = rules_.in_force(register)
    asked = sum(a.rule.dimension is Dimension.COMPLETE and a.counts for a in actives)
    dimensions, shared = measured(actives), shared_points(register, now)
    places = tally(register, reach, asked)
    at = known.moved_at if known else None

    def by(part: int) -> Mapping[str, Score]:
        sums: dict[str, Sums] = defaultdict(Sums)
        for place, found in places.items():
            if place[part]:
                sums[place[part]].counts.update(found.counts)
        return {name: sums[name].score(dimensions, shared) for name in sorted(sums) if sums[name].counts[ROWS]}

    return Card(
        register=register.id,
        score=_all(places.values()).score(dimensions, shared, at),
        agencies=by(0),
        communes=by(1),
        trend=trend(register, reach, dimensions, now),
        waiting=TouchedRow.objects.filter(register=register.id).count(),
        asked=asked,
    )


def measured(actives: Iterable[rules_.Active]) -> frozenset[Dimension]:
    """Return the dimensions of which a rule says something."""
    return frozenset(active.rule.dimension for active in actives if active.counts)


def tally(register: Register, reach: Sequence[str], asked: int) -> dict[tuple[str, str], Sums]:
    """Return the counts by agency and commune."""
    rows = QualityTally.objects.filter(within(reach), register=register.id)
    rules = {str(number): part for number, part in _complete_rules(register).items()}
    found: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for part, agency, commune, amount in rows.values_list("part", "agency", "commune", "amount"):
        counts = found[agency, commune].counts
        if part == ROWS:
            counts[ROWS] += amount
            counts["asked"] += amount * asked
        elif part in rules:
            counts["complete"] += amount
        elif not part.isdigit():
            counts[part] += amount
    return dict(found)


def _complete_rules(register: Register) -> dict[int, str]:
    names = [a.rule.id for a in rules_.in_force(register) if a.rule.dimension is Dimension.COMPLETE and a.counts]
    return dict(MeasuredRule.objects.filter(register=register.id, rule__in=names).values_list("id", "rule"))


def within(reach: Sequence[str]) -> Q:
    """Return the condition of rows whose agency is reached."""
    found = Q(pk__in=[])
    for path in reach:
        if not path:
            return Q()
        found |= Q(agency=path) | Q(agency__gte=f"{path}.", agency__lt=f"{path}/")
    return found


def shared_points(register: Register, now: datetime) -> int:
    """Return how far a register is shared: a third each for being open, for being given to somebody, for being used."""
    shared = Share.objects.filter(register=register.id, ends_at__gt=now).exists()
    since = now.astimezone(VIETNAM).date() - timedelta(days=_USED_DAYS)
    users = Usage.objects.filter(register=register.id, day__gte=since).values_list("consumer", flat=True).distinct()
    used = [user for user in users if not (register.owner and covers(register.owner, user))]
    return (0, 33, 67, 100)[bool(register.public) + bool(shared or used) + bool(used)]


def trend(
    register: Register, reach: Sequence[str], known: frozenset[Dimension], now: datetime
) -> tuple[tuple[date, Score], ...]:
    """Return the score of each day that was written, oldest first."""
    since = now.astimezone(VIETNAM).date() - timedelta(days=_TREND_DAYS)
    rows = QualityDay.objects.filter(within(reach), register=register.id, day__gte=since)
    summed = rows.values("day", "shared").annotate(**{f"sum_{name}": Sum(name) for name in _SUMS}).order_by("day")
    return tuple(
        (row["day"], Sums(Counter({name: row[f"sum_{name}"] for name in _SUMS})).score(known, row["shared"]))
        for row in summed
    )


def by_scope(register: Register, *, kind: str, last: date, now: datetime) -> Mapping[str, Score]:
    """Return the scores as they stood at the end of a day, by scope: the province (empty), agency or commune."""
    known = measured(rules_.in_force(register))
    if last >= now.astimezone(VIETNAM).date():
        found = card(register, EVERYWHERE, now)
        whole = {"": found.score} if found.score.rows else {}
        return {"province": whole, "agency": found.agencies, "commune": found.communes}[kind]
    rows = QualityDay.objects.filter(register=register.id, day__lte=last)
    day = rows.order_by("-day").values_list("day", flat=True).first()
    if day is None:
        return {}
    names = [] if kind == "province" else [kind]
    summed = rows.filter(day=day).values("shared", *names).annotate(**{f"sum_{n}": Sum(n) for n in _SUMS}).order_by()
    return {
        row.get(kind, ""): Sums(Counter({n: row[f"sum_{n}"] for n in _SUMS})).score(known, row["shared"])
        for row in summed
        if kind == "province" or row[kind]
    }


@transaction.atomic
def write_day(register: Register, now: datetime) -> None:
    """Write how it stands today, in the place of what was written today before."""
    day = now.astimezone(VIETNAM).date()
    asked = sum(a.rule.dimension is Dimension.COMPLETE and a.counts for a in rules_.in_force(register))
    shared = shared_points(register, now)
    QualityDay.objects.filter(register=register.id, day=day).delete()
    QualityDay.objects.bulk_create(
        [
            QualityDay(
                register=register.id,
                day=day,
                agency=agency,
                commune=commune,
                shared=shared,
                **{name: sums.counts[name] for name in _SUMS},
            )
            for (agency, commune), sums in tally(register, EVERYWHERE, asked).items()
            if sums.counts[ROWS]
        ]
    )


def _all(found: Iterable[Sums]) -> Sums:
    whole = Sums()
    for each in found:
        whole.counts.update(each.counts)
    return whole
