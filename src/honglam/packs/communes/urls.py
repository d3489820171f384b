"""Routes of this pack: /communes/ and /desk/communes/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.communes import views

portal = [
    path("", views.home, name="home"),
    path("<str:code>/", views.commune, name="one"),
]
desk = [
    path("", views.officers_list, name="list"),
    path("<str:code>/", views.officers_record, name="one"),
]
