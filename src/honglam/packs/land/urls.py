"""Routes of this pack: /desk/land/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.land.views import changes, parcels

desk = [
    path("", parcels.home, name="home"),
    path("parcels.geojson", parcels.shapes, name="shapes"),
    path("cleaning/", parcels.cleaning, name="cleaning"),
    path("cleaning/measure/", changes.measure, name="measure"),
    path("changes/<uuid:change>/undo/", changes.undo, name="undo"),
    path("rights/<uuid:right>/transfer/", changes.transfer, name="transfer"),
    path("<uuid:parcel>/", parcels.parcel, name="parcel"),
    path("<uuid:parcel>/split/", changes.split, name="split"),
    path("<uuid:parcel>/merge/", changes.merge, name="merge"),
]
