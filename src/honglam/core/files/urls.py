"""Routes of files."""

from __future__ import annotations

from django.urls import path

from honglam.core.files.views import giving, tus
from honglam.core.files.views import studio as makers

portal = [
    path("uploads/", tus.uploads, name="uploads"),
    path("uploads/<str:token>", tus.upload, name="upload"),
    path("<str:file_id>/", giving.file, name="file"),
    path("<str:file_id>/preview/<int:number>/", giving.preview, name="preview"),
]

studio = [
    path("", makers.files, name="list"),
    path("storage/", makers.storage, name="storage"),
    path("quarantine/", makers.quarantine, name="quarantine"),
    path("quarantine/<str:sha256>/release/", makers.release, name="release"),
    path("quarantine/<str:sha256>/discard/", makers.discard, name="discard"),
    path("<str:file_id>/", makers.file, name="file"),
    path("<str:file_id>/remove/", makers.remove, name="remove"),
]
