"""How figures are read: sums that are kept, and what waits to be added to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from honglam.base.access import covers
from honglam.base.time import VIETNAM
from honglam.engines.case.contracts.statistics import CLASSES, Ask, By, Figures, Waiting
from honglam.engines.case.models import Figure
from honglam.engines.case.models.statistics import COLUMNS, Grain
from honglam.engines.case.service.figures import statistics
from honglam.engines.case.service.figures.statistics import Key, Sums

EVERYWHERE = ("",)  # a reach without limits, for public totals
_AFTER = "/"  # the sign that follows the dot: "H27." to "H27/" is everything below H27
_NAMES = {By.PROCEDURE: "procedure", By.AGENCY: "agency", By.COMMUNE: "commune", By.TOPIC: "part"}
_PLACE = {"grain": 0, "at": 1, "procedure": 2, "agency": 3, "commune": 4, "part": 5}
_BY_STEP = frozenset({Grain.STEP, Grain.WAIT})
_SUMS = {f"sum_{name}": Sum(name) for name in COLUMNS}

Lines = dict[tuple[str, ...], dict[str, int]]


def figures(*, ask: Ask, reach: tuple[str, ...], now: datetime) -> tuple[Figures, ...]:
    """Return the lines that were asked for, of the agencies in reach, by key; one line when all are together."""
    grain = Grain.MONTH if ask.by_topic or ask.by is By.MONTH else Grain.DAY
    names = () if ask.by is By.ALL else (_NAMES.get(ask.by, "at"),)
    question = _Question(ask, reach)
    found = question.lines(grain, names, *_period(ask, grain))
    if ask.by not in {By.DAY, By.MONTH}:
        _join(found, question.backlog(Grain.DUE, names, now))
    if ask.by is By.ALL:
        found.setdefault((), {})
    return tuple(_figures(_shown(ask.by, key), found[key]) for key in sorted(found))


def waiting(*, ask: Ask, reach: tuple[str, ...], now: datetime) -> tuple[Waiting, ...]:
    """Return how long steps take, by procedure and step, and by agency when `ask.by` says so."""
    names = ("procedure", "part", *(("agency",) if ask.by is By.AGENCY else ()))
    question = _Question(ask, reach)
    found = question.lines(Grain.STEP, names, *_period(ask, Grain.STEP))
    _join(found, question.backlog(Grain.WAIT, names, now))
    return tuple(_waiting(key, found[key]) for key in sorted(found))


@dataclass(slots=True)
class _Question:
    """One question to the sums; what waits to be added to them is read once for it."""

    ask: Ask
    reach: tuple[str, ...]
    pending: Sums = field(default_factory=statistics.pending)

    def lines(
        self, grain: Grain, names: tuple[str, ...], since: datetime | None = None, until: datetime | None = None
    ) -> Lines:
        """Return sums by key: those that are kept, and on top those of the cases that changed since."""
        query = Figure.objects.filter(self._within(grain), grain=grain)
        query = query.filter(at__gte=since) if since else query
        query = query.filter(at__lt=until) if until else query
        found = _kept(query, names, _SUMS)
        for (place, column), value in self.pending.items():
            at = datetime.fromisoformat(place[1])
            inside = (since is None or at >= since) and (until is None or at < until)
            if place[0] == grain and inside and self._reaches(place, grain):
                _add(found, place, names, column, value)
        return {key: line for key, line in found.items() if any(line.values())}

    def backlog(self, grain: Grain, names: tuple[str, ...], now: datetime) -> Lines:
        """Return what is open, and of that what is overdue."""
        past = now.replace(minute=0, second=0, microsecond=0) + timedelta(microseconds=1)
        sums = {**_SUMS, "sum_overdue": Sum("open", filter=Q(at__lt=past))}
        found = _kept(Figure.objects.filter(self._within(grain), grain=grain), names, sums)
        for (place, column), value in self.pending.items():
            if place[0] != grain or not self._reaches(place, grain):
                continue
            _add(found, place, names, column, value)
            if column == "open" and datetime.fromisoformat(place[1]) < past:
                _add(found, place, names, "overdue", value)
        return {key: line for key, line in found.items() if any(line.values())}

    def _within(self, grain: Grain) -> Q:
        found = Q(pk__in=[])
        for path in self.reach:
            found |= _below(path)
        for name in ("procedure", "commune"):
            if value := getattr(self.ask, name):
                found &= Q(**{name: value})
        if self.ask.agency:
            found &= _below(self.ask.agency)
        return found & Q(part=self.ask.topic) if self.ask.topic and grain not in _BY_STEP else found

    def _reaches(self, place: Key, grain: Grain) -> bool:
        _grain, _at, procedure, agency, commune, part = place
        return (
            any(not path or covers(path, agency) for path in self.reach)
            and self.ask.procedure in {"", procedure}
            and self.ask.commune in {"", commune}
            and (not self.ask.agency or covers(self.ask.agency, agency))
            and (grain in _BY_STEP or self.ask.topic in {"", part})
        )


def _kept(query: QuerySet[Figure], names: tuple[str, ...], sums: Mapping[str, Sum]) -> Lines:
    """Return kept sums by key."""
    # Without names, values() would mean every column.
    rows = query.values(*names).annotate(**sums).order_by() if names else [query.aggregate(**sums)]
    return {
        tuple(_text(row[name]) for name in names): {name.removeprefix("sum_"): row[name] for name in sums if row[name]}
        for row in rows
    }


def _add(found: Lines, place: Key, names: tuple[str, ...], column: str, value: int) -> None:
    line = found.setdefault(tuple(place[_PLACE[name]] for name in names), {})
    line[column] = line.get(column, 0) + value


def _join(lines: Lines, more: Lines) -> None:
    for key, row in more.items():
        lines.setdefault(key, {}).update(row)


def _below(path: str) -> Q:
    return Q(agency=path) | Q(agency__gte=f"{path}.", agency__lt=f"{path}{_AFTER}") if path else Q(agency=F("agency"))


def _period(ask: Ask, grain: Grain) -> tuple[datetime | None, datetime | None]:
    """Return the moments between which days or months begin."""
    since, until = ask.since, ask.until
    if since and grain is not Grain.DAY:
        since = since.replace(day=1)
    return _midnight(since), _midnight(until + timedelta(days=1)) if until else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=VIETNAM) if day else None


def _text(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _shown(by: By, key: tuple[str, ...]) -> str:
    if by not in {By.DAY, By.MONTH}:
        return key[0] if key else ""
    day = datetime.fromisoformat(key[0]).astimezone(VIETNAM).date().isoformat()
    return day if by is By.DAY else day[: len("2026-12")]


def _figures(key: str, row: Mapping[str, int]) -> Figures:
    plain = ("opened", "closed", "late", "reopened", "extended", "ratings", "stars", "minutes", "open", "overdue")
    return Figures(key=key, classes=_classes(row), **{name: row.get(name, 0) for name in plain})


def _waiting(key: tuple[str, ...], row: Mapping[str, int]) -> Waiting:
    procedure, element, *rest = key
    plain = {name: row.get(name, 0) for name in ("late", "minutes", "open", "overdue")}
    agency, done = "".join(rest), row.get("closed", 0)
    return Waiting(procedure=procedure, element=element, agency=agency, done=done, classes=_classes(row), **plain)


def _classes(row: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(row.get(f"h{number}", 0) for number in range(CLASSES))
