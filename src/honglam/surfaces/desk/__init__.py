"""The officer's face."""

from __future__ import annotations
