"""Routes of jobs."""

from __future__ import annotations

from django.urls import path

from honglam.core.jobs import views, webhook_views

studio = [
    path("", views.jobs, name="list"),
    path("rows/", views.rows, name="rows"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:delivery_id>/<str:action>/", views.settle, name="settle"),
    path("webhooks/", webhook_views.webhooks, name="webhooks"),
    path("webhooks/new/", webhook_views.make, name="make-webhook"),
    path("webhooks/<int:webhook_id>/", webhook_views.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/change/", webhook_views.change, name="change-webhook"),
    path("webhooks/<int:webhook_id>/secret/", webhook_views.secret, name="webhook-secret"),
    path("webhooks/<int:webhook_id>/renew/", webhook_views.renew, name="renew-webhook"),
    path("webhooks/<int:webhook_id>/try/", webhook_views.try_it, name="try-webhook"),
    path("webhooks/<int:webhook_id>/off/", webhook_views.off, name="webhook-off"),
    path("webhooks/<int:webhook_id>/on/", webhook_views.on, name="webhook-on"),
    path("webhooks/<int:webhook_id>/remove/", webhook_views.remove, name="remove-webhook"),
    path("webhooks/<int:webhook_id>/again/", webhook_views.again, name="calls-again"),
    path("webhooks/<int:webhook_id>/again/<int:call_id>/", webhook_views.again, name="call-again"),
    path("<int:job_id>/", views.job, name="job"),
    path("<int:job_id>/state/", views.state, name="state"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel"),
    path("<int:job_id>/again/", views.again, name="again"),
]
