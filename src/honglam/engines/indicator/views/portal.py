"""The public pages of indicators: what the province promised and how far it has come."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from honglam.core.places import api as places
from honglam.engines.indicator.api import boards, exports
from honglam.engines.indicator.sending import streamed
from honglam.engines.indicator.views import board_cards as cards
from honglam.engines.indicator.views.board import page
from honglam.kit.access import public

OPEN = "published figures of indicators that are for everybody"
_SECONDS = 60


@require_safe
@public(OPEN)
def home(request: HttpRequest) -> HttpResponse:
    """Show the indicators that are for everybody."""
    asked = cards.asked_of(request)
    board = boards.public_board(asked=asked, now=timezone.now())
    context = {
        "asked": asked,
        "board": board,
        "groups": cards.groups(board, asked),
        "chips": cards.chips(board, asked),
        "all_standings": cards.address(asked, standing=""),
        "narrowed": bool(cards.address(asked)),
        "one": "indicator:one",
    }
    return render(request, "indicator/public.html", context)


@require_safe
@public(OPEN)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator to everybody."""
    now = timezone.now()
    sight = boards.public_sight(code=code, scope=cards.scope_of(request), on=cards.on_of(request, now), now=now)
    return render(request, "indicator/public_one.html", page(sight, "indicator") | {"today": timezone.localdate(now)})


@require_safe
@public(OPEN)
def sdmx(request: HttpRequest) -> HttpResponseBase:
    """Return all public figures as SDMX-CSV."""
    asked, on = cards.asked_of(request), cards.on_of(request, timezone.now())
    codes = tuple(request.GET.getlist("code")[:400])
    lines = exports.sdmx(asked=asked, codes=codes, on=on, viewer=None)
    return streamed(lines, cache=f"public, max-age={_SECONDS}")


@require_safe
@public(OPEN)
def communes(_request: HttpRequest, code: str) -> HttpResponse:
    """Return the communes with the public figures of one indicator, for the map."""
    found = boards.commune_figures(code=code, viewer=None, now=timezone.now())
    figures: Any = {key: {"figure": value} for key, value in found.items()}  # a map's value may be an object by period
    drawing = places.shapes_geojson(properties=figures)
    response = HttpResponse(drawing.body, content_type="application/geo+json")
    patch_cache_control(response, public=True, max_age=_SECONDS)
    return response
