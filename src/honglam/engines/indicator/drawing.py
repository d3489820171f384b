"""Charts of indicators as SVG: drawn here, so that a page, a printer, a PDF and a Word file show the same picture.

What the kit's charts cannot say is a target that holds from one period to the next and the range of a forecast; they
also need a script. Colours stand as attributes for paper and are replaced by the tokens on a page (indicators.css).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape

from honglam.base.money import format_number
from honglam.engines.indicator.contracts import Forecast

_WIDTH, _HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 16, 34
_LABELS = 9  # under the axis, at most
_STEPS = 5  # of the other axis, about
_MARKS = 40  # points up to which each has its mark
_RIVER, _DUSK, _LINE, _INK = "#0f5c63", "#b3631b", "#dde3e7", "#4a5864"  # the tokens lam, series-2, line and ink-soft


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn.

    Attributes:
        title: what it shows.
        words: the same as a sentence, for who cannot see it.
        labels: of the periods, in order, to the end of the target's.
        values: figures; None where there is none.
        target: lower and upper line; None without a target.
        forecast: at the last label.
        target_name: word beside the line.
        forecast_name: word beside the range.
        decimals: digits after the comma on the axis.
    """

    title: str
    words: str
    labels: tuple[str, ...]
    values: tuple[Decimal | None, ...]
    target: tuple[Decimal, Decimal | None] | None = None
    forecast: Forecast | None = None
    target_name: str = ""
    forecast_name: str = ""
    decimals: int = 1


def sparkline(values: Sequence[Decimal], words: str) -> str:
    """Return a line as large as a word; empty with fewer than two figures."""
    if len(values) < 2:
        return ""
    low, high = float(min(values)), float(max(values))
    span = high - low or 1
    step = 112 / (len(values) - 1)
    points = [(4 + n * step, 26 - (float(value) - low) / span * 22) for n, value in enumerate(values)]
    x, y = points[-1]
    return (
        f'<svg class="ind-spark" viewBox="0 0 120 30" width="120" height="30" role="img" aria-label="{escape(words)}">'
        f'<polyline class="ind-line" points="{_path(points)}" fill="none" stroke="{_RIVER}" stroke-width="2"/>'
        f'<circle class="ind-dot" cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_RIVER}"/></svg>'
    )


def chart(picture: Picture, *, font: str = "") -> str:
    """Return the chart. `font` names a typeface where no style sheet does."""
    canvas = _Canvas(picture)
    face = f' font-family="{escape(font)}"' if font else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ind-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"{face}>',
        f"<title>{escape(picture.title)}</title><desc>{escape(picture.words)}</desc>",
        *canvas.axes(),
        *canvas.target(),
        *canvas.forecast(),
        *canvas.line(),
        "</svg>",
    ]
    return "".join(parts)


class _Canvas:
    """Where figures lie on the paper."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.low, self.high, self.step = _scale(_all(picture))
        self.width = (_WIDTH - _LEFT - _RIGHT) / max(1, len(picture.labels) - 1)

    def x(self, place: int) -> float:
        return _LEFT + place * self.width if len(self.picture.labels) > 1 else (_LEFT + _WIDTH - _RIGHT) / 2

    def y(self, value: Decimal | float) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def axes(self) -> Iterable[str]:
        for number in range(round((self.high - self.low) / self.step) + 1):
            value = self.low + number * self.step
            y = self.y(value)
            said = format_number(Decimal(str(round(value, 6))), decimals=_digits(self.step, self.picture.decimals))
            yield f'<path class="ind-grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{_LINE}"/>'
            yield _text(_LEFT - 8, y + 4, said, "end")
        labels = self.picture.labels
        every = math.ceil(len(labels) / _LABELS)
        for place in range((len(labels) - 1) % every, len(labels), every):
            anchor = "end" if place == len(labels) - 1 and len(labels) > 1 else "middle"
            yield _text(self.x(place) + (8 if anchor == "end" else 0), _HEIGHT - 12, labels[place], anchor)

    def target(self) -> Iterable[str]:
        if self.picture.target is None:
            return
        low, high = self.picture.target
        for value in [low] if high is None else [low, high]:
            yield (
                f'<path class="ind-target" d="M{_LEFT} {self.y(value):.1f}H{_WIDTH - _RIGHT}" stroke="{_DUSK}" '
                'stroke-width="2" stroke-dasharray="7 4"/>'
            )
        yield _text(_LEFT + 6, self.y(high or low) - 6, self.picture.target_name, "start", "ind-target-name")

    def forecast(self) -> Iterable[str]:
        found, places = self.picture.forecast, self._places()
        if found is None or not places or places[-1][0] >= len(self.picture.labels) - 1:
            return
        place, value = places[-1]
        x, y, end = self.x(place), self.y(value), self.x(len(self.picture.labels) - 1)
        band = [(x, y), (end, self.y(found.high)), (end, self.y(found.low))]
        yield f'<polygon class="ind-band" points="{_path(band)}" fill="{_RIVER}" fill-opacity="0.16"/>'
        yield (
            f'<path class="ind-ahead" d="M{x:.1f} {y:.1f}L{end:.1f} {self.y(found.number):.1f}" fill="none" '
            f'stroke="{_RIVER}" stroke-width="2" stroke-dasharray="2 4"/>'
        )
        below, above = self.y(found.low) + 18, self.y(found.high) - 8  # below it nothing else is written
        yield _text(end, below if below < _HEIGHT - _BOTTOM - 4 else above, self.picture.forecast_name, "end")

    def line(self) -> Iterable[str]:
        places = self._places()
        runs: list[list[tuple[float, float]]] = []
        for before, (place, value) in zip([None, *places], places, strict=False):
            if before is None or before[0] != place - 1:
                runs.append([])
            runs[-1].append((self.x(place), self.y(value)))
        for run in runs:
            yield f'<polyline class="ind-line" points="{_path(run)}" fill="none" stroke="{_RIVER}" stroke-width="2.5"/>'
        if len(places) <= _MARKS:
            for place, value in places:
                x, y = self.x(place), self.y(value)
                yield f'<circle class="ind-dot" cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_RIVER}"/>'

    def _places(self) -> list[tuple[int, Decimal]]:
        return [(place, value) for place, value in enumerate(self.picture.values) if value is not None]


def _all(picture: Picture) -> list[float]:
    found = [float(value) for value in picture.values if value is not None]
    if picture.target:
        found += [float(value) for value in picture.target if value is not None]
    if picture.forecast:
        found += [float(picture.forecast.low), float(picture.forecast.high)]
    return found or [0.0]


def _scale(values: list[float]) -> tuple[float, float, float]:
    """Return lower end, upper end and step of an axis with round numbers that holds all values."""
    low, high = min(0.0, *values), max(values) if max(values) > 0 else 0.0
    if low >= 0 and min(values) > high / 2:  # the line would lie far above an axis that begins with nothing
        low = min(values) - (high - min(values) or high * 0.1)
    rough = (high - low or 1.0) / _STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= rough * 0.999)
    return math.floor(low / step) * step, math.ceil(high / step - 1e-9) * step or step, step


def _digits(step: float, most: int) -> int:
    return min(most, max(0, -math.floor(math.log10(step)))) if step < 1 else int(step % 1 != 0 and most > 0)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _text(x: float, y: float, said: str, anchor: str, style: str = "ind-label") -> str:
    colour = _DUSK if style == "ind-target-name" else _INK
    return (
        f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="13" fill="{colour}">'
        f"{escape(said)}</text>"
    )
