"""A worker that writes few rows at a time, so that it can be killed between two chunks."""

from __future__ import annotations

import os

from django.conf import settings

from honglam.engines.register.service.importing import landing


def declare() -> None:
    """Write 400 rows at a time."""
    landing.CHUNK = 400
    settings.MEDIA_ROOT = os.environ["TRIED_FILES"]
