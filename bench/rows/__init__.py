"""A list of a million synthetic parcels, declared as one kit table; only the bench installs it."""

from __future__ import annotations
