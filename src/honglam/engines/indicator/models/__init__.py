"""Tables of indicators."""

from __future__ import annotations

from honglam.engines.indicator.models.definitions import Definition
from honglam.engines.indicator.models.values import Target, Value

__all__ = ["Definition", "Target", "Value"]
