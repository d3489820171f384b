"""Tables of tasks at work: a row beside each case, so that a board of a thousand tasks asks one table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField
from honglam.packs.plan.contracts.work import Every, Origin, Phase


class Directive(models.Model):
    """Something that a leader gave between plans."""

    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that follows it."))
    number = models.CharField(max_length=60, blank=True, db_collation="C", help_text=_("Number of the document."))
    date = models.DateField(null=True, help_text=_("Day of the document."))
    giver = models.CharField(max_length=200, blank=True, help_text=_("Who gave it."))
    title = models.CharField(max_length=500, help_text=_("What is to be done."))
    sentence = models.TextField(help_text=_("The words that give it."))
    deadline = models.DateField(null=True, help_text=_("The last day."))
    file = models.UUIDField(null=True, help_text=_("The document."))
    remote = models.CharField(max_length=120, blank=True, db_collation="C", help_text=_("Its number elsewhere."))
    key = models.CharField(max_length=64, blank=True, db_collation="C", help_text=_("What makes it the same."))
    registered_by = models.TextField(help_text=_("Name of who registered it."))
    registered_at = models.DateTimeField(help_text=_("When it was registered."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["remote"], condition=~Q(remote=""), name="plan_directive_remote"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="plan_directive_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["-registered_at", "-id"], name="plan_directive_newest")]

    def __str__(self) -> str:
        return self.number or self.title


class Work(models.Model):
    """A task that an agency has, as its case stands."""

    code = models.CharField(max_length=24, unique=True, db_collation="C", help_text=_("Code of its case."))
    origin = models.CharField(max_length=12, choices=[(o.value, o.value) for o in Origin])
    plan = models.BigIntegerField(null=True, help_text=_("Number of its plan."))
    line = models.BigIntegerField(null=True, help_text=_("Number of its line."))
    number = models.CharField(max_length=40, blank=True, help_text=_("As printed."))
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="works")
    title = models.TextField(help_text=_("What is to be done."))
    lead = AgencyPathField(db_collation="C", help_text=_("Path of the agency that leads."))
    coordinator = AgencyPathField(db_collation="C", help_text=_("Path of the agency that follows it."))
    coordinating = models.JSONField(default=list, help_text=_("Paths of the agencies that help."))
    deadline = models.DateField(null=True, help_text=_("The last day."))
    deadline_text = models.CharField(max_length=200, blank=True, help_text=_("As printed."))
    every = models.CharField(max_length=10, blank=True, choices=[(e.value, e.value) for e in Every])
    until = models.DateField(null=True, help_text=_("The last day of the last round."))
    series = models.CharField(max_length=64, blank=True, db_collation="C", help_text=_("What its rounds share."))
    round = models.CharField(max_length=10, blank=True, db_collation="C", help_text=_("Its period."))
    form = models.JSONField(help_text=_("What its case was opened with."))
    phase = models.CharField(max_length=12, choices=[(p.value, p.value) for p in Phase])
    percent = models.PositiveSmallIntegerField(default=0, help_text=_("How much is done."))
    obstacles = models.TextField(blank=True, help_text=_("What stands in the way, as last said."))
    proposals = models.TextField(blank=True, help_text=_("What is proposed, as last said."))
    opened_at = models.DateTimeField(help_text=_("When it was given."))
    reported_at = models.DateTimeField(null=True, help_text=_("When the agency last said something."))
    closed_at = models.DateTimeField(null=True, help_text=_("When it was done or withdrawn."))
    told_at = models.DateTimeField(null=True, help_text=_("When the Government's system heard of it last."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "round"], condition=~Q(series=""), name="plan_work_round_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["lead", "deadline", "id"], name="plan_work_by_lead"),
            models.Index(fields=["plan", "line"], name="plan_work_by_line"),
            models.Index(fields=["deadline"], condition=Q(closed_at__isnull=True), name="plan_work_open"),
        ]

    def __str__(self) -> str:
        return self.code


class Progress(models.Model):
    """What an agency said of a task once; only ever added."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="reports")
    at = models.DateTimeField(help_text=_("When."))
    by = models.TextField(help_text=_("Name of who said it."))
    percent = models.PositiveSmallIntegerField(help_text=_("How much is done."))
    text = models.TextField(blank=True, help_text=_("What was done."))
    obstacles = models.TextField(blank=True, help_text=_("What stands in the way."))
    proposals = models.TextField(blank=True, help_text=_("What is proposed."))
    evidence = models.JSONField(default=list, help_text=_("Ids of files."))

    def __str__(self) -> str:
        return f"{self.percent}% {self.at:%Y-%m-%d}"


class Urge(models.Model):
    """That an agency was urged."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="urges")
    at = models.DateTimeField(help_text=_("When."))
    by = models.TextField(help_text=_("Name of who did it."))
    text = models.TextField(help_text=_("With which words."))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
