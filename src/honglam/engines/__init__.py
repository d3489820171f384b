"""The eight engines: each knows how, never what."""

from __future__ import annotations
