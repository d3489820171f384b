"""From figures to what the board shows: tiles, charts, and lines of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.base.money import format_number
from honglam.engines.case.contracts.statistics import Figures, Waiting
from honglam.kit.charts import Chart, Series
from honglam.kit.tiles import Figure, Shown, Tile

TARGET = 90  # percent on time that a leader wants to see at least
_SOON = 75
_MOST = 12  # bars that can be read
_STARS = 4.0

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is about, the way in, and its figures."""

    key: str
    name: str
    figures: Figures | Waiting
    beside: str = ""


def tiles(whole: Figures, now: datetime) -> tuple[Shown, ...]:
    """Return the figures at the top."""
    overdue = Figure(whole.overdue, "bad" if whole.overdue else "good")
    hours = whole.median_hours
    found = (
        ("case.opened", gettext_lazy("Received"), "", Figure(whole.opened)),
        ("case.closed", gettext_lazy("Answered"), "", Figure(whole.closed)),
        ("case.share", gettext_lazy("On time"), "%", percent(whole)),
        ("case.open", gettext_lazy("Open now"), "", Figure(whole.open)),
        ("case.overdue", gettext_lazy("Overdue now"), "", overdue),
        ("case.stars", gettext_lazy("Satisfaction"), gettext_lazy("of 5"), stars(whole)),
        (
            "case.median",
            gettext_lazy("Half take less than"),
            gettext_lazy("working hours"),
            Figure(None if hours is None else round(hours, 1), "unknown" if hours is None else "plain"),
        ),
        ("case.again", gettext_lazy("Taken up again"), "", Figure(whole.reopened)),
    )
    return tuple(Shown(Tile(id_, "board", title, _never, unit), figure, now) for id_, title, unit, figure in found)


def percent(line: Figures) -> Figure:
    """Return the share on time, and how it stands."""
    share = line.on_time_percent
    if share is None:
        return Figure(None, "unknown", _("Nothing was answered yet."))
    state = "good" if share >= TARGET else "soon" if share >= _SOON else "bad"
    return Figure(round(share, 1), state, _("%(late)s late") % {"late": format_number(line.late)})  # type: ignore[arg-type]  # one of them


def stars(line: Figures) -> Figure:
    """Return how satisfied people are, and how many said so."""
    if line.satisfaction is None:
        return Figure(None, "unknown", _("Nobody rated yet."))
    said = _("%(count)s ratings") % {"count": format_number(line.ratings)}
    return Figure(round(line.satisfaction, 1), "good" if line.satisfaction >= _STARS else "soon", said)


def trend(months: Sequence[Figures]) -> Chart:
    """Return what was received, answered and late by month."""
    series = (
        Series(_("Received"), tuple(line.opened for line in months)),
        Series(_("Answered"), tuple(line.closed for line in months)),
        Series(_("Answered late"), tuple(line.late for line in months)),
    )
    labels = tuple(_month(line.key) for line in months)
    return Chart(id="trend", title=_("How it goes on"), labels=labels, series=series, unit=_("cases"))


def satisfaction(months: Sequence[Figures]) -> Chart:
    """Return the mean number of stars by month."""
    values = tuple(None if line.satisfaction is None else round(line.satisfaction, 2) for line in months)
    labels = tuple(_month(line.key) for line in months)
    series = (Series(_("Stars"), values),)
    return Chart(id="satisfaction", title=_("Satisfaction"), labels=labels, series=series, shape="bar", unit=_("of 5"))


def backlog(agencies: Sequence[Figures], names: Names) -> Chart:
    """Return where most is open, and of that what is overdue."""
    most = sorted((line for line in agencies if line.open), key=lambda line: (-line.open, line.key))[:_MOST]
    series = (
        Series(_("Overdue"), tuple(line.overdue for line in most)),
        Series(_("In time"), tuple(line.open - line.overdue for line in most)),
    )
    labels = tuple(names.get(line.key, line.key) for line in most)
    return Chart(id="backlog", title=_("Open now"), labels=labels, series=series, shape="stacked", unit=_("cases"))


def waiting(steps: Sequence[Waiting], names: Mapping[tuple[str, str], str]) -> Chart:
    """Return which steps take longest."""
    longest = sorted((step for step in steps if step.mean_hours is not None), key=lambda step: -(step.mean_hours or 0))
    shown = longest[:_MOST]
    series = (Series(_("Mean"), tuple(round(step.mean_hours or 0, 1) for step in shown)),)
    labels = tuple(names.get((step.procedure, step.element), step.element) for step in shown)
    title, unit = _("Where it lies: working hours per step"), _("working hours")
    return Chart(id="waiting", title=title, labels=labels, series=series, shape="rows", unit=unit)


def agency_rows(agencies: Sequence[Figures], names: Names) -> list[Row]:
    """Return a line for each agency, those with most overdue first."""
    order = sorted(agencies, key=lambda line: (-line.overdue, -line.late, -line.open, line.key))
    return [Row(line.key, names.get(line.key, line.key), line) for line in order]


def step_rows(steps: Sequence[Waiting], names: Mapping[tuple[str, str], str], procedures: Names) -> list[Row]:
    """Return a line for each step, those with most overdue first."""
    order = sorted(steps, key=lambda step: (-step.overdue, -step.open, step.procedure, step.element))
    return [
        Row(
            f"{step.procedure}.{step.element}",
            names.get((step.procedure, step.element), step.element),
            step,
            procedures.get(step.procedure, step.procedure),
        )
        for step in order
    ]


def _month(key: str) -> str:
    year, month = key.split("-")
    return f"{month}/{year}"


def _never(*_arguments: object) -> Figure:
    raise LookupError("the figures of this page are measured together")
