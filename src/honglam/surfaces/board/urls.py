"""Routes of the board."""

from __future__ import annotations

from django.urls import path

from honglam.surfaces.board import views

board = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("communes/<str:code>/", views.commune, name="commune"),
]
