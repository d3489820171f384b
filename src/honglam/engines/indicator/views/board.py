"""The leaders' pages of indicators: the board, and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from honglam.core.places import api as places
from honglam.engines.indicator.api import boards, exports
from honglam.engines.indicator.contracts.boards import Sight
from honglam.engines.indicator.sending import attached, streamed
from honglam.engines.indicator.views import board_cards as cards
from honglam.kit.access import permission, viewer_of

RIGHT = "indicator.view"


@require_safe
@permission(RIGHT)
def home(request: HttpRequest) -> HttpResponse:
    """Show the indicators that the viewer sees, by heading, the worst first."""
    asked = cards.asked_of(request)
    board = boards.board(asked=asked, viewer=viewer_of(request), now=timezone.now())
    context = {
        "asked": asked,
        "board": board,
        "groups": cards.groups(board, asked),
        "chips": cards.chips(board, asked),
        "all_standings": cards.address(asked, standing=""),
        "words": cards.address(asked),
        "forms": exports.FORMS,
        "narrowed": bool(cards.address(asked)),
        "one": "board-indicator:one",
    }
    return render(request, "indicator/board.html", context)


@require_safe
@permission(RIGHT)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator for one scope: what it means, how it goes on, each published version, and the others."""
    now = timezone.now()
    on = cards.on_of(request, now)
    sight = boards.sight(code=code, scope=cards.scope_of(request), on=on, viewer=viewer_of(request), now=now)
    context = page(sight, "board-indicator") | {
        "forms": exports.FORMS,
        "today": timezone.localdate(now),
        "inside": True,
    }
    return render(request, "indicator/one.html", context)


@require_safe
@permission(RIGHT)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Return the board as a file."""
    asked, viewer = cards.asked_of(request), viewer_of(request)
    return attached(exports.board(form=form, asked=asked, viewer=viewer, now=timezone.now()))


@require_safe
@permission(RIGHT)
def export_one(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Return the page of one indicator as a file."""
    now, scope = timezone.now(), cards.scope_of(request)
    on = cards.on_of(request, now)
    made = exports.sight(form=form, code=code, scope=scope, on=on, viewer=viewer_of(request), now=now)
    return attached(made)


@require_safe
@permission(RIGHT)
def sdmx(request: HttpRequest) -> HttpResponseBase:
    """Return the published figures that the viewer may see as SDMX-CSV."""
    asked, on = cards.asked_of(request), cards.on_of(request, timezone.now())
    codes = tuple(request.GET.getlist("code")[:400])
    return streamed(exports.sdmx(asked=asked, codes=codes, on=on, viewer=viewer_of(request)))


@require_safe
@permission(RIGHT)
def communes(request: HttpRequest, code: str) -> HttpResponse:
    """Return the communes with the figures of one indicator, for the map."""
    found = boards.commune_figures(code=code, viewer=viewer_of(request), now=timezone.now())
    figures: Any = {key: {"figure": value} for key, value in found.items()}  # a map's value may be an object by period
    drawing = places.shapes_geojson(properties=figures)
    headers = {"Cache-Control": "private, no-cache"}
    return HttpResponse(drawing.body, content_type="application/geo+json", headers=headers)


def page(sight: Sight, space: str) -> dict[str, object]:
    """Return what the page of an indicator shows; `space` is where its links lead: the board or the portal."""
    return {
        "one": f"{space}:one",
        "map": f"{space}:communes",
        "sight": sight,
        "indicator": sight.line.indicator,
        "card": cards.card(sight.line),
        "chart": cards.drawn(sight.line),
        "rows": cards.rows(sight),
        "rankings": cards.rankings(sight),
        "parts": cards.parts(sight),
        "scopes": [(cards.scope_word(scope), name, scope == sight.line.progress.scope) for scope, name in sight.scopes],
        "scope": cards.scope_word(sight.line.progress.scope),
        "mapped": "commune" in sight.ranking and any(line.progress.value for line in sight.ranking["commune"]),
    }
