"""Tables of what a confirmed plan has."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField
from honglam.packs.plan.contracts.living import ChangeKind, DutyKind
from honglam.packs.plan.models.imports import Item, Plan


class TargetLine(models.Model):
    """A target and its indicator."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="targets")
    item = models.OneToOneField(Item, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(help_text=_("Its place in the plan."))
    code = models.CharField(max_length=80, db_collation="C", help_text=_("Code of its indicator."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that answers for it."))
    section = models.TextField(blank=True, help_text=_("Heading under which it stands."))
    text = models.TextField(help_text=_("Its clause."))
    value = models.CharField(max_length=40, help_text=_("As the plan says it."))
    unit = models.CharField(max_length=60, blank=True, help_text=_("Unit."))
    direction = models.CharField(max_length=5, help_text=_(">=, <=, = or range."))
    removed_at = models.DateTimeField(null=True, help_text=_("Since when an amendment has taken it away."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], condition=~Q(code=""), name="plan_target_code_once"),
        ]

    def __str__(self) -> str:
        return self.code or self.text[:60]


class TaskLine(models.Model):
    """A task."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks")
    item = models.OneToOneField(Item, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(help_text=_("Its place in the plan."))
    appendix = models.CharField(max_length=60, blank=True, help_text=_("Appendix."))
    group = models.CharField(max_length=60, blank=True, help_text=_("Number of its group."))
    group_title = models.TextField(blank=True, help_text=_("Title of its group."))
    no = models.CharField(max_length=20, blank=True, help_text=_("Number as printed."))
    title = models.TextField(help_text=_("What is to be done."))
    objective = models.TextField(blank=True, help_text=_("What for."))
    result = models.TextField(blank=True, help_text=_("What is there in the end."))
    coordinating = models.JSONField(default=list, help_text=_("Paths of the agencies that help."))
    deadline = models.DateField(null=True, help_text=_("The last day."))
    deadline_text = models.CharField(max_length=200, blank=True, help_text=_("As printed."))
    recurring = models.BooleanField(default=False, help_text=_("Whether it is done again and again."))
    notes = models.TextField(blank=True, help_text=_("Notes."))
    removed_at = models.DateTimeField(null=True, help_text=_("Since when an amendment has taken it away."))

    def __str__(self) -> str:
        return self.title[:60]


class Assignment(models.Model):
    """Whose a task is, and its case."""

    task = models.ForeignKey(TaskLine, models.CASCADE, related_name="assigned")
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that leads."))
    case = models.CharField(max_length=24, blank=True, db_collation="C", help_text=_("Code of its case."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "agency"], name="plan_assignment_once"),
            models.UniqueConstraint(fields=["case"], condition=~Q(case=""), name="plan_assignment_case"),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "task"], name="plan_assignment_agency")]

    def __str__(self) -> str:
        return self.case or self.agency


class Money(models.Model):
    """Money of a task from one source, in million đồng."""

    task = models.ForeignKey(TaskLine, models.CASCADE, related_name="money")
    source = models.CharField(max_length=200, blank=True, help_text=_("Where it comes from; empty: not said."))
    planned = models.DecimalField(max_digits=18, decimal_places=6, help_text=_("As planned, million đồng."))
    spent = models.DecimalField(max_digits=18, decimal_places=6, default=0, help_text=_("Spent, million đồng."))
    disbursed = models.DecimalField(max_digits=18, decimal_places=6, default=0, help_text=_("Paid out, million đồng."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "source"], name="plan_money_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.planned}"


class MoneyEntry(models.Model):
    """That somebody wrote what was spent and disbursed; only ever added."""

    task = models.ForeignKey(TaskLine, models.CASCADE, related_name="money_entries")
    source = models.CharField(max_length=200, blank=True, help_text=_("Where the money comes from."))
    at = models.DateTimeField(help_text=_("When."))
    by = models.TextField(help_text=_("Name of who wrote it."))
    spent_before = models.DecimalField(max_digits=18, decimal_places=6, help_text=_("Spent until then, million đồng."))
    disbursed_before = models.DecimalField(
        max_digits=18, decimal_places=6, help_text=_("Paid out until then, million đồng.")
    )
    spent = models.DecimalField(max_digits=18, decimal_places=6, help_text=_("Spent, million đồng."))
    disbursed = models.DecimalField(max_digits=18, decimal_places=6, help_text=_("Paid out, million đồng."))

    def __str__(self) -> str:
        return f"{self.source} {self.spent}"


class Duty(models.Model):
    """What somebody has to do by the plan beside its tasks."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="duties")
    item = models.OneToOneField(Item, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in DutyKind])
    who = models.TextField(blank=True, help_text=_("Who, as printed."))
    agencies = models.JSONField(default=list, help_text=_("Their paths."))
    to = models.TextField(blank=True, help_text=_("To whom."))
    when = models.TextField(blank=True, help_text=_("When, as printed."))
    text = models.TextField(help_text=_("The sentence."))

    def __str__(self) -> str:
        return f"{self.who} {self.when}"


class Change(models.Model):
    """What an amendment did to a line."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes")
    amendment = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(help_text=_("The version that it made."))
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in ChangeKind])
    what = models.CharField(max_length=8, help_text=_("target or task."))
    line = models.BigIntegerField(null=True, help_text=_("The line's number."))
    title = models.TextField(help_text=_("What the line is called."))
    before = models.JSONField(default=dict, help_text=_("What it said."))
    after = models.JSONField(default=dict, help_text=_("What it says since."))
    at = models.DateTimeField(help_text=_("When."))

    def __str__(self) -> str:
        return f"{self.kind} {self.title[:60]}"
