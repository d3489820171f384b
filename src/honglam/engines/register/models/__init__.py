"""The static tables of the engine; the tables of registers are made at run time (`service/shaping.py`)."""

from __future__ import annotations

from honglam.engines.register.models.definitions import Definition, Publication, Stamp
from honglam.engines.register.models.quality import (
    Double,
    Failing,
    Measurement,
    MeasuredRule,
    QualityDay,
    QualityTally,
    SetRule,
    TouchedRow,
    Usage,
)

__all__ = [
    "Definition",
    "Double",
    "Failing",
    "MeasuredRule",
    "Measurement",
    "Publication",
    "QualityDay",
    "QualityTally",
    "SetRule",
    "Stamp",
    "TouchedRow",
    "Usage",
]
