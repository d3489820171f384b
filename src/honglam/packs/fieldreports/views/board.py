"""Pages of the leaders: where it burns, who answers in time, what people think of it."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from honglam.base.errors import Refusal
from honglam.base.geometry import Box, Point
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case import api as cases
from honglam.engines.case.contracts.statistics import By, Figures
from honglam.kit.access import permission, viewer_of
from honglam.packs.fieldreports import api

_DAYS = (7, 30, 90, 365)
_ROWS = 5  # of each table: what fits on one screen
_GEOJSON = "application/geo+json"
_EDGE = 85.0  # degrees north and south at which the map ends


@require_safe
@permission("fieldreports.lead")
def home(request: HttpRequest) -> HttpResponse:
    """Show hot spots and results."""
    viewer, now = viewer_of(request), timezone.now()
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, _DAYS) else 30
    totals = api.board.figures(by=By.ALL, days=days, viewer=viewer, now=now)
    by_agency = api.board.figures(by=By.AGENCY, days=days, viewer=viewer, now=now)
    by_commune = api.board.figures(by=By.COMMUNE, days=days, viewer=viewer, now=now)
    names = {unit.code: unit.name for unit in places.communes()}
    bodies = {agency.path: agency.name for agency in identity.agencies()}
    context = {
        "days": days,
        "choices": _DAYS,
        "total": totals[0] if totals else Figures(),
        "worst": [(bodies.get(each.key, each.key), each) for each in api.board.worst(lines=by_agency)],
        "agencies": [(bodies.get(each.key, each.key), each) for each in by_agency[:_ROWS]],
        "communes": [(names.get(each.key, each.key), each) for each in by_commune[:_ROWS]],
        "topics": _topics(api.board.figures(by=By.TOPIC, days=days, viewer=viewer, now=now)),
    }
    return render(request, "fieldreports/board.html", context)


@require_safe
@permission("fieldreports.lead")
def communes(request: HttpRequest) -> HttpResponse:
    """Return the communes as GeoJSON with how many reports each has, by month."""
    today = timezone.localdate()
    counted = api.board.communes(viewer=viewer_of(request), today=today)
    spans = {month: f"{month // 100}-{month % 100:02}" for month in api.board.months(today=today)}
    values = {
        unit.code: {"cases": {word: counted.get(unit.code, {}).get(month, 0) for month, word in spans.items()}}
        for unit in places.communes()
    }
    drawing = places.shapes_geojson(properties=cast("Any", values))  # a map's value may be an object by period
    return HttpResponse(drawing.body, content_type=_GEOJSON)


@require_safe
@permission("fieldreports.lead")
def cells(request: HttpRequest) -> HttpResponse:
    """Return the hot spots of a part of the map as GeoJSON."""
    box, zoom = _box(request.GET.get("bbox", "")), request.GET.get("zoom", "")
    since, until = _month(request.GET.get("from", "")), _month(request.GET.get("to", ""))
    found = api.board.cells(
        box=box, zoom=int(zoom[:2]) if zoom[:2].isdecimal() else 9, since=since, until=until, viewer=viewer_of(request)
    )
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [each.lon, each.lat]},
            "properties": {"n": each.cases},
        }
        for each in found
    ]
    return HttpResponse(json.dumps({"type": "FeatureCollection", "features": features}), content_type=_GEOJSON)


def _topics(lines: tuple[Figures, ...]) -> list[tuple[str, Figures]]:
    said = {each.id: cases.public.said(vietnamese=each.title, english=each.title_en) for each in api.procedure().topics}
    return [(said.get(each.key, _("Other")), each) for each in lines[:_ROWS]]


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(each) for each in text.split(","))
        corners = Point(max(south, -_EDGE), max(west, -180.0)), Point(min(north, _EDGE), min(east, 180.0))
        return Box(corners[0].lat, corners[0].lon, corners[1].lat, corners[1].lon)
    except (ValueError, TypeError, Refusal) as error:
        raise Refusal(N_("This is no part of a map."), field="bbox", remedy=N_("Open the page again.")) from error


def _month(text: str) -> int | None:
    plain = text.replace("-", "")[:6]
    return int(plain) if plain.isdecimal() else None
