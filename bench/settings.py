"""The product's settings with the bench's room added."""

from __future__ import annotations

from honglam.project.settings import *  # noqa: F403  (the product as it is)
from honglam.project.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.rows.apps.RowsConfig"]
ROOT_URLCONF = "bench.urls"
