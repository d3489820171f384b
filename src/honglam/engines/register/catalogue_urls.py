"""Routes of the catalogue and of dictionaries."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import catalogue

DESK = [
    path("", catalogue.home, name="home"),
    path("<str:register>/dictionary/", catalogue.dictionary, name="dictionary"),
    path("<str:register>/dictionary/<str:form>", catalogue.download, name="definition"),
]
PORTAL = [
    path("", catalogue.open_home, name="home"),
    path("open/<str:register>/", catalogue.open_dictionary, name="dictionary"),
    path("open/<str:register>/<str:form>", catalogue.open_download, name="definition"),
]
