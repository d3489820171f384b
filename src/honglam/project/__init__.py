"""The composition root: settings, urls, asgi, the honglam command, the embedded services."""

from __future__ import annotations
