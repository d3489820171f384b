"""Tables of indicators."""

from __future__ import annotations

from honglam.engines.indicator.models.definitions import Definition
from honglam.engines.indicator.models.values import OPEN, Target, Value

__all__ = ["OPEN", "Definition", "Target", "Value"]
