"""What makes the portal installable, and what a browser shows and does when there is no network.

A room whose page must open without a network declares it:

    PAGES.register(KeptPage(id="wells.report", page="wells:report", copy="wells:kept", islands=("report",)))
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from honglam.kit import islands
from honglam.kit.access import public
from honglam.kit.registry import Registry

_COLOUR = "#0F5C63"


def _nothing() -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page that opens without a network. Every visitor of the portal fetches its copy: keep it small.

    Attributes:
        id: `room.word`.
        page: name of the address that people open.
        copy: name of the address of the copy that is kept: public, and made for nobody in particular.
        islands: names of the islands that it needs.
        also: further addresses that it needs, with what makes them unlike older ones (`?v=…`).
        version: changes whenever the copy does, so that browsers fetch it anew.
    """

    id: str
    page: str
    copy: str
    islands: tuple[str, ...] = ()
    also: Callable[[], Sequence[str]] = _nothing
    version: Callable[[], str] = str


PAGES: Registry[KeptPage] = Registry("page that opens without a network")


@require_safe
@public("a browser reads it before anybody signs in")
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """Return the web app manifest (W3C), in the reader's language."""
    del request
    sizes = (192, 512)
    icons = [{"src": static(f"kit/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in sizes]
    icons.append(
        {"src": static("kit/maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"}
    )
    icons.append({"src": reverse("emblem"), "sizes": "any", "type": "image/svg+xml"})
    words = {
        "id": "/",
        "name": gettext("Hồng Lam, province of Hà Tĩnh"),
        "short_name": "Hồng Lam",
        "description": gettext("Public services and the work of the province of Hà Tĩnh"),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F5F7F8",
        "theme_color": _COLOUR,
        "icons": icons,
    }
    return JsonResponse(words, content_type="application/manifest+json")


@require_safe
@public("a browser runs it for every page")
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker; a new build, or a page that changed, replaces what browsers keep."""
    made = islands.bundle()
    main = islands.entry(islands.MAIN)
    kept = [reverse("offline"), reverse("emblem"), *main.styles, main.script, made.icons, *made.fonts]
    also, versions = list[str](), [made.version]
    for page in PAGES:
        built = [islands.entry(f"islands/{name}.ts") for name in page.islands]
        also += [address for one in built for address in (*one.styles, one.script, *one.preload)]
        also += page.also()
        versions.append(page.version())
    words = {
        "version": hashlib.sha256(" ".join(versions).encode()).hexdigest()[:16],
        "kept": [address for address in kept if address],
        "also": [address for address in dict.fromkeys(also) if address and address not in kept],
        "pages": [(reverse(page.page), reverse(page.copy)) for page in PAGES],
        "queue": static("kit/queue.js"),
        "offline": reverse("offline"),
        "built": f"{settings.STATIC_URL}built/",
        "icon": static("kit/icon-192.png"),
    }
    return HttpResponse(
        render_to_string("kit/sw.js", {"words": words}, request=request), content_type="text/javascript"
    )


@require_safe
@public("shown when there is no network, so nobody can be known")
def offline(request: HttpRequest) -> HttpResponse:
    """Return the page that the service worker shows when there is no network."""
    # Kept by the browser for everybody, so it does not know who looks, and nobody's drafts go because of it.
    return render(request, "kit/offline.html", {"viewer": None})


@require_safe
@public("the emblem stands on every page")
@cache_control(max_age=86400, public=True)
def emblem(request: HttpRequest) -> HttpResponse:
    """Return the emblem, mountain and river, as an image."""
    return HttpResponse(render_to_string("kit/emblem.svg", request=request), content_type="image/svg+xml")
