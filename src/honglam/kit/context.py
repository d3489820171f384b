"""What every shell shows: which surface this is, its menu, who looks, how the page is lit."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.kit import bells, nav
from honglam.kit.access import viewer_of

THEMES = ("auto", "light", "dark")
_PLACES: tuple[tuple[nav.Surface, Promise, str], ...] = (
    ("portal", _("Portal"), "world"),
    ("desk", _("Desk"), "inbox"),
    ("board", _("Board"), "chart-bar"),
    ("studio", _("Studio"), "tools"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the words of the frame around a page. Nothing is asked of the database until a template shows it."""
    viewer = viewer_of(request)
    surface = surface_of(request.path)
    return {
        "surface": surface,
        "shell": f"kit/shells/{surface}.html",
        "viewer": viewer,
        "menu": SimpleLazyObject(lambda: nav.links(surface, viewer, request.path)),
        "synthetic": SimpleLazyObject(lambda: settings.DEMO or viewer.synthetic),
        "places": SimpleLazyObject(lambda: places(viewer, surface)),
        "bells": SimpleLazyObject(lambda: bells.shown(viewer, surface)),
        "theme": theme_of(request, surface),
    }


def places(viewer: Viewer, here: nav.Surface) -> list[nav.Link]:
    """Return the other surfaces that the viewer may enter."""
    return [
        nav.Link(reverse(f"{surface}:home"), str(label), icon, "", current=False)
        for surface, label, icon in _PLACES
        if surface != here and surface in apps.app_configs and (surface == "portal" or viewer.may(f"{surface}.view"))
    ]


def surface_of(path: str) -> nav.Surface:
    """Return the surface to which an address belongs; whatever is not the others' is the portal's."""
    first = path.strip("/").partition("/")[0]
    return next((surface for surface in nav.SURFACES if surface == first), "portal")


def theme_of(request: HttpRequest, surface: str) -> str:
    """Return how this browser wants the surface lit; the board hangs on a wall and is dark until told otherwise."""
    chosen = request.COOKIES.get("theme-board" if surface == "board" else "theme", "")
    if chosen in THEMES:
        return chosen
    return "dark" if surface == "board" else "auto"
