"""The root of the site belongs to citizens."""

from __future__ import annotations

from django.urls import path

from honglam.surfaces.portal import views

portal = [path("", views.home, name="home")]
