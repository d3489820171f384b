"""The citizen's face."""

from __future__ import annotations
