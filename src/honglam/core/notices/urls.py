"""Routes of notices: a person's own, under the portal and the desk, and the studio's."""

from __future__ import annotations

from django.urls import path

from honglam.core.notices.views import own
from honglam.core.notices.views import studio as maker

_OWN = [
    path("", own.notices, name="list"),
    path("all/", own.mark_all, name="mark-all"),
    path("choices/", own.choices, name="choices"),
    path("<int:notice_id>/", own.notice, name="notice"),
    path("<int:notice_id>/open/", own.open_link, name="open"),
    path("<int:notice_id>/new/", own.mark_new, name="new"),
]
portal = [
    *_OWN,
    path("bell/", own.bell, name="bell"),
    path("push/", own.subscribe, name="subscribe"),
    path("push/end/", own.unsubscribe, name="unsubscribe"),
]
desk = [*_OWN]
studio = [
    path("", maker.outgoing, name="list"),
    path("channels/", maker.channels, name="channels"),
    path("costs/", maker.costs, name="costs"),
    path("costs/price/", maker.price, name="price"),
    path("templates/", maker.templates, name="templates"),
    path("templates/<str:template>/", maker.template, name="template"),
    path("<int:message_id>/", maker.message, name="message"),
    path("<int:message_id>/resend/", maker.resend, name="resend"),
]
