"""Routes of the studio."""

from __future__ import annotations

from django.urls import path

from honglam.surfaces.studio import views

studio = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("packs/", views.packs, name="packs"),
    path("health/", views.health, name="health"),
    path("backups/", views.backups, name="backups"),
]
