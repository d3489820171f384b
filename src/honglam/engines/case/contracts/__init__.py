"""The words of cases."""

from __future__ import annotations

from honglam.engines.case.contracts.cases import (
    CaseState,
    EventKind,
    NewCase,
    TaskState,
)
from honglam.engines.case.contracts.procedures import (
    Document,
    Extension,
    Face,
    Fee,
    Lane,
    Limit,
    Origin,
    Problem,
    Procedure,
    ProcedureRefused,
    Rating,
    Route,
    Status,
    Step,
    Topic,
    Unit,
)
from honglam.engines.case.contracts.process import (
    Element,
    Moved,
    Wait,
    Waiting,
)

__all__ = [
    "CaseState",
    "Document",
    "Element",
    "EventKind",
    "Extension",
    "Face",
    "Fee",
    "Lane",
    "Limit",
    "Moved",
    "NewCase",
    "Origin",
    "Problem",
    "Procedure",
    "ProcedureRefused",
    "Rating",
    "Route",
    "Status",
    "Step",
    "TaskState",
    "Topic",
    "Unit",
    "Wait",
    "Waiting",
]
