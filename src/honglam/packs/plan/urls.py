"""Routes of this pack: /desk/plan/."""

from __future__ import annotations

from django.urls import path

from honglam.packs.plan.views import board as boards
from honglam.packs.plan.views import campaigns, directives, money, reports, results, review
from honglam.packs.plan.views import desk as plans

portal = [path("", boards.public, name="public")]
desk = [
    path("board/", boards.board, name="board"),
    path("board/brief/", boards.brief, name="brief"),
    path("board/tasks/", boards.tasks, name="tasks"),
    path("board/money/<int:plan_id>/", money.money, name="money"),
    path("board/agencies/<str:path>/", boards.agency, name="agency"),
    path("directives/", directives.directives, name="directives"),
    path("directives/new/", directives.new_directive, name="new-directive"),
    path("directives/urge/", directives.urge, name="urge"),
    path("directives/<int:directive_id>/", directives.directive, name="directive"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:period>/synthesis.<str:form>", reports.synthesis, name="synthesis"),
    path("reports/<str:agency>/<str:period>/", reports.report, name="report"),
    path("reports/<str:agency>/<str:period>/report.docx", reports.paper, name="paper"),
    path("campaigns/", campaigns.asked, name="asked"),
    path("campaigns/ours/", campaigns.ours, name="campaigns"),
    path("campaigns/new/", campaigns.new, name="new-campaign"),
    path("campaigns/<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/form/", campaigns.change, name="campaign-form"),
    path("campaigns/<int:campaign_id>/answers.<str:form>", campaigns.export, name="campaign-export"),
    path("campaigns/answers/<int:answer_id>/", campaigns.answer, name="campaign-answer"),
    path("campaigns/answers/<int:answer_id>/return/", campaigns.give_back, name="campaign-return"),
    path("campaigns/answers/<int:answer_id>/<slug:key>/", campaigns.cell, name="campaign-cell"),
    path("", plans.plans, name="plans"),
    path("send/", plans.send, name="send"),
    path("results/", results.results, name="results"),
    path("<int:plan_id>/", plans.plan, name="plan"),
    path("<int:plan_id>/review/", review.review, name="review"),
    path("<int:plan_id>/review/<int:item_id>/", review.answer, name="answer"),
    path("<int:plan_id>/review/add/<str:kind>/", review.add, name="add"),
    path("<int:plan_id>/review/log/", review.log, name="log"),
    path("<int:plan_id>/confirm/", plans.confirm, name="confirm"),
    path("<int:plan_id>/discard/", plans.discard, name="discard"),
]
