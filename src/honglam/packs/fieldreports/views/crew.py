"""Pages of the workers who go out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from honglam.kit.access import permission


@require_safe
@permission("fieldreports.handle")
def route(request: HttpRequest) -> HttpResponse:
    """Show today's route."""
    return render(request, "fieldreports/crew.html")
