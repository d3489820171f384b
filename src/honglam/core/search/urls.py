"""Routes of search: one page on each surface."""

from __future__ import annotations

from django.urls import path

from honglam.core.search import views

portal = [path("", views.portal, name="home")]
desk = [path("", views.desk, name="home")]
board = [path("", views.board, name="home")]
studio = [path("", views.studio, name="home")]
