"""Routes of cases."""

from __future__ import annotations

from django.urls import path

from honglam.engines.case.views import straying

desk = [
    path("astray/", straying.strays, name="astray"),
    path("astray/<int:task_id>/", straying.settle, name="settle"),
]
