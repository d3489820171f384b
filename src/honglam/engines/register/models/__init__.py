"""The static tables of the engine; the tables of registers are made at run time (`service/shaping.py`)."""

from __future__ import annotations

from honglam.engines.register.models.definitions import Definition, Publication, Stamp
from honglam.engines.register.models.drafts import Draft
from honglam.engines.register.models.exports import Export
from honglam.engines.register.models.imports import Import, Matching
from honglam.engines.register.models.quality import (
    Double,
    Failing,
    MeasuredRule,
    Measurement,
    QualityDay,
    QualityTally,
    SetRule,
    TouchedRow,
    Usage,
)
from honglam.engines.register.models.records import Act, Life, Proposal, Share
from honglam.engines.register.models.views import SavedView

__all__ = [
    "Act",
    "Definition",
    "Double",
    "Draft",
    "Export",
    "Failing",
    "Import",
    "Life",
    "Matching",
    "MeasuredRule",
    "Measurement",
    "Proposal",
    "Publication",
    "QualityDay",
    "QualityTally",
    "SavedView",
    "SetRule",
    "Share",
    "Stamp",
    "TouchedRow",
    "Usage",
]
