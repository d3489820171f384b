"""The words of plans."""

from __future__ import annotations

from honglam.packs.plan.contracts.documents import (
    Budget,
    Document,
    Doubt,
    Figure,
    LegalBase,
    NarrativeTask,
    Plan,
    Reporting,
    Responsibility,
    Results,
    Span,
    Target,
    Task,
)

__all__ = [
    "Budget",
    "Document",
    "Doubt",
    "Figure",
    "LegalBase",
    "NarrativeTask",
    "Plan",
    "Reporting",
    "Responsibility",
    "Results",
    "Span",
    "Target",
    "Task",
]
