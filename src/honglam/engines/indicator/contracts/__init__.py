"""The words of indicators."""

from __future__ import annotations

from honglam.engines.indicator.contracts.computing import Computed
from honglam.engines.indicator.contracts.definitions import (
    DefinitionsRefused,
    Direction,
    Fault,
    Indicator,
    RollUp,
    Source,
    SourceKind,
)
from honglam.engines.indicator.contracts.studio import Changed, DefinitionVersion, Tried, TriedLine
from honglam.engines.indicator.contracts.values import (
    Forecast,
    NewValue,
    Outcome,
    Progress,
    Scope,
    Standing,
    State,
    Target,
    TargetVersion,
    Value,
)

__all__ = [
    "Changed",
    "Computed",
    "DefinitionVersion",
    "DefinitionsRefused",
    "Direction",
    "Fault",
    "Forecast",
    "Indicator",
    "NewValue",
    "Outcome",
    "Progress",
    "RollUp",
    "Scope",
    "Source",
    "SourceKind",
    "Standing",
    "State",
    "Target",
    "TargetVersion",
    "Tried",
    "TriedLine",
    "Value",
]
