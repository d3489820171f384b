"""The door of cases, by subject."""

from __future__ import annotations

from honglam.engines.case.api import public, publications
from honglam.engines.case.api.cases import fire_due, open_case, tell
from honglam.engines.case.api.procedures import load_procedures, publish_procedure
from honglam.engines.case.api.tasks import complete, take, transfer

__all__ = [
    "complete",
    "fire_due",
    "load_procedures",
    "open_case",
    "public",
    "publications",
    "publish_procedure",
    "take",
    "tell",
    "transfer",
]
