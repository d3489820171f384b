"""Pages of the leaders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from honglam.kit.access import permission


@require_safe
@permission("fieldreports.lead")
def home(request: HttpRequest) -> HttpResponse:
    """Show hot spots and results."""
    return render(request, "fieldreports/board.html")
