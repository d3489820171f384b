"""Routes of data quality."""

from __future__ import annotations

from django.urls import path

from honglam.packs.data_quality import views

desk = [path("", views.home, name="home")]
