"""The makers' and administrators' face."""

from __future__ import annotations
