"""The officer's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from honglam.core.identity import api as identity
from honglam.kit import tiles
from honglam.kit.access import permission, viewer_of
from honglam.kit.nav import links


@require_safe
@permission("desk.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show for whom the officer acts, and the systems that they may open."""
    viewer = viewer_of(request)
    context = {
        "agency": identity.agency(path=viewer.agency),
        "tiles": tiles.shown("desk", viewer, timezone.now()),
        "systems": [link for link in links("desk", viewer) if link.url != request.path],
    }
    return render(request, "desk/home.html", context)
