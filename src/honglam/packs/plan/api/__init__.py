"""The door of plans."""

from __future__ import annotations

from honglam.packs.plan.api import board, campaigns, directives, importing, money, reports, results, work
from honglam.packs.plan.api.living import lines, plan, plans, targets
from honglam.packs.plan.api.reading import read_plan, read_results

__all__ = [
    "board",
    "campaigns",
    "directives",
    "importing",
    "lines",
    "money",
    "plan",
    "plans",
    "read_plan",
    "read_results",
    "reports",
    "results",
    "targets",
    "work",
]
