"""The rules by which a figure is held against its target: what counts, what is missing, how it stands (decision 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from honglam.base.periods import Period
from honglam.engines.indicator.contracts import Direction, Forecast, Indicator, RollUp, Standing, Target
from honglam.engines.indicator.service import forecasting

Points = Sequence[tuple[Period, Decimal]]
Bounds = tuple[Decimal | None, Decimal | None]


def bounds(target: Target, direction: Direction) -> Bounds:
    """Return between which numbers a target is met; None where there is no end.

    A plan that says "reach 70 %" or "15 to 20 %" of what is better the more it is means "at least".
    """
    if target.comparison == ">=":
        return target.number, None
    if target.comparison == "<=":
        return None, target.number
    high = target.high if target.high is not None else target.number
    return (
        None if direction is Direction.DOWN else target.number,
        None if direction is Direction.UP else high,
    )


def missing(number: Decimal, within: Bounds) -> Decimal:
    """Return how far a number lies from where the target is met; 0 within."""
    low, high = within
    if low is not None and number < low:
        return low - number
    if high is not None and number > high:
        return number - high
    return Decimal(0)


@dataclass(frozen=True)
class Case:
    """A target, and the figures that are held against it.

    Attributes:
        indicator: the definition.
        target: what is to be reached.
        points: published figures, the oldest first.
        whole: the published figure of the target's whole period, when there is one.
        today: the day of asking.
    """

    indicator: Indicator
    target: Target
    points: Points
    whole: Decimal | None
    today: date

    @cached_property
    def within(self) -> Bounds:
        """Between which numbers the target is met."""
        return bounds(self.target, self.indicator.direction)

    @cached_property
    def inside(self) -> Points:
        """The figures that lie in the target's period."""
        first, last = self.target.period.first, self.target.period.last
        return [(period, number) for period, number in self.points if first <= period.first <= last]

    @cached_property
    def reached(self) -> Decimal | None:
        """What is held against the target.

        The published figure of its whole period; else what those within it come to by the rule of the definition. What
        is a level, not a sum, holds until a newer figure comes, so also one from before the period is held against it.
        """
        if self.whole is not None:
            return self.whole
        how = self.indicator.roll_up
        if how in {RollUp.NONE, RollUp.LAST}:
            held = [number for period, number in self.points if period.first <= self.target.period.last]
            return held[-1] if held else None
        numbers = [number for _period, number in self.inside]
        if not numbers:
            return None
        if how is RollUp.SUM:
            return sum(numbers, Decimal(0))
        if how is RollUp.MEAN:
            return sum(numbers, Decimal(0)) / len(numbers)
        return min(numbers) if how is RollUp.MIN else max(numbers)

    @cached_property
    def gap(self) -> Decimal | None:
        """What is missing; None when there is no figure."""
        return None if self.reached is None else missing(self.reached, self.within)

    @cached_property
    def complete(self) -> bool:
        """Whether the last figure of the target's period is there."""
        last = Period.of(self.target.period.last, self.indicator.frequency)
        return bool(self.points) and self.points[-1][0].first >= last.first

    @cached_property
    def settled(self) -> bool:
        """Whether what is met stays met and cannot be lost by what is still to come.

        A sum that must not pass a limit is met only at the end.
        """
        return self.indicator.roll_up is not RollUp.SUM or self.within[1] is None

    @cached_property
    def standing(self) -> Standing:
        """How it stands, in one word."""
        if self.gap is None:
            return Standing.NO_DATA
        if self.complete:
            return Standing.MET if self.gap == 0 else Standing.MISSED
        if self.gap == 0 and self.settled:
            return Standing.MET
        if self._lost():
            return Standing.MISSED
        if self.target.period.last < self.today:
            return Standing.AT_RISK
        return Standing.ON_WAY if self._goes_on_well() else Standing.AT_RISK

    def _lost(self) -> bool:
        """Tell whether a sum of what is never below 0 has passed its limit, so that nothing can mend it."""
        high, least = self.within[1], self.indicator.least
        grows = self.indicator.roll_up is RollUp.SUM and least is not None and least >= 0
        return grows and high is not None and self.reached is not None and self.reached > high

    def _goes_on_well(self) -> bool:
        """Tell whether the forecast meets the target; without one, whether half of the time is still left."""
        if self.forecast is not None:
            return missing(self.forecast.number, self.within) == 0
        period = self.target.period
        return (self.today - period.first) * 2 <= (period.last - period.first)

    @cached_property
    def forecast(self) -> Forecast | None:
        """What it will be at the end of the target's period; None when that has come, or there are too few figures."""
        how = self.indicator.roll_up
        if self.complete or not self.points or how in {RollUp.MIN, RollUp.MAX}:
            return None
        places = _places(self.points)
        to_come = self._to_come(places[-1][0])
        adds = how in {RollUp.SUM, RollUp.MEAN} and self.target.period.frequency is not self.indicator.frequency
        found = forecasting.ahead(places, to_come if adds else to_come[-1:])
        if found is None:
            return None
        so_far = float(sum((number for _period, number in self.inside), Decimal(0))) if adds else 0.0
        parts = len(self.inside) + len(to_come) if adds and how is RollUp.MEAN else 1
        free = [(so_far + each) / parts for each in (found.low, found.number, found.high)]
        limit = self._limited if not adds or how is RollUp.MEAN else self._grown
        kept = [limit(each, so_far) for each in free]
        low, number, high = (forecasting.rounded(each, self.indicator.decimals) for each in kept)
        method = forecasting.SUM if adds else forecasting.LINE
        return Forecast(number=number, low=low, high=high, method=method, points=found.points, limited=kept != free)

    def _to_come(self, newest: int) -> list[int]:
        """Return the places of the periods that have no figure yet, until the end of the target's period."""
        begin, found = self.points[-1][0].next, []
        if begin.first < self.target.period.first:
            newest += _between(begin, self.target.period.first)
            begin = Period.of(self.target.period.first, begin.frequency)
        while begin.first <= self.target.period.last:
            newest += 1
            found.append(newest)
            begin = begin.next
        return found

    def _limited(self, number: float, _so_far: float) -> float:
        """Return a number within the limits of the definition: no share lies above 100 %."""
        least, most = self.indicator.least, self.indicator.most
        number = number if least is None else max(number, float(least))
        return number if most is None else min(number, float(most))

    def _grown(self, number: float, so_far: float) -> float:
        """Return a sum that does not fall when what is added is never below 0."""
        least = self.indicator.least
        return max(number, so_far) if least is not None and least >= 0 else number


def _places(points: Points) -> list[tuple[int, float]]:
    """Return the figures with their place in time, counted in periods; a period without a figure leaves a gap."""
    found, at = list[tuple[int, float]](), points[0][0]
    place = 0
    for period, number in points:
        place += _between(at, period.first)
        at = period
        found.append((place, float(number)))
    return found


def _between(begin: Period, first: date) -> int:
    """Return how many periods lie between two."""
    count = 0
    while begin.first < first:
        begin, count = begin.next, count + 1
    return count
