"""Pages by which parcels are found and seen: parse, permit, one call, answer."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
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
from honglam.packs.land.contracts import Dossier

_GEOJSON = "application/geo+json"
_COLUMN, _ROW, _BOX = 190, 56, (150, 36)  # of the picture of descent, in its own points


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
        {"dossier": found, "picture": _picture(found), "may_edit": may, "changeable": changeable},
    )


@require_safe
@permission("land.view")
def cleaning(request: HttpRequest) -> HttpResponse:
    """Show what is to be cleaned up."""
    found = [(each, gettext(each.title)) for each in api.cleaning.worklists(viewer=viewer_of(request))]
    return render(request, "land/cleaning.html", {"lists": found, "communes": places.communes()})


def _picture(found: Dossier) -> dict[str, Any]:
    """Return the picture of descent: boxes in columns, the oldest on the left, and lines between them."""
    columns = api.parcels.generations(edges=found.edges)
    words = {each.parent: each.parent_words for each in found.edges} | {
        each.child: each.child_words for each in found.edges
    }
    rows: dict[int, int] = {}
    places_: dict[UUID, tuple[int, int]] = {}
    for each, column in sorted(columns.items(), key=lambda one: (one[1], words[one[0]])):
        places_[each] = (column * _COLUMN + 10, rows.get(column, 0) * _ROW + 10)
        rows[column] = rows.get(column, 0) + 1
    wide, high = _BOX
    boxes = [
        {
            "id": each,
            "words": words[each],
            "x": x,
            "y": y,
            "tx": x + wide // 2,
            "ty": y + high // 2 + 5,
            "here": each == found.parcel.id,
        }
        for each, (x, y) in places_.items()
    ]
    lines = [
        {
            "x1": places_[each.parent][0] + wide,
            "y1": places_[each.parent][1] + high // 2,
            "x2": places_[each.child][0],
            "y2": places_[each.child][1] + high // 2,
        }
        for each in found.edges
    ]
    across = (max(columns.values(), default=0) + 1) * _COLUMN
    return {"boxes": boxes, "lines": lines, "width": across, "height": max(rows.values(), default=0) * _ROW + 10}


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
