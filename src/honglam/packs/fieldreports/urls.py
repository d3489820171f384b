"""Routes of this pack: /fieldreports/, /desk/fieldreports/ and /board/fieldreports/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.fieldreports.views import board as leaders
from honglam.packs.fieldreports.views import citizen, crew
from honglam.packs.fieldreports.views import desk as officers

portal = [
    path("", citizen.home, name="home"),
    path("kept/", citizen.kept, name="kept"),
    path("published/", citizen.published, name="published"),
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
desk = [
    path("", crew.route, name="crew"),
    path("kept/", crew.kept, name="crew-kept"),
    path("done/", crew.done, name="crew-done"),
    path("answers/", officers.texts, name="texts"),
    path("answers/new/", officers.text, name="new-text"),
    path("answers/<int:text_id>/", officers.text, name="text"),
    path("answers/<int:text_id>/remove/", officers.forget_text, name="forget-text"),
    path("<str:code>/pictures/<uuid:file_id>/", officers.picture, name="picture"),
    path("<str:code>/after/", officers.after, name="after"),
    path("<str:code>/merge/", officers.merge, name="merge"),
    path("<str:code>/unmerge/", officers.unmerge, name="unmerge"),
    path("<str:code>/withdraw/", officers.withdraw, name="withdraw"),
]
board = [
    path("", leaders.home, name="home"),
    path("communes.geojson", leaders.communes, name="communes"),
    path("cells.geojson", leaders.cells, name="cells"),
]
