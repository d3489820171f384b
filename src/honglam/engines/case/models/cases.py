"""Tables of cases: a small row for what is now, appended rows for what was.

Each index is paid for hundreds of times a second: those that begin like another one are left out (`db_index=False`).
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts import CaseState, EventKind, TaskState
from honglam.engines.case.models.procedures import Version
from honglam.kit.paths import AgencyPathField
from honglam.kit.sql.functions import Fold


def _sought() -> models.GeneratedField:
    """Return the column in which words are looked for: title and code, folded once and not at each question."""
    words = Fold(Concat("title", Value(" "), "code"))
    return models.GeneratedField(
        expression=words,
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
        help_text=_("Title and code as words are looked for."),
    )


class Case(models.Model):
    """Something that was received and is handled."""

    code = models.CharField(max_length=24, unique=True, db_collation="C", help_text=_("What people quote."))
    version = models.ForeignKey(Version, models.PROTECT, related_name="cases")
    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    title = models.CharField(max_length=200, help_text=_("What it is about, in one line."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that has it now."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Where its place lies."))
    topic = models.CharField(max_length=60, blank=True, db_collation="C", help_text=_("Field or category."))
    applicant = models.TextField(blank=True, help_text=_("Account id of who asked; empty without an account."))
    contact = models.JSONField(default=dict, help_text=_("How to reach them."))
    form = models.JSONField(default=dict, help_text=_("What they entered."))
    lon = models.FloatField(null=True, help_text=_("Longitude."))
    lat = models.FloatField(null=True, help_text=_("Latitude."))
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in CaseState])
    status = models.CharField(max_length=40, help_text=_("What the public is told."))
    opened_at = models.DateTimeField(help_text=_("When it was received."))
    due_at = models.DateTimeField(null=True, help_text=_("When it must be answered."))
    warn_at = models.DateTimeField(null=True, help_text=_("From when it counts as about to be late."))
    stopped_at = models.DateTimeField(null=True, help_text=_("Since when its clock stands still."))
    closed_at = models.DateTimeField(null=True, help_text=_("When it was answered."))
    told = models.PositiveSmallIntegerField(default=0, help_text=_("How often a superior was told that it is late."))
    told_at = models.DateTimeField(null=True, help_text=_("When a superior was told last."))
    result = models.JSONField(default=dict, help_text=_("What was answered."))
    rating = models.PositiveSmallIntegerField(null=True, help_text=_("1 to 5, by who asked."))
    rating_text = models.TextField(blank=True, help_text=_("What they said with it."))
    reopened = models.PositiveSmallIntegerField(default=0, help_text=_("How often it was taken up again."))
    extended = models.PositiveSmallIntegerField(default=0, help_text=_("How often its time was extended."))
    channel = models.CharField(max_length=20, default="web", db_collation="C", help_text=_("By what way it came."))
    key = models.CharField(
        max_length=64, blank=True, db_collation="C", help_text=_("What its sender calls it, so that it comes once.")
    )
    process = models.JSONField(help_text=_("Where the process stands."))
    revision = models.PositiveIntegerField(default=1, help_text=_("Counts the changes."))
    sought = _sought()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "key"], condition=~Q(key=""), name="case_once_by_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "due_at", "id"], condition=Q(state="open"), name="case_open_by_due"),
            models.Index(fields=["due_at"], condition=Q(state="open", told__lt=2), name="case_to_be_told"),
            models.Index(fields=["agency", "-opened_at", "-id"], name="case_by_opened"),
            models.Index(fields=["applicant", "-id"], condition=~Q(applicant=""), name="case_by_applicant"),
            models.Index(fields=["procedure", "commune", "-opened_at"], name="case_by_commune"),
            models.Index(fields=["-opened_at", "-id"], name="case_all_by_opened"),
            GinIndex(fields=["sought"], opclasses=["gin_trgm_ops"], name="case_by_words"),
        ]

    def __str__(self) -> str:
        return self.code


class Task(models.Model):
    """A step that somebody must do. The line of a work list needs no other table."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", db_index=False)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        related_name="parts",
        db_index=False,
        help_text=_("The task of which this is a part."),
    )
    token = models.CharField(max_length=32, db_collation="C", help_text=_("Its token in the process."))
    element = models.CharField(max_length=120, help_text=_("Its step in the drawing."))
    name = models.CharField(max_length=200, help_text=_("What the drawing calls it."))
    permission = models.CharField(max_length=80, db_collation="C", help_text=_("What one must hold to do it."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that does it."))
    holder = models.TextField(blank=True, help_text=_("Account id of who has taken it."))
    code = models.CharField(max_length=24, db_collation="C", help_text=_("Code of the case."))
    title = models.CharField(max_length=200, help_text=_("Title of the case."))
    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Procedure of the case."))
    commune = models.CharField(max_length=5, blank=True, db_collation="C", help_text=_("Commune of the case."))
    topic = models.CharField(max_length=60, blank=True, db_collation="C", help_text=_("Field or category of the case."))
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in TaskState])
    opened_at = models.DateTimeField(help_text=_("When it came."))
    due_at = models.DateTimeField(null=True, help_text=_("When it must be done."))
    warn_at = models.DateTimeField(null=True, help_text=_("From when it counts as about to be late."))
    closed_at = models.DateTimeField(null=True, help_text=_("When it was done or dropped."))
    closed_by = models.TextField(blank=True, help_text=_("Name of who did it."))
    told = models.PositiveSmallIntegerField(default=0, help_text=_("How often a superior was told that it is late."))
    told_at = models.DateTimeField(null=True, help_text=_("When a superior was told last."))
    outcome = models.JSONField(null=True, help_text=_("What was entered."))
    brief = models.TextField(blank=True, help_text=_("What who handed it over asks for."))
    divided = models.BooleanField(default=False, help_text=_("Other agencies were asked for parts of it."))
    astray = models.BooleanField(default=False, help_text=_("Nobody could tell whose it is; the fallback has it."))

    sought = _sought()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "token"], name="case_task_once")]
        indexes: ClassVar = [
            models.Index(fields=["agency", "id"], condition=Q(state="open", astray=True), name="case_task_astray"),
            models.Index(fields=["agency", "due_at", "id"], condition=Q(state="open"), name="case_task_by_due"),
            models.Index(fields=["due_at"], condition=Q(state="open", told__lt=2), name="case_task_to_be_told"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="case_task_parts"),
            models.Index(fields=["holder", "due_at", "id"], condition=Q(state="open"), name="case_task_by_holder"),
            models.Index(fields=["agency", "opened_at", "id"], condition=Q(state="open"), name="case_task_by_opened"),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="case_task_all_by_due"),
            models.Index(fields=["opened_at", "id"], condition=Q(state="open"), name="case_task_all_by_opened"),
            GinIndex(
                fields=["sought"], opclasses=["gin_trgm_ops"], condition=Q(state="open"), name="case_task_by_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Event(models.Model):
    """A line of a case's timeline; only ever added."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField(help_text=_("When."))
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in EventKind])
    actor = models.TextField(blank=True, help_text=_("Account id of who did it."))
    actor_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    agency = models.CharField(
        max_length=200, db_collation="C", blank=True, help_text=_("Path of the agency for which they acted.")
    )
    element = models.CharField(max_length=120, blank=True, help_text=_("The step that it is about."))
    public = models.BooleanField(default=False, help_text=_("Whether who asked sees it."))
    data = models.JSONField(default=dict, help_text=_("What else is to say."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="case_event_by_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Timer(models.Model):
    """A moment at which something happens to a case by itself."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="timers", db_index=False)
    token = models.CharField(max_length=32, blank=True, db_collation="C", help_text=_("Token that it fires."))
    due_at = models.DateTimeField(db_index=True, help_text=_("When it fires."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "token"], name="case_timer_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_at:%Y-%m-%d %H:%M}"


class Stop(models.Model):
    """A time during which the clock of a case stood still."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="stops")
    since = models.DateTimeField(help_text=_("From when."))
    until = models.DateTimeField(null=True, help_text=_("Until when; empty while it stands still."))
    reason = models.TextField(help_text=_("The status that stopped it."))
    legal = models.TextField(help_text=_("Why that is allowed."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(until__isnull=True), name="case_stop_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.since:%Y-%m-%d %H:%M}"
