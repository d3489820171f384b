"""Routes of the desk."""

from __future__ import annotations

from django.urls import path

from honglam.surfaces.desk import views

desk = [path("", views.home, name="home")]
