"""Which figures rest on which: in what order they are computed, and which are stale after one has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from graphlib import TopologicalSorter

from honglam.base.periods import Frequency, Period
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.service import formulas, offering
from honglam.engines.indicator.service.checking_formulas import inputs

_A_YEAR = {Frequency.WEEK: 52, Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.HALF: 2, Frequency.YEAR: 1}
Marked = Mapping[str, Iterable[Period]]


def order(known: Mapping[str, Indicator]) -> tuple[str, ...]:
    """Return the codes so that each stands after those on which it rests. Definitions go in no circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for code in sorted(known):
        sorter.add(code, *(name for name in inputs(known[code]) if name in known))
    return tuple(sorter.static_order())


def stale(known: Mapping[str, Indicator], marked: Marked, today: date) -> dict[str, set[Period]]:
    """Return what is to be computed anew: what is marked, and everything that rests on it, in the order of computing.

    Args:
        known: the definitions that count.
        marked: what has changed, by code.
        today: periods that begin later have no figures yet.
    """
    above = _above(known)
    heap: dict[str, set[Period]] = defaultdict(set)
    for code, periods in marked.items():
        heap[code] |= set(periods)
    found = {}
    for code in order(known):
        periods = set(heap[code])
        for period in heap[code]:
            periods |= {longer for longer in _longer(known[code], period) if longer.first <= today}
        if not periods:
            continue
        found[code] = periods
        for other, how in above[code]:
            heap[other] |= {each for period in periods for each in _touched(known[other], how, period, today)}
    return found


def year_before(period: Period) -> Period:
    """Return the same period of the year before; of 29 February the 28th."""
    return _by_years(period, -1)


def year_of(period: Period) -> Period:
    """Return the year in which a period begins."""
    return Period.of(period.first, Frequency.YEAR)


def _above(known: Mapping[str, Indicator]) -> dict[str, list[tuple[str, str]]]:
    """Return by code which indicators read it, and how."""
    found = defaultdict(list)
    for code, indicator in known.items():
        if inputs(indicator):
            for read in formulas.reads(indicator.source.formula):
                found[read.code].append((code, read.how))
    return found


def _longer(indicator: Indicator, period: Period) -> Iterator[Period]:
    """Yield the longer periods into which the figure of a period is rolled up."""
    for frequency in offering.frequencies(indicator):
        if frequency in offering.LONGER[period.frequency]:
            yield Period.of(period.first, frequency)


def _touched(indicator: Indicator, how: str, period: Period, today: date) -> Iterator[Period]:
    """Yield the periods of an indicator that read the figure of a period in this way."""
    offered = offering.frequencies(indicator)
    if how == "sum_of_year":
        last = min(date(period.first.year, 12, 31), today)
        for frequency in offered:
            parts = year_of(period).parts(frequency)
            yield from (each for each in parts if period.last <= each.last and each.first <= last)
        return
    if period.frequency not in offered:
        return
    reader = {"previous": period.next, "same_period_last_year": _by_years(period, 1)}.get(how, period)
    if reader.first <= today:
        yield reader


def _by_years(period: Period, years: int) -> Period:
    if period.frequency is Frequency.DAY:
        first = period.first
        try:
            return Period(first.replace(year=first.year + years), period.frequency)
        except ValueError:  # 29 February
            return Period(first.replace(year=first.year + years, day=28), period.frequency)
    return period.shifted(years * _A_YEAR[period.frequency])
