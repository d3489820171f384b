"""The product's routes and the bench's two."""

from __future__ import annotations

from django.urls import path
from ninja import Router

from bench.rows.tables import PARCELS, parcels
from bench.rows.views import listed
from honglam.kit import tables
from honglam.project.rest import api

_router = Router(tags=["rows"])
tables.route(_router, PARCELS, parcels)
api.add_router("/rows", _router)

from honglam.project.urls import handler400, handler403, handler404, handler500  # noqa: E402, F401  (Django reads them)
from honglam.project.urls import urlpatterns as product  # noqa: E402  (after the router: the API's routes are read once)

urlpatterns = [path("desk/rows/", listed, name="rows"), *product]
