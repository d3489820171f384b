"""What a figure will be if it goes on as it did: a straight line through its last points (decision 34).

Least squares over the last twelve figures, and the range in which a new one lies with 80 of 100 if the line holds:
`y ± t · s · √(1 + 1/n + (x − x̄)² / Sxx)`, as in any textbook of statistics. A sum over several periods to come is
forecast in the same way: their figures are added, and so are the squares under the root. People can check it by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import fmean, linear_regression

from honglam.base.words import N_

POINTS = 12  # the newest: what was years ago says little of the year to come
LEAST_POINTS = 3
# Student's t with n - 2 degrees of freedom, 90 of 100 below: so 80 of 100 lie between its two signs.
_T = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)
LINE = N_("A straight line by least squares through the last figures; 80 of 100 such figures lie in the range.")
SUM = N_(
    "What there is so far and a straight line by least squares through the last figures for the rest; 80 of 100 such "
    "sums lie in the range."
)


@dataclass(frozen=True, slots=True)
class Range:
    """A forecast: the likeliest number, and the ends of the range in which it lies with 80 of 100."""

    number: float
    low: float
    high: float
    points: int


def ahead(points: Sequence[tuple[int, float]], to_come: Sequence[int]) -> Range | None:
    """Return the sum of what is to come, which for one place is that figure; None when there are too few points.

    Args:
        points: place in time, counted in periods, and figure; the oldest first.
        to_come: places for which there is no figure yet.
    """
    used = list(points)[-POINTS:]
    if len(used) < LEAST_POINTS or not to_come:
        return None
    xs, ys = [float(x) for x, _y in used], [y for _x, y in used]
    slope, intercept = linear_regression(xs, ys)
    mean, count, several = fmean(xs), len(used), len(to_come)
    spread = sum((x - mean) ** 2 for x in xs)
    left = sum((y - intercept - slope * x) ** 2 for x, y in zip(xs, ys, strict=True))
    deviation = sqrt(left / (count - 2))
    away = sum(x - mean for x in to_come)
    number = sum(intercept + slope * x for x in to_come)
    width = _T[count - 3] * deviation * sqrt(several + several**2 / count + away**2 / spread)
    return Range(number, number - width, number + width, count)


def rounded(number: float, decimals: int) -> Decimal:
    """Return a forecast with as many digits as its indicator has."""
    return Decimal(str(round(number, decimals)))
