"""Pages by which parcels are found and seen: parse, permit, one call, answer."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from honglam.base.errors import Refusal
from honglam.base.time import parse_date
from honglam.base.words import N_
from honglam.core.places import api as places
from honglam.kit.access import permission, viewer_of
from honglam.packs.land import api
from honglam.packs.land.descent import descent

_GEOJSON = "application/geo+json"


@require_safe
@permission("land.view")
def home(request: HttpRequest) -> HttpResponse:
    """Look for a parcel, on the map or by what is known of it."""
    found = api.parcels.find(
        text=request.GET.get("q", ""), place=request.GET.get("place", ""), viewer=viewer_of(request)
    )
    ids = str(found.found[0].parcel.id) if found.found else ""  # several lie apart: a map of all shows dots
    return render(
        request,
        "land/home.html",
        {"findings": found, "ids": ids, "place": request.GET.get("place", ""), "province": places.province()},
    )


@require_safe
@permission("land.view")
def shapes(request: HttpRequest) -> HttpResponse:
    """Return parcels as GeoJSON: those that the map shows, or the ones that are named."""
    viewer = viewer_of(request)
    if named := request.GET.get("ids", ""):
        found = api.parcels.shapes_of(parcels=_ids(named), viewer=viewer)
    else:
        found = api.parcels.on_map(box=_box(request.GET.get("bbox", "")), viewer=viewer)
    return HttpResponse(json.dumps(found), content_type=_GEOJSON)


@require_safe
@permission("land.view")
def parcel(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """Show a parcel, now or on a day."""
    on = _day(request.GET.get("on", ""))
    found = api.parcels.dossier(parcel=parcel, viewer=viewer_of(request), now=timezone.now(), on=on)
    may = viewer_of(request).may("land.edit", found.parcel.agency) and on is None
    changeable = may and found.parcel.values["state"] == "in_force"
    return render(
        request,
        "land/parcel.html",
        {"dossier": found, "picture": descent(found), "may_edit": may, "changeable": changeable},
    )


@require_safe
@permission("land.view")
def cleaning(request: HttpRequest) -> HttpResponse:
    """Show what is to be cleaned up."""
    found = [(each, gettext(each.title)) for each in api.cleaning.worklists(viewer=viewer_of(request))]
    return render(request, "land/cleaning.html", {"lists": found, "communes": places.communes()})


def _day(text: str) -> date | None:
    return parse_date(text, field="on") if text.strip() else None


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(each) for each in text.split(",")[:100]]
    except ValueError:
        raise Refusal(N_("This is no parcel."), field="ids", remedy=N_("Open the page again.")) from None


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(each) for each in text.split(","))
    except ValueError:
        raise Refusal(N_("This is no part of a map."), field="bbox", remedy=N_("Open the page again.")) from None
    return west, south, east, north
