"""Charts that are declared: figures in, a drawing (ECharts) and a table twin out, for those who cannot see the drawing.

The island `hl-chart` reads the figures from the page; without it the table stands there alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import orjson
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from honglam.base.money import format_number
from honglam.kit.nav import Text

Shape = Literal["line", "area", "bar", "stacked", "rows"]
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
SERIES_MAX = 8  # more cannot be told apart


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one row of bars; a value may be missing."""

    name: Text | Promise
    values: tuple[float | int | Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart.

    Attributes:
        id: unique on its page.
        title: what it shows, as one would say it.
        shape: line, area, bar, stacked bars, or rows (bars that lie).
        labels: under the points, from left to right.
        series: the values, as many in each as there are labels.
        unit: of the values.
        target: a line that should be reached.
        source: where the figures come from.
    """

    id: str
    title: Text | Promise
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    shape: Shape = "line"
    unit: Text | Promise = ""
    target: float | None = None
    source: Text | Promise = ""

    def __post_init__(self) -> None:
        """Refuse a chart that nobody could read."""
        if not 1 <= len(self.series) <= SERIES_MAX:
            raise ValueError(f"chart {self.id}: one to {SERIES_MAX} series can be told apart")
        if any(len(each.values) != len(self.labels) for each in self.series):
            raise ValueError(f"chart {self.id}: each series has one value for each label")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value is None for each in self.series for value in each.values)

    def data(self) -> str:
        """Return what the island reads: JSON that may stand inside a script element."""
        found: dict[str, Any] = {
            "kind": self.shape,
            "x": list(self.labels),
            "series": [
                {"name": str(each.name), "values": [None if v is None else float(v) for v in each.values]}
                for each in self.series
            ],
            "unit": str(self.unit),
            "source": str(self.source),
        }
        if self.target is not None:
            found["target"] = {"value": self.target, "name": _("Target")}
        return mark_safe(orjson.dumps(found).decode().translate(_IN_SCRIPT))  # noqa: S308  (nothing can end the script)

    def rows(self) -> list[tuple[str, list[str]]]:
        """Return the table twin: a label and the values of all series as people read them."""
        return [(label, [_written(each.values[n]) for each in self.series]) for n, label in enumerate(self.labels)]


def _written(value: float | Decimal | None) -> str:
    return _("no data") if value is None else format_number(Decimal(str(value)))
