"""The static tables of the engine; the tables of registers are made at run time (`service/shaping.py`)."""

from __future__ import annotations
