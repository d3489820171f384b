"""The verbs of this pack."""

from __future__ import annotations
