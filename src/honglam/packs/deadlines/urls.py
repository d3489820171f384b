"""Routes: /deadlines/ for everybody, /desk/deadlines/ for officers."""

from __future__ import annotations

from django.urls import path

from honglam.packs.deadlines import views

portal = [path("", views.home, name="home")]
desk = [path("", views.desk, name="home")]
