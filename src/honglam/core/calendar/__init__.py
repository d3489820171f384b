"""Working time: when an agency works, and when something is due."""

from __future__ import annotations
