"""Communes: which commune or ward of today an old or new name, a code or a place on the map belongs to."""

from __future__ import annotations
