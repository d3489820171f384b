"""Doors of files for people."""

from __future__ import annotations
