"""The door of plans."""

from __future__ import annotations

from honglam.packs.plan.api import importing, work
from honglam.packs.plan.api.living import lines, plan, plans, targets
from honglam.packs.plan.api.reading import read_plan, read_results

__all__ = ["importing", "lines", "plan", "plans", "read_plan", "read_results", "targets", "work"]
