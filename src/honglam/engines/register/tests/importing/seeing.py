"""A worker that sees the files of the test, and writes so few rows at a time that it can be killed in between."""

from __future__ import annotations

import os
import time
from threading import Thread

from django.apps import apps
from django.conf import settings


def declare() -> None:
    """Look where the test keeps its files; make chunks small as soon as there are models."""
    settings.MEDIA_ROOT = os.environ["TRIED_FILES"]
    Thread(target=_small, daemon=True).start()


def _small() -> None:
    while not apps.ready:
        time.sleep(0.02)
    from honglam.engines.register.service.importing import landing

    landing.CHUNK = 250
