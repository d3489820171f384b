"""What the indicator engine can measure of registers: how many records each holds, and how good they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.base.periods import Frequency, Period
from honglam.engines.register import api
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import DIMENSION_WORDS, Dimension, Score
from honglam.engines.register.events import RegisterMeasured
from honglam.kit.measures import Asked, Family, Measure, ScopeKind

_KINDS = (ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.COMMUNE)
_DAILY = tuple(Frequency)
_EVENTS = (RegisterMeasured.name,)


def _every() -> Iterator[Measure]:
    """Yield rows, score and dimensions of each register that is deployed now."""
    for register in api.definitions.listed():
        yield _measure(register, "rows", "records", _("records"))
        yield _measure(register, "quality", "score", _("points"))
        for dimension in Dimension:
            yield _measure(register, f"quality.{dimension}", dimension.value, _("points"))


def _measure(register: Register, name: str, figure: str, unit: object) -> Measure:
    return Measure(
        id=f"register.{register.id}.{name}",
        title=lazystr(_Title(register.title, figure)),
        unit=str(unit),
        kinds=_KINDS,
        frequencies=_DAILY,
        values=partial(_values, register.id, figure),
        records=partial(_records, register.id),
        events=_EVENTS,
    )


class _Title:
    """Its register and what is measured of it, in the language in which it is read."""

    def __init__(self, register: str, figure: str) -> None:
        self.register, self.figure = register, figure

    def __str__(self) -> str:
        if self.figure in set(Dimension):
            return f"{self.register}: {gettext(DIMENSION_WORDS[Dimension(self.figure)])}"
        return f"{self.register}: {gettext('Records') if self.figure == 'records' else gettext('Score')}"


def _values(register: str, figure: str, asked: Asked) -> Mapping[str, Decimal]:
    scores = api.quality.scores_by(register=register, kind=asked.kind, last=asked.period.last, now=asked.now)
    found = {scope: _figure(score, figure) for scope, score in scores.items()}
    return {scope: value for scope, value in found.items() if value is not None}


def _figure(score: Score, figure: str) -> Decimal | None:
    if figure == "records":
        return Decimal(score.rows)
    points = score.total if figure == "score" else score.points.get(Dimension(figure))
    return None if points is None else Decimal(str(points))


def _records(register: str, _scope: str, _period: Period) -> str:
    return reverse("desk-register:quality", args=[register])


FAMILY = Family(id="register.", every=_every, events=_EVENTS)
