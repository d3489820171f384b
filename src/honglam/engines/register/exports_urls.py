"""Routes of exports and of OGC API."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import exports, ogc, tiles

DESK = [
    path("exports/<int:export>/", exports.export, name="export"),
    path("<str:register>/export/", exports.exports, name="exports"),
    path("<str:register>/export/ask", exports.ask, name="ask-export"),
]
ROOT = [
    path("ogc/", ogc.landing, name="ogc"),
    path("ogc/conformance", ogc.conformance, name="ogc-conformance"),
    path("ogc/api", ogc.described, name="ogc-api"),
    path("ogc/collections", ogc.collections, name="ogc-collections"),
    path("ogc/collections/<str:register>", ogc.collection, name="ogc-collection"),
    path("ogc/collections/<str:register>/queryables", ogc.queryables, name="ogc-queryables"),
    path("ogc/collections/<str:register>/items", ogc.items, name="ogc-items"),
    path("ogc/collections/<str:register>/items/<uuid:record>", ogc.item, name="ogc-item"),
    path(
        "ogc/collections/<str:register>/tiles/WebMercatorQuad/<int:z>/<int:y>/<int:x>",
        tiles.tile,
        name="ogc-tile",
    ),
    path("ogc/collections/<str:register>/tiles", tiles.described, name="ogc-tiles"),
]
