"""Routes of the studio's pages of registers."""

from __future__ import annotations

from django.urls import path

from honglam.engines.register.views import studio, studio_draft

STUDIO = [
    path("", studio.registers, name="list"),
    path("upload/", studio.upload, name="upload"),
    path("upload/marked/<str:token>/", studio.marked, name="marked"),
    path("template/", studio.template, name="template"),
    path("new/", studio.begin, name="begin"),
    path("drafts/<uuid:draft>/", studio_draft.draft, name="draft"),
    path("drafts/<uuid:draft>/head/", studio_draft.head, name="head"),
    path("drafts/<uuid:draft>/fields/<str:place>/", studio_draft.field, name="field"),
    path("drafts/<uuid:draft>/fields/<str:place>/move/", studio_draft.move, name="move"),
    path("drafts/<uuid:draft>/fields/<str:place>/remove/", studio_draft.remove, name="remove"),
    path("drafts/<uuid:draft>/rules/new/", studio_draft.rule, name="new-rule"),
    path("drafts/<uuid:draft>/rules/<int:at>/", studio_draft.rule, name="rule"),
    path("drafts/<uuid:draft>/rules/<int:at>/remove/", studio_draft.remove_rule, name="remove-rule"),
    path("drafts/<uuid:draft>/confirm/", studio_draft.confirm, name="confirm"),
    path("drafts/<uuid:draft>/answer/", studio_draft.answer, name="answer"),
    path("drafts/<uuid:draft>/discard/", studio_draft.discard, name="discard"),
    path("drafts/<uuid:draft>/effect/", studio_draft.effect, name="effect"),
    path("drafts/<uuid:draft>/publish/", studio_draft.publish, name="publish"),
    path("drafts/<uuid:draft>/together/", studio_draft.bring_together, name="together"),
    path("<str:register>/", studio.register, name="register"),
    path("<str:register>/versions/<int:version>/", studio.compare, name="compare"),
    path("<str:register>/as/<str:form>/", studio.document, name="document"),
]
