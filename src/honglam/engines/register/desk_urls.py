"""Routes of the pages that follow from a definition."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import desk, desk_bulk, desk_forms, desk_pictures, desk_records

DESK = [
    path("<str:register>/", desk.listing, name="list"),
    path("<str:register>/new/", desk_forms.new, name="new"),
    path("<str:register>/suggest/<str:field>/", desk.suggest, name="suggest"),
    path("<str:register>/views/", desk.save_view, name="save-view"),
    path("<str:register>/views/<int:view>/remove/", desk.remove_view, name="remove-view"),
    path("<str:register>/map/", desk_pictures.map_page, name="map"),
    path("<str:register>/map/communes.geojson", desk_pictures.communes, name="communes"),
    path("<str:register>/map/<str:field>.geojson", desk_pictures.points, name="points"),
    path("<str:register>/chart/", desk_pictures.chart, name="chart"),
    path("<str:register>/bulk/", desk_bulk.change, name="bulk"),
    path("<str:register>/bulk/undo/<int:act>/", desk_bulk.undo, name="undo"),
    path("<str:register>/<uuid:id>/", desk_records.record, name="record"),
    path("<str:register>/<uuid:id>/edit/", desk_forms.edit, name="edit"),
    path("<str:register>/<uuid:id>/reveal/", desk_records.reveal, name="reveal"),
    path("<str:register>/<uuid:id>/remove/", desk_records.remove, name="remove"),
    path("<str:register>/<uuid:id>/print/", desk_records.paper, name="print"),
    path("<str:register>/<uuid:id>/place.geojson", desk_records.place, name="place"),
]
