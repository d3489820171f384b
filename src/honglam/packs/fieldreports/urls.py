"""Routes of this pack: /fieldreports/, /desk/fieldreports/ and /board/fieldreports/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.fieldreports.views import board, citizen, crew

portal = [
    path("", citizen.home, name="home"),
    path("kept/", citizen.kept, name="kept"),
    path("door/", citizen.door, name="door"),
    path("code/", citizen.ask, name="code"),
    path("prove/", citizen.prove, name="prove"),
    path("forget/", citizen.forget, name="forget"),
    path("send/", citizen.send, name="send"),
    path("near/", citizen.near, name="near"),
    path("support/", citizen.support, name="support"),
    path("sent/<str:seal>/", citizen.sent, name="sent"),
    path("poster/<str:code>/", citizen.poster, name="poster"),
]
desk = [path("", crew.route, name="crew")]
board = [path("", board.home, name="home")]
