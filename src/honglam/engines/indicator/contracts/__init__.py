"""The words of indicators."""

from __future__ import annotations

from honglam.engines.indicator.contracts.definitions import (
    DefinitionsRefused,
    Direction,
    Fault,
    Indicator,
    RollUp,
    Source,
    SourceKind,
)
from honglam.engines.indicator.contracts.values import (
    Forecast,
    NewValue,
    Progress,
    Scope,
    Standing,
    State,
    Target,
    Value,
)

__all__ = [
    "DefinitionsRefused",
    "Direction",
    "Fault",
    "Forecast",
    "Indicator",
    "NewValue",
    "Progress",
    "RollUp",
    "Scope",
    "Source",
    "SourceKind",
    "Standing",
    "State",
    "Target",
    "Value",
]
