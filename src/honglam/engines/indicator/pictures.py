"""From how an indicator stands to its chart."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from honglam.base.money import format_number
from honglam.base.periods import Period
from honglam.engines.indicator import wording
from honglam.engines.indicator.contracts import Indicator, Progress, Target
from honglam.engines.indicator.drawing import Picture, sparkline

_PAST = 36  # periods that are drawn


def picture(indicator: Indicator, progress: Progress, *, english: bool = False) -> Picture | None:
    """Return the chart of an indicator for one scope, to the end of its target's period; None without a figure."""
    known = dict(progress.trend)
    if progress.value and progress.value.number is not None:
        known[progress.value.period] = progress.value.number
    if not known:
        return None
    periods = _periods(known, progress.target)
    values = tuple(known.get(period) for period in periods)
    target = progress.target
    return Picture(
        title=wording.indicator_title(indicator, english=english),
        words=words(indicator, progress),
        labels=tuple(_short(period) for period in periods),
        values=values,
        target=(target.number, target.high) if target else None,
        target_name=wording.target_words(target, indicator),
        forecast=progress.forecast,
        forecast_name=_forecast_name(progress, indicator),
        decimals=indicator.decimals,
    )


def spark(indicator: Indicator, progress: Progress) -> str:
    """Return the line of a tile."""
    known = dict(progress.trend)
    if progress.value and progress.value.number is not None:
        known[progress.value.period] = progress.value.number
    periods = sorted(known)[-_PAST:]
    return sparkline([known[period] for period in periods], _way(indicator, known, periods))


def words(indicator: Indicator, progress: Progress) -> str:
    """Say what the chart shows."""
    known = dict(progress.trend)
    said = [
        _way(indicator, known, sorted(known)),
        wording.target_words(progress.target, indicator),
        wording.forecast_words(progress.forecast, progress.target, indicator),
    ]
    return ". ".join(each for each in said if each)


def _way(indicator: Indicator, known: dict[Period, Decimal], periods: list[Period]) -> str:
    if not periods:
        return ""
    first, last = periods[0], periods[-1]
    return _("%(first)s (%(from)s) to %(last)s (%(to)s)") % {
        "first": wording.figure_words(known[first], indicator),
        "from": wording.period_words(first),
        "last": wording.figure_words(known[last], indicator),
        "to": wording.period_words(last),
    }


def _periods(known: dict[Period, Decimal], target: Target | None) -> list[Period]:
    last = max(known)
    if target and (target.period.last - last.last).days < 3 * 366:
        while last.next.last <= target.period.last:
            last = last.next
    first, found = min(known), [last]
    while found[-1].first > first.first and len(found) < 2 * _PAST:
        found.append(found[-1].shifted(-1))
    return found[::-1]


def _short(period: Period) -> str:
    text = str(period)
    year, _sign, part = text.partition("-")
    if period.frequency.value == "month":
        return f"{part}/{year[2:]}"
    return f"{part}/{year[2:]}" if part and period.frequency.value != "day" else _day(period) if part else year


def _day(period: Period) -> str:
    return f"{period.first.day:02}/{period.first.month:02}"


def _forecast_name(progress: Progress, indicator: Indicator) -> str:
    found = progress.forecast
    if found is None:
        return ""
    return _("forecast %(figure)s") % {"figure": format_number(found.number, decimals=indicator.decimals)}
