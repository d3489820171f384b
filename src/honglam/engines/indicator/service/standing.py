"""How figures stand to their targets: many indicators in a few questions to the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import localdate

from honglam.base.periods import Frequency, Period
from honglam.engines.indicator.contracts import Indicator, Progress, Scope, Standing, Target, Value
from honglam.engines.indicator.models import Value as Row
from honglam.engines.indicator.service import known, rows, rules, targets

TREND = 24  # figures that are shown and reckoned with, for each indicator and scope
Key = tuple[str, Scope]


@dataclass(slots=True)
class _Found:
    """The published figures of an indicator for one scope."""

    newest: Row | None = None
    trend: list[tuple[Period, Decimal]] = field(default_factory=list)
    whole: dict[Period, Decimal] = field(default_factory=dict)


def progress(*, codes: Collection[str], now: datetime, scope: Scope | None = None) -> tuple[Progress, ...]:
    """Return how indicators stand: for one scope, or for each that has a figure or a target."""
    definitions = known.indicators(set(codes))
    set_ = targets.targets_of(definitions, scope)
    found = _figures(definitions, set_, scope)
    keys: Iterable[Key] = (
        ((code, scope) for code in definitions)
        if scope is not None
        else sorted({*set_, *found}, key=lambda key: (key[0], key[1].kind, key[1].key))
    )
    order = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    made = (_one(definitions[code], at, set_, found, localdate(now)) for code, at in keys)
    return tuple(sorted(made, key=lambda each: order[each.code]))


def nearest(of: Collection[Target], today: date) -> Target | None:
    """Return the target whose period ends next, of two that end together the longer one; the last when all are over."""
    ahead = [target for target in of if target.period.last >= today]
    if ahead:
        return min(ahead, key=lambda target: (target.period.last, target.period.first))
    return max(of, key=lambda target: (target.period.last, target.period.first), default=None)


def _figures(
    definitions: Mapping[str, Indicator], set_: Mapping[Key, list[Target]], scope: Scope | None
) -> dict[Key, _Found]:
    """Return the newest published figures, and those of the very periods for which targets are set."""
    chosen = Row.objects.filter(code__in=definitions, latest=True)
    if scope is not None:
        chosen = chosen.filter(scope_kind=scope.kind, scope=scope.key)
    place = Window(
        RowNumber(), partition_by=[F("code"), F("scope_kind"), F("scope"), F("frequency")], order_by="-first"
    )
    found: dict[Key, _Found] = {}
    wanted = {(key, target.period) for key, of in set_.items() for target in of}
    for row in chosen.annotate(place=place).filter(place__lte=TREND).order_by("first"):
        key, period = (row.code, Scope(kind=row.scope_kind, key=row.scope)), Period(row.first, Frequency(row.frequency))
        number = rows.plain(row.number)
        if period.frequency is definitions[row.code].frequency:
            here = found.setdefault(key, _Found())
            here.newest = row
            if number is not None:
                here.trend.append((period, number))
        elif (key, period) in wanted and number is not None:
            found.setdefault(key, _Found()).whole[period] = number
    return found


def _one(
    indicator: Indicator, scope: Scope, set_: Mapping[Key, list[Target]], found: Mapping[Key, _Found], today: date
) -> Progress:
    key = (indicator.code, scope)
    here = found.get(key, _Found())
    target = nearest(set_.get(key, ()), today)
    value: Value | None = rows.value(here.newest) if here.newest is not None else None
    trend = tuple(here.trend)
    if target is None:
        reached = trend[-1][1] if trend and value and value.number is not None else None
        return Progress(
            code=indicator.code,
            scope=scope,
            value=value,
            target=None,
            gap=None,
            standing=Standing.NO_DATA if reached is None else Standing.NO_TARGET,
            trend=trend,
            reached=reached,
        )
    case = rules.Case(indicator, target, trend, here.whole.get(target.period), today)
    return Progress(
        code=indicator.code,
        scope=scope,
        value=value,
        target=target,
        gap=case.gap,
        standing=case.standing,
        trend=trend,
        forecast=case.forecast,
        reached=case.reached,
    )
