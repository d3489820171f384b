"""Routes of people, posts, roles and delegations; `urls.py` mounts them."""

from __future__ import annotations

from django.urls import path

from honglam.core.identity.views import importing, me, people, rights, sessions

desk = [
    path("me/", me.me, name="me"),
    path("me/delegate/<int:post_id>/", me.delegate, name="delegate"),
    path("me/delegations/<int:delegation_id>/withdraw/", me.withdraw, name="withdraw-delegation"),
]
studio = [
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add-person"),
    path("people/import/", importing.send, name="import"),
    path("people/import/template.xlsx", importing.template, name="import-template"),
    path("people/import/<int:file_id>/", importing.dry_run, name="dry-run"),
    path("people/import/<int:file_id>/errors.xlsx", importing.errors, name="import-errors"),
    path("people/import/<int:file_id>/run/", importing.run, name="run-import"),
    path("people/import/<int:file_id>/slips/", importing.invite_all, name="invite-all"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/reveal/", people.reveal, name="reveal"),
    path("people/<int:person_id>/change/", people.change_person, name="change-person"),
    path("people/<int:person_id>/close/", people.close_person, name="close-person"),
    path("people/<int:person_id>/reopen/", people.reopen_person, name="reopen-person"),
    path("people/<int:person_id>/invite/", importing.invite, name="invite"),
    path("people/<int:person_id>/sessions/", sessions.of_person, name="sessions"),
    path("people/<int:person_id>/posts/add/", people.add_post, name="add-post"),
    path("people/<int:person_id>/move/", people.move, name="move"),
    path("posts/<int:post_id>/end/", people.end_post, name="end-post"),
    path("posts/<int:post_id>/hand-over/", people.hand_over, name="hand-over"),
    path("posts/<int:post_id>/roles/", people.post_roles, name="post-roles"),
    path("delegations/<int:delegation_id>/withdraw/", people.withdraw_delegation, name="withdraw-delegation"),
    path("roles/", rights.roles, name="roles"),
    path("roles/compose/", rights.compose, name="compose-role"),
    path("roles/<slug:key>/end/", rights.end_role, name="end-role"),
    path("separations/add/", rights.separate, name="separate"),
    path("separations/<int:separation_id>/end/", rights.join, name="join"),
    path("who-may/", rights.who_may, name="who-may"),
    path("emergencies/take/", rights.take_emergency, name="take-emergency"),
]
