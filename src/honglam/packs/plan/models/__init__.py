"""Tables of plans."""

from __future__ import annotations

from honglam.packs.plan.models.imports import Correction, Item, Plan
from honglam.packs.plan.models.lines import Assignment, Change, Duty, Money, TargetLine, TaskLine

__all__ = ["Assignment", "Change", "Correction", "Duty", "Item", "Money", "Plan", "TargetLine", "TaskLine"]
