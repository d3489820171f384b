"""How quality is said to people: figures, lines of tables, charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from honglam.base.money import format_number
from honglam.base.time import format_date
from honglam.core.identity import api as identity
from honglam.engines.register.api import quality as api
from honglam.engines.register.contracts.quality import (
    DIMENSION_WORDS,
    Card,
    Dimension,
    NotUnderstood,
    QualityRule,
    Score,
)
from honglam.kit.charts import Chart, Series
from honglam.kit.tiles import Figure, Shown, State, Tile

_GOOD, _FAIR = 95, 80  # points


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is called, its score, and figures by dimension."""

    name: str
    key: str
    score: Score
    points: tuple[str, ...]
    tone: State
    total: str


def dimensions(card: Card, now: datetime) -> list[Shown]:
    """Return the score and its six dimensions as figures, each with what it is a share of."""
    whole = _figure("score", _("Score"), card.score.total, _("Mean of the dimensions that are known"), now)
    return [
        whole,
        *(_figure(d.value, _(DIMENSION_WORDS[d]), card.score.points.get(d), _helped(d), now) for d in Dimension),
    ]


def _figure(name: str, title: str, points: float | None, note: str, now: datetime) -> Shown:
    found = Figure(written(points), tone(points), note) if points is not None else Figure(None, "unknown", note)
    return Shown(Tile(f"register.quality.{name}", "desk", title, lambda _viewer, _now: found), found, now)


def _helped(dimension: Dimension) -> str:
    words = {
        Dimension.VALID: _("Share of records that break no rule about limits, forms and references."),
        Dimension.COMPLETE: _("Share of the values asked for that are there."),
        Dimension.CLEAN: _("Share of records without a double and in tidy spelling."),
        Dimension.LIVE: _("Share of records changed or confirmed within their time."),
        Dimension.CONSISTENT: _("Share of records that use the shared code lists and identifiers."),
        Dimension.SHARED: _("A third each: open to all, given to others, used by others in the last 30 days."),
    }
    return words[dimension]


def written(points: float | None) -> str:
    """Return points as people read them; a dash where nothing is known."""
    return "–" if points is None else format_number(Decimal(str(points)), decimals=1)


def tone(points: float | None) -> State:
    """Return the colour of points."""
    if points is None:
        return "plain"
    return "good" if points >= _GOOD else "soon" if points >= _FAIR else "bad"


def agencies(card: Card) -> list[Line]:
    """Return a line for each agency, the worst first."""
    names = {agency.path: agency.name for agency in identity.agencies()}
    lines = [_line(names.get(path, path), path, score) for path, score in card.agencies.items()]
    return sorted(lines, key=lambda line: (line.score.total is None, line.score.total, line.name))


def _line(name: str, key: str, score: Score) -> Line:
    return Line(
        name,
        key,
        score,
        tuple(written(score.points.get(d)) for d in Dimension),
        tone(score.total),
        written(score.total),
    )


def trend(card: Card) -> Chart | None:
    """Return how it went; None before there are two days."""
    if len(card.trend) < 2:
        return None
    days = [format_date(day) for day, _score in card.trend]
    series = [Series(_("Score"), tuple(score.total for _day, score in card.trend))]
    series += [
        Series(_(DIMENSION_WORDS[dimension]), tuple(score.points.get(dimension) for _day, score in card.trend))
        for dimension in Dimension
        if any(score.points.get(dimension) is not None for _day, score in card.trend)
    ]
    return Chart(id="trend", title=_("How the score went"), labels=tuple(days), series=tuple(series), unit=_("points"))


def broken(rules: Iterable[QualityRule]) -> list[dict[str, Any]]:
    """Return the rules that are broken, the worst first."""
    found = sorted((rule for rule in rules if rule.failing), key=lambda rule: (-rule.failing, rule.id))
    return [{"rule": rule, "dimension": _(DIMENSION_WORDS[rule.dimension])} for rule in found]


def grouped(rules: Iterable[QualityRule]) -> list[tuple[str, list[QualityRule]]]:
    """Return rules by dimension, in the order of the six."""
    found: dict[Dimension, list[QualityRule]] = {}
    for rule in rules:
        found.setdefault(rule.dimension, []).append(rule)
    return [(_(DIMENSION_WORDS[dimension]), found[dimension]) for dimension in Dimension if dimension in found]


def choices() -> list[tuple[str, str]]:
    """Return the dimensions that a rule can measure."""
    return [(each.value, _(DIMENSION_WORDS[each])) for each in Dimension if each is not Dimension.SHARED]


def refused(error: NotUnderstood) -> dict[str, Any]:
    """Return why a sentence is no rule, what was understood of it, and what could be written."""
    remedy = _(error.remedy) % error.params if error.remedy else ""
    said = _(error.message) % error.params if error.params else _(error.message)
    return {"said": said, "remedy": remedy, "understood": error.understood, "suggestions": error.suggestions}


def planned(plan: Mapping[str, Sequence[UUID]]) -> list[dict[str, Any]]:
    """Return to which agency how many records would go."""
    names = {agency.path: agency.name for agency in identity.agencies()}
    return [{"name": names.get(path, path), "count": len(ids)} for path, ids in plan.items()]


def sent(found: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Return what was given to whom, and where it is followed."""
    names = {agency.path: agency.name for agency in identity.agencies()}
    return [
        {"name": names.get(path, path), "code": code, "count": count, "href": api.address(code=code)}
        for path, code, count in found
    ]
