"""The static tables of the engine; the tables of registers are made at run time (`service/shaping.py`)."""

from __future__ import annotations

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
    "Double",
    "Failing",
    "MeasuredRule",
    "Measurement",
    "QualityDay",
    "QualityTally",
    "SetRule",
    "TouchedRow",
    "Usage",
]
