"""OGC API - Features 1.0, part 1 (core, GeoJSON, OpenAPI 3.0) and part 2 (VN-2000), for map programs.

What it is: https://docs.ogc.org/is/17-069r4/17-069r4.html and https://docs.ogc.org/is/18-058r1/18-058r1.html.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from honglam.engines.register.api import features
from honglam.engines.register.views import ogc_asking as asking
from honglam.engines.register.views import ogc_describing as describing
from honglam.kit.access import public, viewer_of

OPEN = "open data is for everybody; what else there is, the collections show by the rights of who asks"
_SECONDS = 60


def json_answer(request: HttpRequest, body: Any, media_type: str = "application/json", **headers: str) -> HttpResponse:
    answer = HttpResponse(orjson.dumps(body), content_type=media_type, headers=headers)
    if viewer_of(request).known:
        patch_cache_control(answer, private=True, no_cache=True)
    else:
        patch_cache_control(answer, public=True, max_age=_SECONDS)
    patch_vary_headers(answer, ("Cookie", "Authorization"))
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _address(request: HttpRequest, name: str, *args: Any) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


@require_safe
@public(OPEN)
def landing(request: HttpRequest) -> HttpResponse:
    """Say what there is here."""
    asking.known(request, ())
    return json_answer(request, describing.landing(lambda name, *args: _address(request, name, *args)))


@require_safe
@public(OPEN)
def conformance(request: HttpRequest) -> HttpResponse:
    """Say by which standards it goes."""
    asking.known(request, ())
    return json_answer(request, {"conformsTo": list(describing.CONFORMS)})


@require_safe
@public(OPEN)
def described(request: HttpRequest) -> HttpResponse:
    """Describe the service as OpenAPI 3.0."""
    asking.known(request, ())
    found = list(features.collections(viewer=viewer_of(request)))
    body = describing.openapi(found, _address(request, "ogc").rstrip("/"))
    return json_answer(request, body, "application/vnd.oai.openapi+json;version=3.0")


@require_safe
@public(OPEN)
def collections(request: HttpRequest) -> HttpResponse:
    """List the collections."""
    asking.known(request, ())
    here = _address(request, "ogc-collections")
    found = [_collection(request, each) for each in features.collections(viewer=viewer_of(request))]
    return json_answer(request, {"links": [describing.link(here, "self")], "collections": found})


@require_safe
@public(OPEN)
def collection(request: HttpRequest, register: str) -> HttpResponse:
    """Describe one collection."""
    asking.known(request, ())
    return json_answer(request, _collection(request, features.collection(register=register, viewer=viewer_of(request))))


def _collection(request: HttpRequest, found: features.Collection) -> dict[str, Any]:
    return describing.collection(found, lambda name, *args: _address(request, name, *args))


@require_safe
@public(OPEN)
def queryables(request: HttpRequest, register: str) -> HttpResponse:
    """Say by which fields features are filtered, as JSON Schema."""
    asking.known(request, ())
    found = features.collection(register=register, viewer=viewer_of(request))
    here = _address(request, "ogc-queryables", register)
    return json_answer(request, describing.queryables(found, here), "application/schema+json")


@require_safe
@public(OPEN)
def items(request: HttpRequest, register: str) -> HttpResponse:
    """Return a page of features."""
    viewer = viewer_of(request)
    table = features.collection(register=register, viewer=viewer).table
    filters = {word for column in table.columns for word in column.parameters}
    asking.known(request, (*asking.ITEMS, *filters))
    crs = asking.crs(request)
    found, page = features.rows(register=register, asked=asking.asked(request, filters), viewer=viewer)
    here = request.build_absolute_uri()
    links = [describing.link(here, "self", describing.GEOJSON)]
    if page.next:
        links.append(describing.link(asking.beyond(request, page.next), "next", describing.GEOJSON))
    links.append(describing.link(_address(request, "ogc-collection", register), "collection"))
    body: dict[str, Any] = {
        "type": "FeatureCollection",
        "links": links,
        "timeStamp": asking.stamp(),
        "numberReturned": len(page.rows),
        "features": [_feature(found, row, crs) for row in page.rows],
    }
    if page.count.exact:
        body["numberMatched"] = page.count.rows
    return json_answer(request, body, describing.GEOJSON, **{"Content-Crs": f"<{crs.uri}>"})


@require_safe
@public(OPEN)
def item(request: HttpRequest, register: str, record: UUID) -> HttpResponse:
    """Return one feature."""
    asking.known(request, ("crs",))
    crs = asking.crs(request)
    found, row = features.one(register=register, record=record, viewer=viewer_of(request))
    body = _feature(found, row, crs)
    body["links"] = [
        describing.link(request.build_absolute_uri(), "self", describing.GEOJSON),
        describing.link(_address(request, "ogc-collection", register), "collection"),
    ]
    return json_answer(request, body, describing.GEOJSON, **{"Content-Crs": f"<{crs.uri}>"})


def _feature(found: features.Collection, row: Any, crs: asking.Crs) -> dict[str, Any]:
    known = {each.name: each for each in found.fields}
    given = dict(zip(found.names, row.values, strict=True))
    place = features.shape(given.pop(found.geometry.name))
    return {
        "type": "Feature",
        "id": str(row.key),
        "geometry": None if place is None else crs.written(place),
        "properties": {name: features.plain(known.get(name), value) for name, value in given.items()},
    }
