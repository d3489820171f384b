"""The words of cases."""

from __future__ import annotations

from honglam.engines.case.contracts.cases import (
    CaseState,
    EventKind,
    NewCase,
    TaskState,
)
from honglam.engines.case.contracts.desk import Chosen, Do, Heap, Item, ItemState, Load, Plan, Round, Whose
from honglam.engines.case.contracts.handing import Handed, PartAsked, Stray
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
    "Chosen",
    "Do",
    "Document",
    "Element",
    "EventKind",
    "Extension",
    "Face",
    "Fee",
    "Handed",
    "Heap",
    "Item",
    "ItemState",
    "Lane",
    "Limit",
    "Load",
    "Moved",
    "NewCase",
    "Origin",
    "PartAsked",
    "Plan",
    "Problem",
    "Procedure",
    "ProcedureRefused",
    "Rating",
    "Round",
    "Route",
    "Status",
    "Step",
    "Stray",
    "TaskState",
    "Topic",
    "Unit",
    "Wait",
    "Waiting",
    "Whose",
]
