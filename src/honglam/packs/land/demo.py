"""Parcels for a demonstration: two communes of a synthetic province, with their clean-up lists worked out."""

from __future__ import annotations

from datetime import datetime

from honglam.packs.land import api

COMMUNES = ("18073", "18562")  # Thành Sen and Thạch Hà
_PARCELS = 2_000


def fill(*, now: datetime) -> None:
    """Make them once; later starts find them there."""
    if api.generating.fill(parcels=_PARCELS, seed=1, only=COMMUNES, now=now).rows:
        for commune in COMMUNES:
            api.cleaning.measure(commune=commune, now=now)
