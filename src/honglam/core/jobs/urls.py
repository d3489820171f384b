"""Routes of jobs."""

from __future__ import annotations

from django.urls import path

from honglam.core.jobs import views

studio = [
    path("", views.jobs, name="list"),
    path("rows/", views.rows, name="rows"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:delivery_id>/<str:action>/", views.settle, name="settle"),
    path("<int:job_id>/", views.job, name="job"),
    path("<int:job_id>/state/", views.state, name="state"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel"),
    path("<int:job_id>/again/", views.again, name="again"),
]
