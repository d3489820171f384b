"""Routes: each room's pages under each surface, the REST API, and the few doors that belong to nobody else."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from honglam.kit.access import public
from honglam.kit.nav import SURFACES
from honglam.project.health import healthz, metrics, readyz
from honglam.project.rest import api
from honglam.project.rooms import part, rooms

handler400 = "honglam.project.errors.bad_request"
handler403 = "honglam.project.errors.forbidden"
handler404 = "honglam.project.errors.not_found"
handler500 = "honglam.project.errors.broken"


def _mounted() -> list[URLPattern | URLResolver]:
    """Mount the lists `portal`, `desk`, `board` and `studio` of every room's urls.py."""
    found: list[URLPattern | URLResolver] = []
    for room in [*rooms(), "honglam.kit"]:
        urls = part(room, "urls")
        if urls is None:
            continue
        module, name = import_module(urls), room.rpartition(".")[2]
        for surface in SURFACES:
            patterns = getattr(module, surface, None)
            if patterns is None:
                continue
            # A surface's own room is its home; any other room stands below the surface by its name.
            prefix = "" if surface == "portal" else f"{surface}/"
            own = name == surface
            space = name if own or surface == "portal" else f"{surface}-{name}"
            found.append(path(prefix if own else f"{prefix}{name}/", include((patterns, space))))
        found.extend(getattr(module, "urlpatterns", []))
    return found


urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("language/", public("everybody chooses a language")(set_language), name="set_language"),
    path("accounts/", include("honglam.core.identity.entrance")),
    path("api/v1/", api.urls),
    *_mounted(),
]
