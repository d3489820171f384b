"""Routes of the desk's pages of figures."""

from __future__ import annotations

from django.urls import path

from honglam.engines.indicator.views import desk, desk_grid, desk_sheet

DESK = [
    path("", desk.home, name="home"),
    path("list/<str:heap>/", desk.figures, name="figures"),
    path("bulk/", desk.bulk, name="bulk"),
    path("figure/<int:value_id>/", desk.figure, name="figure"),
    path("figure/<int:value_id>/enter/", desk_grid.enter, name="enter"),
    path("enter/<str:period>/", desk_grid.grid, name="grid"),
    path("sheets/", desk_sheet.send, name="send"),
    path("sheets/<str:period>.xlsx", desk_sheet.sheet, name="sheet"),
    path("sheets/<uuid:file_id>/", desk_sheet.dry_run, name="dry-run"),
    path("sheets/<uuid:file_id>/errors.xlsx", desk_sheet.errors, name="errors"),
    path("sheets/<uuid:file_id>/run/", desk_sheet.run, name="run"),
]
