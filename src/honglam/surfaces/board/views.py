"""The leaders' pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.kit import tiles
from honglam.kit.access import permission, viewer_of
from honglam.kit.htmx import varying, wants_part


@require_safe
@permission("board.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show the province: its map, its communes and agencies, and how the platform stands."""
    context = {
        "tiles": tiles.shown("board", viewer_of(request), timezone.now()),
        "province": places.province(),
        "agencies": [a for a in identity.agencies() if not a.commune],
        "communes": places.communes(),
    }
    return render(request, "board/home.html", context)


@require_safe
@permission("board.view")
def figures(request: HttpRequest) -> HttpResponse:
    """Return the tiles alone, for the live region."""
    shown = tiles.shown("board", viewer_of(request), timezone.now())
    return render(request, "board/tiles.html", {"tiles": shown})


@require_safe
@permission("board.view")
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Show one commune beside the map: its committee and what it was merged from."""
    found = places.commune(code=code)
    if found is None:
        raise Missing(N_("There is no commune with the code %(code)s."), params={"code": code})
    committee = next((a for a in identity.agencies() if a.commune == code), None)
    frame = "kit/partial.html" if wants_part(request) else "kit/shells/board.html"
    context = {"commune": found, "committee": committee, "history": places.history(code=code), "frame": frame}
    return varying(render(request, "board/commune.html", context))
