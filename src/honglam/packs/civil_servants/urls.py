"""Routes: /desk/civil_servants/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.civil_servants import views

desk = [
    path("", views.home, name="home"),
    path("fields/", views.annex, name="annex"),
    path("fields/load", views.load, name="load"),
]
