"""Pages of who reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from honglam.kit.access import public


@require_safe
@public("anybody may tell the province what is broken")
def home(request: HttpRequest) -> HttpResponse:
    """Show where a report begins."""
    return render(request, "fieldreports/home.html")
