"""Tables of plans."""

from __future__ import annotations

from honglam.packs.plan.models.campaigns import Campaign, CampaignAnswer, CampaignForm, CampaignGiving
from honglam.packs.plan.models.imports import Correction, Item, Plan
from honglam.packs.plan.models.lines import Assignment, Change, Duty, Money, MoneyEntry, TargetLine, TaskLine
from honglam.packs.plan.models.reports import MirrorState, PeriodReport
from honglam.packs.plan.models.work import Directive, Progress, Urge, Work

__all__ = [
    "Assignment",
    "Campaign",
    "CampaignAnswer",
    "CampaignForm",
    "CampaignGiving",
    "Change",
    "Correction",
    "Directive",
    "Duty",
    "Item",
    "MirrorState",
    "Money",
    "MoneyEntry",
    "PeriodReport",
    "Plan",
    "Progress",
    "TargetLine",
    "TaskLine",
    "Urge",
    "Work",
]
