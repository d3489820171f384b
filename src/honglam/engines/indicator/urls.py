"""Routes of indicators."""

from __future__ import annotations

from django.urls import path

from honglam.engines.indicator import desk_urls
from honglam.engines.indicator.views import board as board_views
from honglam.engines.indicator.views import portal as portal_views
from honglam.engines.indicator.views import studio as studio_views

portal = [
    path("", portal_views.home, name="home"),
    path("figures.csv", portal_views.sdmx, name="sdmx"),
    path("<str:code>/", portal_views.one, name="one"),
    path("<str:code>/communes.geojson", portal_views.communes, name="communes"),
]
board = [
    path("", board_views.home, name="home"),
    path("figures.csv", board_views.sdmx, name="sdmx"),
    path("indicators.<str:form>", board_views.export, name="export"),
    path("<str:code>/", board_views.one, name="one"),
    path("<str:code>/figures.<str:form>", board_views.export_one, name="export-one"),
    path("<str:code>/communes.geojson", board_views.communes, name="communes"),
]
desk = [*desk_urls.DESK]
studio = [
    path("", studio_views.definitions, name="list"),
    path("new/", studio_views.new, name="new"),
    path("try/", studio_views.attempt, name="try"),
    path("<str:code>/", studio_views.definition, name="definition"),
    path("<str:code>/edit/", studio_views.edit, name="edit"),
    path("<str:code>/compare/", studio_views.compare, name="compare"),
    path("<str:code>/close/", studio_views.close, name="close"),
]
