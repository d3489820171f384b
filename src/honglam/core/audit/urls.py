"""Routes of the ledger."""

from __future__ import annotations

from django.urls import path

from honglam.core.audit import views

portal = [
    path("", views.roots, name="roots"),
    path("check/", views.check, name="check"),
    path("check_proof.py", views.script, name="script"),
    path("key.pem", views.key, name="key"),
    path("mirror/", views.mirror, name="mirror"),
    path("<str:day>/", views.root, name="root"),
    path("<str:day>/root.json", views.root_file, name="root-file"),
]
studio = [
    path("", views.entries, name="list"),
    path("<int:number>/", views.entry, name="entry"),
    path("<int:number>/proof/", views.proof, name="proof"),
]
