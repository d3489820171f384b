"""Routes of this pack: /fieldreports/, /desk/fieldreports/ and /board/fieldreports/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.fieldreports.views import board, citizen, crew

portal = [path("", citizen.home, name="home")]
desk = [path("", crew.route, name="crew")]
board = [path("", board.home, name="home")]
