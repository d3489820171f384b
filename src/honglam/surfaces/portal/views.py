"""The citizen's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from honglam.core.calendar import api as calendar
from honglam.kit.access import public, viewer_of
from honglam.kit.nav import links


@require_safe
@public("the portal is for everybody")
def home(request: HttpRequest) -> HttpResponse:
    """Show the doors that the packs open to citizens, and whether offices work today."""
    today = timezone.localdate()
    context = {
        "doors": [door for door in links("portal", viewer_of(request)) if door.url != request.path],
        "today": today,
        "opening": calendar.opening(day=today),
    }
    return render(request, "portal/home.html", context)
