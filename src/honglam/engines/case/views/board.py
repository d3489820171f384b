"""The leaders' page of cases: on time or late, how it goes on, where it lies, how satisfied people are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from honglam.base.access import Viewer
from honglam.base.money import format_number
from honglam.base.periods import Frequency, Period
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case import api
from honglam.engines.case.contracts.statistics import Ask, By, Figures
from honglam.engines.case.views import board_charts as charts
from honglam.kit.access import permission, viewer_of
from honglam.kit.tiles import Figure, Tile

MONTHS = (1, 3, 6, 12, 24)
_USUAL = 12
_MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about."""

    procedure: str
    agency: str
    months: int
    since: date

    def ask(self, by: By) -> Ask:
        """Return it as a question."""
        return Ask(by=by, since=self.since, procedure=self.procedure, agency=self.agency)

    @property
    def words(self) -> str:
        """The same as words of an address."""
        return f"procedure={self.procedure}&agency={self.agency}&months={self.months}"


@require_safe
@permission("case.figures")
def home(request: HttpRequest) -> HttpResponse:
    """Show the figures of the cases of the agencies that the viewer reaches."""
    viewer, now = viewer_of(request), timezone.now()
    asked, names = _asked(request, now), _names(viewer)
    (whole,) = api.statistics.figures(ask=asked.ask(By.ALL), viewer=viewer, now=now)
    months = api.statistics.figures(ask=asked.ask(By.MONTH), viewer=viewer, now=now)
    agencies = api.statistics.figures(ask=asked.ask(By.AGENCY), viewer=viewer, now=now)
    steps = api.statistics.waiting(ask=asked.ask(By.ALL), viewer=viewer, now=now)
    context = {
        "asked": asked,
        "months": MONTHS,
        "procedures": sorted(names["procedures"].items(), key=lambda each: each[1]),
        "agency_name": names["agencies"].get(asked.agency, asked.agency),
        "whole": whole,
        "tiles": charts.tiles(whole, now),
        "trend": charts.trend(months),
        "satisfaction": charts.satisfaction(months),
        "backlog": charts.backlog(agencies, names["agencies"]),
        "waiting": charts.waiting(steps, _step_names(steps)),
        "agencies": charts.agency_rows(agencies, names["agencies"]),
        "steps": charts.step_rows(steps, _step_names(steps), names["procedures"]),
        "version": places.province().version,
    }
    return render(request, "case/board.html", context)


@require_safe
@permission("case.figures")
def shapes(request: HttpRequest) -> HttpResponse:
    """Return the communes with the share of cases that were answered on time in each."""
    viewer, now = viewer_of(request), timezone.now()
    found = api.statistics.figures(ask=_asked(request, now).ask(By.COMMUNE), viewer=viewer, now=now)
    drawing = places.shapes_geojson(properties={line.key: _shown(line) for line in found if line.key})
    return HttpResponse(
        drawing.body, content_type="application/geo+json", headers={"Cache-Control": "private, no-cache"}
    )


def overdue_tile(viewer: Viewer, now: datetime) -> Figure:
    """Measure how many open cases are overdue."""
    found = _lately(viewer, now)
    return Figure(found.overdue, "bad" if found.overdue else "good", _of_open(found.open), reverse("board-case:home"))


def on_time_tile(viewer: Viewer, now: datetime) -> Figure:
    """Measure how many cases of the last thirty days were answered on time."""
    return replace(charts.percent(_lately(viewer, now)), url=reverse("board-case:home"))


@lru_cache(maxsize=32)
def _lately(viewer: Viewer, now: datetime) -> Figures:
    """Return the figures of the last thirty days: both tiles of a page are measured for one viewer at one moment."""
    since = date.fromordinal(timezone.localdate(now).toordinal() - _MONTH_DAYS)
    (found,) = api.statistics.figures(ask=Ask(since=since), viewer=viewer, now=now)
    return found


ON_TIME = Tile(
    "case.on_time",
    "board",
    gettext_lazy("Cases answered on time"),
    on_time_tile,
    "%",
    permission="case.figures",
    order=10,
)
OVERDUE = Tile(
    "case.overdue", "board", gettext_lazy("Cases overdue now"), overdue_tile, permission="case.figures", order=11
)


def _of_open(count: int) -> str:
    return _("of %(count)s that are open") % {"count": format_number(count)}


def _shown(line: Figures) -> Mapping[str, float | int | str | None]:
    share = line.on_time_percent
    return {} if share is None else {"on_time": round(share, 1)}


def _asked(request: HttpRequest, now: datetime) -> Asked:
    text = request.GET.get("months", "")
    months = int(text) if text in {str(each) for each in MONTHS} else _USUAL
    since = Period.of(timezone.localdate(now), Frequency.MONTH).shifted(1 - months).first
    procedure, agency = (request.GET.get(name, "")[:200].replace("\x00", "") for name in ("procedure", "agency"))
    return Asked(procedure, agency, months, since)


def _names(viewer: Viewer) -> Mapping[str, Mapping[str, str]]:
    found = api.machines.procedures(viewer=viewer)
    return {
        "procedures": {each.id: api.public.said(vietnamese=each.title, english=each.title_en) for each in found},
        "agencies": {each.path: each.name for each in identity.agencies()},
    }


def _step_names(steps: Any) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for procedure in {each.procedure for each in steps}:
        found |= {(procedure, step): name for step, name in api.statistics.step_names(procedure=procedure).items()}
    return found
