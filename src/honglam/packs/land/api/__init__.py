"""The doors of land, one module for each kind of work."""

from __future__ import annotations

from honglam.packs.land.api import changing, cleaning, generating, parcels

__all__ = ["changing", "cleaning", "generating", "parcels"]
