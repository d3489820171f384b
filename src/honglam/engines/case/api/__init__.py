"""The door of cases, by subject."""

from __future__ import annotations

from honglam.engines.case.api import public, publications, routing, statistics
from honglam.engines.case.api.cases import fire_due, open_case, tell
from honglam.engines.case.api.procedures import load_procedures, publish_procedure
from honglam.engines.case.api.tasks import (
    assign,
    complete,
    give_back,
    hand_over,
    preview_hand_over,
    recall,
    split,
    take,
    transfer,
)

__all__ = [
    "assign",
    "complete",
    "fire_due",
    "give_back",
    "hand_over",
    "load_procedures",
    "open_case",
    "preview_hand_over",
    "public",
    "publications",
    "publish_procedure",
    "recall",
    "routing",
    "split",
    "statistics",
    "take",
    "tell",
    "transfer",
]
