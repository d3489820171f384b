"""Receives the files of forms for the kit: each becomes a draft of who sends it."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.utils import timezone

from honglam.base import trace
from honglam.core.files import api
from honglam.core.files.contracts import StoredFile
from honglam.kit.attachments import RECEIVER, Received, Receiver, Taken


def keep(file: File[Any], use: str) -> Received:
    """Keep a file that came with a form."""
    viewer = trace.current().viewer
    stored = api.store(
        source=file.chunks(),
        name=file.name or "",
        owner=None,
        agency=viewer.agency,
        viewer=viewer,
        now=timezone.now(),
        use=use,
    )
    return _received(stored)


def find(token: str) -> Received:
    """Return the draft that a token names."""
    return _received(api.draft(token=token, viewer=trace.current().viewer))


def taken(use: str) -> Taken:
    """Tell what a use takes."""
    kinds, most_bytes, most_files = api.taken(use=use)
    return Taken(tuple(ending for kind in kinds for ending in kind.endings), most_bytes, most_files)


def _received(stored: StoredFile) -> Received:
    return Received(stored.id, api.token(file_id=stored.id), stored.name, stored.size)


FORMS = Receiver(RECEIVER, "files:uploads", keep, find, taken)
