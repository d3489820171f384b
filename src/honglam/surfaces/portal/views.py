"""The citizen's pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from honglam.kit.access import public, viewer_of
from honglam.kit.nav import links


@public("the portal is for everybody")
def home(request: HttpRequest) -> HttpResponse:
    """Show the doors that the packs open to citizens."""
    return render(request, "portal/home.html", {"doors": links("portal", viewer_of(request))})
