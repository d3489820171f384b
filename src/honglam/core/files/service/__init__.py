"""The verbs of files, by subject."""

from __future__ import annotations
