"""The product's settings with the bench's source of documents."""

from __future__ import annotations

from honglam.project.settings import *  # noqa: F403  (the product as it is)
from honglam.project.settings import INSTALLED_APPS

# First: registries close when the last app is ready.
INSTALLED_APPS = ["bench.search.apps.BenchConfig", *INSTALLED_APPS]
