"""Routes of the studio's pages of procedures."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from honglam.engines.case.views import studio, studio_draft, studio_move, studio_table

STUDIO: list[URLPattern | URLResolver] = [
    path("", studio.procedures, name="list"),
    path("new/", studio.new, name="new"),
    path("moves/<int:move_id>/", studio_move.moved, name="moved"),
    path("<str:procedure>/", studio.version, name="procedure"),
    path("<str:procedure>/<int:number>/", studio.version, name="version"),
    path("<str:procedure>/<int:number>/<str:name>", studio.file, name="file"),
    path("<str:procedure>/compare/", studio.compare, name="compare"),
    path("<str:procedure>/begin/", studio.begin, name="begin"),
    path("<str:procedure>/plan/", studio_move.plan, name="plan"),
    path("<str:procedure>/move/", studio_move.move, name="move"),
    path("<str:procedure>/draft/", studio_draft.draft, name="draft"),
    path("<str:procedure>/draft/save/", studio_draft.save, name="draft-save"),
    path("<str:procedure>/draft/upload/", studio_draft.upload, name="draft-upload"),
    path("<str:procedure>/draft/discard/", studio_draft.discard, name="draft-discard"),
    path("<str:procedure>/draft/rebase/", studio_draft.rebase, name="draft-rebase"),
    path("<str:procedure>/draft/publish/", studio_draft.publish, name="draft-publish"),
    path("<str:procedure>/draft/table/<str:table>/", studio_table.table, name="draft-table"),
]
