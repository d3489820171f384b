"""Honglam: one platform on which a province runs every information system of its digital-transformation plan."""

from __future__ import annotations
