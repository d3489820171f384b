"""Pages of the workers who go out: today's way, and what was done at a stop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Refusal
from honglam.base.geometry import Point, point
from honglam.base.words import N_
from honglam.kit.access import permission, public, viewer_of
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import Tour

_WIDE, _HIGH, _EDGE = 320.0, 200.0, 14.0  # of the sketch, in its own points


@require_safe
@never_cache
@permission("fieldreports.handle")
def route(request: HttpRequest) -> HttpResponse:
    """Show today's way; with a position, from there."""
    tour = api.crew.tour(viewer=viewer_of(request), start=_start(request))
    return render(request, "fieldreports/crew.html", _page(tour))


@require_safe
@public("an empty copy of the page, made for nobody: what stood on it is kept by the crew's own phone")
def kept(request: HttpRequest) -> HttpResponse:
    """Show the copy of the page that browsers keep for when there is no network."""
    context = _page(Tour((), 0)) | {"viewer": None, "csrf_token": "", "copy": True}
    return render(request, "fieldreports/crew.html", context)


@require_POST
@permission("fieldreports.handle")
def done(request: HttpRequest) -> HttpResponse:
    """Take what was done at a stop: a picture of how it is now, an answer; sent twice, it is done once."""
    photo = request.FILES.get("photo")
    taken = {name: request.POST[name][:40] for name in ("key", "at", "lon", "lat") if request.POST.get(name)}
    code = api.crew.done(
        task_id=_number(request.POST.get("task", "")),
        answer=request.POST.get("answer", ""),
        photo=(photo.name or "photo.jpg", photo) if photo else None,
        taken=taken,
        viewer=viewer_of(request),
        now=timezone.now(),
    )
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"code": code, "page": reverse("desk-case:case", args=[code])})
    messages.success(request, _("%(code)s is done; a leader approves it.") % {"code": code})
    return HttpResponseRedirect(reverse("desk-fieldreports:crew"))


def _page(tour: Tour) -> dict[str, Any]:
    stops = [_stop(each, number) for number, each in enumerate(tour.stops, start=1)]
    return {"tour": tour, "stops": stops, "kilometres": round(tour.metres / 1000, 1), "sketch": _sketch(tour)}


def _stop(stop: Any, number: int) -> dict[str, Any]:
    due = f"{localtime(stop.due_at):%H:%M %d/%m/%Y}" if stop.due_at else ""
    facts = {name: getattr(stop, name) for name in ("code", "task", "title", "lon", "lat", "metres")}
    return facts | {"number": number, "due": due, "place": f"{stop.lat:.6f},{stop.lon:.6f}"}


def _sketch(tour: Tour) -> list[dict[str, str]]:
    """Return where the stops lie on a small drawing, north above."""
    if len(tour.stops) < 2:
        return []
    west, east = (f(each.lon for each in tour.stops) for f in (min, max))
    south, north = (f(each.lat for each in tour.stops) for f in (min, max))
    scale = min((_WIDE - 2 * _EDGE) / max(east - west, 1e-6), (_HIGH - 2 * _EDGE) / max(north - south, 1e-6))
    left, top = (_WIDE - (east - west) * scale) / 2, (_HIGH - (north - south) * scale) / 2
    return [
        {"x": f"{left + (each.lon - west) * scale:.1f}", "y": f"{top + (north - each.lat) * scale:.1f}"}
        for each in tour.stops
    ]


def _start(request: HttpRequest) -> Point | None:
    try:
        return point(float(request.GET["lat"]), float(request.GET["lon"]))
    except (KeyError, ValueError, Refusal):
        return None


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Refusal(N_("This does not say which stop it is about."), field="task", remedy=N_("Open the page again."))
    return int(text)
