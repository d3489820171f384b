"""What the indicator engine can measure of all cases; packs measure those of their own procedures."""

from __future__ import annotations

from honglam.engines.case.api import measures

MEASURES = measures.measures()
