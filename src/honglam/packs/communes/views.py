"""Pages: parse, permit, one call, answer."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.places import api as places
from honglam.kit import pages, tables
from honglam.kit.access import permission, public
from honglam.kit.htmx import varying, wants_part
from honglam.packs.communes import api
from honglam.packs.communes.pages import PAGE

PUBLIC_FACTS = "administrative units are public facts"
# The list is that of places; here each name leads to its record.
LIST = replace(
    places.COMMUNES,
    columns=tuple(replace(c, link="desk-communes:one") if c.id == "name" else c for c in places.COMMUNES.columns),
)


@require_safe
@public(PUBLIC_FACTS)
def home(request: HttpRequest) -> HttpResponse:
    """Show the look-up; asked by htmx, only what was found."""
    answer = api.look_up(text=request.GET.get("q", ""), position=_position(request))
    context = {"answer": answer, "communes": places.communes(), "province": places.province()}
    return varying(render(request, "communes/found.html" if wants_part(request) else "communes/home.html", context))


@require_safe
@public(PUBLIC_FACTS)
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Show one commune of today: its code, its place on the map and what it was merged from."""
    return _record(request, code)


@require_safe
@permission("communes.view")
def officers_list(request: HttpRequest) -> HttpResponseBase:
    """Show the list of communes."""
    return tables.respond(request, LIST, places.list_communes)


@require_safe
@permission("communes.view")
def officers_record(request: HttpRequest, code: str) -> HttpResponse:
    """Show the record of one commune."""
    return _record(request, code)


def _record(request: HttpRequest, code: str) -> HttpResponse:
    history = places.history(code=code)
    if history is None:
        raise Missing(
            N_("There is no commune with the code %(code)s."),
            remedy=N_("Look for it by its name."),
            params={"code": code[:20]},
        )
    return pages.render(request, PAGE, history, template="communes/record.html")


def _position(request: HttpRequest) -> tuple[float, float] | None:
    lon, lat = request.GET.get("lon", ""), request.GET.get("lat", "")
    if not lon and not lat:
        return None
    try:
        return float(lon), float(lat)
    except ValueError:
        raise Refusal(
            N_("This position cannot be read."),
            field="lon",
            remedy=N_("Press “Use my position” again, or type the name."),
        ) from None
