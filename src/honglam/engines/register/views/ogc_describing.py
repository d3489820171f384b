"""What OGC API Features says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from honglam.base.geometry import HA_TINH
from honglam.engines.register.api.features import Collection
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.views.ogc_asking import CRS84, MOST, SYSTEMS, USUAL, VN2000
from honglam.kit.tables import Column

GEOJSON = "application/geo+json"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features"
CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    f"{_FEATURES}-1/1.0/conf/core",
    f"{_FEATURES}-1/1.0/conf/oas30",
    f"{_FEATURES}-1/1.0/conf/geojson",
    f"{_FEATURES}-2/1.0/conf/crs",
)
_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
Address = Callable[..., str]
_TYPES: dict[Type, dict[str, Any]] = {
    Type.INTEGER: {"type": "integer"},
    Type.MONEY: {"type": "integer"},
    Type.YEAR: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.DATETIME: {"type": "string", "format": "date-time"},
    Type.FILE: {"type": "string", "format": "uuid"},
}


def link(href: str, rel: str, media_type: str = "application/json", title: str = "") -> dict[str, str]:
    """Return a link as the standard writes it."""
    found = {"href": href, "rel": rel, "type": media_type}
    return {**found, "title": title} if title else found


def landing(address: Address) -> dict[str, Any]:
    """Return the first page."""
    return {
        "title": "Cơ sở dữ liệu ngành",
        "description": "Registers of the province as features. Open data for everybody; more for who signs in.",
        "links": [
            link(address("ogc"), "self"),
            link(address("ogc-api"), "service-desc", "application/vnd.oai.openapi+json;version=3.0"),
            link(address("ogc-conformance"), "conformance"),
            link(address("ogc-collections"), "data"),
        ],
    }


def collection(found: Collection, address: Address) -> dict[str, Any]:
    """Return the description of a collection."""
    register = found.register
    box = [HA_TINH.west, HA_TINH.south, HA_TINH.east, HA_TINH.north]
    said = {
        "id": register.id,
        "title": register.title,
        "itemType": "feature",
        "extent": {"spatial": {"bbox": [box], "crs": CRS84.uri}},
        "crs": [each.uri for each in SYSTEMS],
        "storageCrs": CRS84.uri,
        "links": [
            link(address("ogc-collection", register.id), "self"),
            link(address("ogc-items", register.id), "items", GEOJSON, register.title),
            link(address("ogc-queryables", register.id), _QUERYABLES, "application/schema+json"),
            link(address("ogc-tiles", register.id), _TILESETS),
        ],
    }
    return {**said, "description": register.description} if register.description else said


def queryables(found: Collection, here: str) -> dict[str, Any]:
    """Return by which fields features are filtered."""
    filters = {column.path: column for column in found.table.columns if column.filter}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": here,
        "type": "object",
        "title": found.register.title,
        "properties": {each.name: _schema(each) for each in found.fields if each.name in filters},
        "additionalProperties": False,
    }


def _schema(field: Field) -> dict[str, Any]:
    found = {"title": field.title, **_TYPES.get(field.type, {"type": "string"})}
    return {**found, "enum": [each.code for each in field.codes]} if field.codes else found


def openapi(found: Iterable[Collection], server: str) -> dict[str, Any]:
    """Return the description of the service as OpenAPI 3.0."""
    paths: dict[str, Any] = {
        "/": _get("landing", "The first page"),
        "/conformance": _get("conformance", "Standards"),
        "/api": _get("api", "This description"),
        "/collections": _get("collections", "Collections"),
    }
    for each in found:
        paths |= _paths(each)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Honglam: registers as features", "version": "1"},
        "servers": [{"url": server}],
        "paths": paths,
    }


def _paths(found: Collection) -> dict[str, Any]:
    id_ = found.register.id
    filters = [_filter(column, word) for column in found.table.columns for word in column.parameters]
    key = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        f"/collections/{id_}": _get(f"{id_}.collection", found.register.title, missing=True),
        f"/collections/{id_}/queryables": _get(f"{id_}.queryables", "By what features are filtered", missing=True),
        f"/collections/{id_}/items": _get(f"{id_}.items", "Features", [*_ITEMS, *filters], missing=True),
        f"/collections/{id_}/items/{{featureId}}": _get(f"{id_}.item", "One feature", [key, _CRS], missing=True),
    }


_CRS = {
    "name": "crs",
    "in": "query",
    "schema": {"type": "string", "format": "uri", "enum": [CRS84.uri, VN2000.uri], "default": CRS84.uri},
}
_ITEMS: list[dict[str, Any]] = [
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        "style": "form",
        "explode": False,
    },
    {
        "name": "bbox",
        "in": "query",
        "schema": {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        "style": "form",
        "explode": False,
    },
    {"name": "datetime", "in": "query", "schema": {"type": "string"}, "style": "form", "explode": False},
    {**_CRS, "name": "bbox-crs"},
    _CRS,
]


def _filter(column: Column, word: str) -> dict[str, Any]:
    return {"name": word, "in": "query", "description": str(column.title), "schema": {"type": "string"}}


def _get(
    operation: str, summary: str, parameters: list[dict[str, Any]] | None = None, *, missing: bool = False
) -> dict[str, Any]:
    answers = {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}}
    answers["400"] = {"description": "A word of the address cannot be meant"}
    if missing:
        answers["404"] = {"description": "There is no such thing, or it is not yours to know of"}
    return {"get": {"operationId": operation, "summary": summary, "parameters": parameters or [], "responses": answers}}
