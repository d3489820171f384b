"""Routes of cases."""

from __future__ import annotations

from django.urls import path

from honglam.engines.case import public_urls, studio_urls
from honglam.engines.case.views import board as board_views
from honglam.engines.case.views import (
    desk_acts,
    desk_bulk,
    desk_case,
    desk_lists,
    desk_team,
    portal_follow,
    portal_new,
    straying,
)

portal = [
    *public_urls.PORTAL,
    path("", portal_follow.home, name="home"),
    path("track/", portal_follow.track, name="track"),
    path("mine/", portal_follow.mine, name="mine"),
    path("new/<str:procedure>/", portal_new.new, name="new"),
    path("send/", portal_new.send, name="send"),
    path("send/code/", portal_new.prove, name="send-code"),
    # Codes of cases last, as below.
    path("<str:code>/", portal_follow.follow, name="follow"),
    path("<str:code>/received/", portal_new.received, name="received"),
    path("<str:code>/qr.svg", portal_follow.picture, name="picture"),
    path("<str:code>/files/<uuid:file_id>/", portal_follow.file, name="file"),
    path("<str:code>/write/", portal_follow.write, name="write"),
    path("<str:code>/withdraw/", portal_follow.withdraw, name="withdraw"),
    path("<str:code>/rate/", portal_follow.rate, name="rate"),
    path("<str:code>/prove/", portal_follow.prove, name="prove"),
]
desk = [
    path("", desk_lists.home, name="home"),
    path("mine/", desk_lists.mine, name="mine"),
    path("mine/<str:heap>/", desk_lists.mine, name="mine"),
    path("unit/", desk_lists.unit, name="unit"),
    path("unit/<str:heap>/", desk_lists.unit, name="unit"),
    path("all/", desk_lists.cases, name="cases"),
    path("all/<str:heap>/", desk_lists.cases, name="cases"),
    path("team/", desk_team.team, name="team"),
    path("team/hand-over/", desk_team.hand_over, name="hand-over"),
    path("bulk/", desk_bulk.bulk, name="bulk"),
    path("bulk/<int:batch_id>/", desk_bulk.batch, name="batch"),
    path("task/<int:task_id>/", desk_case.task, name="task"),
    path("task/<int:task_id>/take/", desk_acts.take, name="take"),
    path("task/<int:task_id>/transfer/", desk_acts.transfer, name="transfer"),
    path("task/<int:task_id>/give-back/", desk_acts.give_back, name="give-back"),
    path("task/<int:task_id>/assign/", desk_acts.assign, name="assign"),
    path("task/<int:task_id>/split/", desk_acts.split, name="split"),
    path("astray/", straying.strays, name="astray"),
    path("astray/<int:task_id>/", straying.settle, name="settle"),
    # Codes of cases last: no word above looks like one.
    path("<str:code>/", desk_case.case, name="case"),
    path("<str:code>/personal/", desk_case.reveal, name="reveal"),
    path("<str:code>/drawing.bpmn", desk_case.drawing, name="drawing"),
    path("<str:code>/place.geojson", desk_case.place, name="place"),
    path("<str:code>/message/", desk_acts.message, name="message"),
    path("<str:code>/note/", desk_acts.note, name="note"),
    path("<str:code>/extend/", desk_acts.extend, name="extend"),
    path("<str:code>/try-again/", desk_acts.try_again, name="try-again"),
    path("<str:code>/take-up/", desk_acts.take_up, name="take-up"),
]
board = [path("", board_views.home, name="home"), path("communes.geojson", board_views.shapes, name="communes")]
studio = [
    *public_urls.STUDIO,
    *studio_urls.STUDIO,  # ids of procedures last: no word above looks like one
]
urlpatterns = public_urls.ROOT
