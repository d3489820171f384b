"""Vector tiles for the platform's own maps and for map programs (OGC API - Tiles 1.0, WebMercatorQuad)."""

from __future__ import annotations

from hashlib import blake2b

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from honglam.engines.register.api import features
from honglam.engines.register.views.ogc import OPEN, json_answer
from honglam.engines.register.views.ogc_describing import link
from honglam.kit.access import public, viewer_of

_SECONDS = 60
_TYPE = "application/vnd.mapbox-vector-tile"
_SQUARES = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"


@require_safe
@public(OPEN)
def tile(request: HttpRequest, register: str, z: int, y: int, x: int) -> HttpResponse:
    """Return one tile. It is kept for a minute for those who see the same."""
    viewer = viewer_of(request)
    found = features.collection(register=register, viewer=viewer)
    key = f"register.tile:{_seen(found)}:{z}:{x}:{y}"
    body = cache.get(key)
    if body is None:
        body = features.tile(register=register, z=z, x=x, y=y, viewer=viewer)
        cache.set(key, body, _SECONDS)
    etag = quote_etag(blake2b(body, digest_size=12).hexdigest())
    answer = get_conditional_response(request, etag=etag) or HttpResponse(body, content_type=_TYPE)
    answer["ETag"] = etag
    patch_cache_control(answer, max_age=_SECONDS, **({"private": True} if viewer.known else {"public": True}))
    patch_vary_headers(answer, ("Cookie", "Authorization"))
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _seen(found: features.Collection) -> str:
    """Return a word for everything that decides what stands in a tile: who reaches the same sees the same."""
    register, viewer = found.register, found.viewer
    paths = () if found.open else viewer.reach(register.access.view)
    told = f"{register.id} {register.version} {found.open} {' '.join(paths)}"
    return blake2b(told.encode(), digest_size=12).hexdigest()


@require_safe
@public(OPEN)
def described(request: HttpRequest, register: str) -> HttpResponse:
    """Say where the tiles are."""
    found = features.collection(register=register, viewer=viewer_of(request))
    first = reverse("ogc-tile", args=[register, 0, 0, 0]).removesuffix("/0/0/0")
    template = f"{request.build_absolute_uri(first)}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    tileset = {
        "title": found.register.title,
        "dataType": "vector",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": _SQUARES,
        "links": [{**link(template, "item", _TYPE), "templated": True}],
    }
    return json_answer(request, {"tilesets": [tileset]})
