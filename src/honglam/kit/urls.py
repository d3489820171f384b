"""Routes of the kit: the style page in the studio, live regions, and what the browser itself asks for."""

from __future__ import annotations

from django.urls import path

from honglam.kit import live, pwa, style

studio = [
    path("", style.page, name="style"),
    path("fragment/", style.fragment, name="style-fragment"),
    path("places.geojson", style.places, name="style-map"),
    path("refused/", style.refused, name="style-refused"),
    path("toast/", style.toast, name="style-toast"),
    path("upload/", style.upload, name="style-upload"),
]
urlpatterns = [
    path("live/<str:topics>", live.stream, name="live"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service-worker"),
    path("offline/", pwa.offline, name="offline"),
    path("emblem.svg", pwa.emblem, name="emblem"),
]
