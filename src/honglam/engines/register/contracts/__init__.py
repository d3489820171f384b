"""The words of registers."""

from __future__ import annotations

from honglam.engines.register.contracts.definition import (
    SYSTEM_COLUMNS,
    Access,
    Code,
    DefinitionRefused,
    Fault,
    Field,
    Register,
    Retention,
    Rule,
    Sensitivity,
    Shape,
    Target,
    TargetKind,
    Tombstone,
    Type,
)
from honglam.engines.register.contracts.effects import (
    Astray,
    Effect,
    Lock,
    Publication,
    PublicationState,
    Step,
    StepKind,
)
from honglam.engines.register.contracts.records import Act, ActKind, ProposalState, Record, Values, Written, Wrong
from honglam.engines.register.contracts.uploads import CodeList, Doubt, Uploaded
from honglam.engines.register.contracts.views import View, ViewScope

__all__ = [
    "SYSTEM_COLUMNS",
    "Access",
    "Act",
    "ActKind",
    "Astray",
    "Code",
    "CodeList",
    "DefinitionRefused",
    "Doubt",
    "Effect",
    "Fault",
    "Field",
    "Lock",
    "ProposalState",
    "Publication",
    "PublicationState",
    "Record",
    "Register",
    "Retention",
    "Rule",
    "Sensitivity",
    "Shape",
    "Step",
    "StepKind",
    "Target",
    "TargetKind",
    "Tombstone",
    "Type",
    "Uploaded",
    "Values",
    "View",
    "ViewScope",
    "Written",
    "Wrong",
]
