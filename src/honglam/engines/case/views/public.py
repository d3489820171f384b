"""What everybody sees of cases: the map, the list, one case. Nothing here knows who reported it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from honglam.core.places import api as places
from honglam.engines.case import api
from honglam.engines.case.contracts.publications import Group, Picture, Update
from honglam.engines.case.hooks import HANDLERS
from honglam.engines.case.views import public_asking as asking
from honglam.kit.access import public
from honglam.kit.htmx import varying, wants_part
from honglam.kit.templatetags.kit import Happening

OPEN = "what was published is for everybody"
_SECONDS = 60  # that an answer of the map may be kept: its numbers change by the minute
_DAYS_FROM = 48  # hours from which on days are said
_MONTHS = 36  # that the slider of the map shows
GROUPS = {
    Group.RECEIVED: ("plain", "inbox", gettext_lazy("Received")),
    Group.HANDLING: ("info", "progress", gettext_lazy("Being handled")),
    Group.DONE: ("good", "circle-check", gettext_lazy("Answered")),
}


@require_safe
@public(OPEN)
def cases(request: HttpRequest) -> HttpResponse:
    """Show the list with its filters and the way to the map; asked by htmx, only the list."""
    filters = asking.filters(request)
    page = api.publications.published_page(filters=filters, after=request.GET.get("after", ""))
    context = {
        "items": [(item, GROUPS[item.group]) for item in page.items],
        "following": f"?{asking.address(request, after=page.after)}" if page.after else "",
        "first": f"?{asking.address(request)}" if "after" in request.GET else "",
        "asked": asking.said(request),
        "address": asking.address(request),
        "procedures": api.publications.listed_procedures(),
        "chosen": [each for each in api.publications.listed_procedures() if each.id in filters.procedures],
        "communes": places.communes(),
        "groups": [(group.value, words) for group, (_tone, _icon, words) in GROUPS.items()],
        "map": request.GET.get("map") == "1",
    }
    return varying(render(request, "case/public_found.html" if wants_part(request) else "case/public.html", context))


@require_safe
@public(OPEN)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one published case: what was reported, what was done, and how long it took."""
    item = api.publications.published(public_id=public_id)
    handler = HANDLERS.get(item.procedure)
    context = {
        "item": item,
        "group": GROUPS[item.group],
        "took": _took(item.closed_at - item.opened_at) if item.closed_at else "",
        "happenings": [_happening(each) for each in item.updates],
        "support": reverse(handler.support, args=[item.id]) if handler and handler.support else "",
    }
    return render(request, "case/public_one.html", context)


@require_safe
@public(OPEN)
def drawn(request: HttpRequest) -> HttpResponse:
    """Show the map itself; the list fetches it when somebody wants to see it."""
    asking.filters(request)
    return render(request, "case/public_map.html", {"address": asking.address(request)})


@require_safe
@public(OPEN)
def cells(request: HttpRequest) -> HttpResponse:
    """Return a part of the map as GeoJSON: cells with how many, or the cases themselves where they are few."""
    filters, box, zoom = asking.filters(request), asking.box(request), asking.zoom(request)
    found = api.publications.picture(box=box, zoom=zoom, filters=filters)
    return _kept(request, {"type": "FeatureCollection", "features": list(_features(found))})


@require_safe
@public(OPEN)
def communes(request: HttpRequest) -> HttpResponse:
    """Return the communes as GeoJSON with how many cases each has, by month and altogether."""
    counted = api.publications.commune_months(filters=asking.filters(request))
    months = sorted({month for each in counted.values() for month in each if month})[-_MONTHS:]
    names = {month: f"{month // 100}-{month % 100:02}" for month in months} | {0: _("all months")}
    values = {unit.code: {"cases": _named(counted.get(unit.code, {}), names)} for unit in places.communes()}
    drawing = places.shapes_geojson(properties=cast("Any", values))  # a map's value may be an object by period
    return _answered(request, drawing.body)


def _took(time: timedelta) -> str:
    """Say how long something took, in the largest unit that is whole."""
    hours = int(time.total_seconds()) // 3600
    if hours >= _DAYS_FROM:
        return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    if hours:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _("less than an hour")


def _features(found: Picture) -> Iterable[dict[str, Any]]:
    for cell in found.cells:
        yield _feature(cell.lon, cell.lat, {"n": cell.public})
    for spot in found.spots:
        yield _feature(spot.lon, spot.lat, {"code": spot.id, "name": spot.title, "group": spot.group.value})


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def _named(counted: Mapping[int, int], names: Mapping[int, str]) -> dict[str, int]:
    """Return a commune's numbers by the names of their periods; none at all is 0 of all months."""
    return {names[0]: 0} | {names[month]: cases for month, cases in counted.items() if month in names}


def _kept(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
    return _answered(request, json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())


def _answered(request: HttpRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/geo+json")
    response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest()[:16])
    patch_cache_control(response, public=True, max_age=_SECONDS)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _happening(update: Update) -> Happening:
    tone, icon, _words = GROUPS[Group.DONE if update.done else Group.HANDLING]
    return Happening(at=update.at, title=update.title, icon=icon, tone=tone)
