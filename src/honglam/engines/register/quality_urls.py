"""Routes of quality."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import doubles, quality

DESK = [
    path("<str:register>/quality/", quality.card, name="quality"),
    path("<str:register>/quality/communes.geojson", quality.communes, name="quality-communes"),
    path("<str:register>/quality/rules/", quality.rules, name="quality-rules"),
    path("<str:register>/quality/rules/try", quality.try_rule, name="quality-try"),
    path("<str:register>/quality/rules/switch", quality.switch, name="quality-switch"),
    path("<str:register>/quality/failing/<str:rule>/", quality.failing, name="quality-failing"),
    path("<str:register>/quality/failing/<str:rule>/mend", quality.mend, name="quality-mend"),
    path("<str:register>/quality/doubles/", doubles.listing, name="quality-doubles"),
    path("<str:register>/quality/doubles/search", doubles.search, name="quality-doubles-search"),
    path("<str:register>/quality/doubles/<int:pair>/", doubles.one, name="quality-double"),
]
