"""Tables of procedures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.contracts import Origin


class Version(models.Model):
    """A published version of a procedure. Running cases keep theirs."""

    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    number = models.PositiveIntegerField(help_text=_("Counted from 1."))
    files = models.JSONField(help_text=_("Its files by name."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the files."))
    published_at = models.DateTimeField(help_text=_("Since when new cases take it."))
    published_by = models.TextField(blank=True, help_text=_("Account id; empty when it came with a pack."))
    published_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    origin = models.CharField(
        max_length=10,
        choices=[(o.value, o.value) for o in Origin],
        default=Origin.PACK.value,
        help_text=_("Whether it came with a pack or somebody made it here."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="case_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.number}"


class Draft(models.Model):
    """A procedure that somebody works on, or that a pack offers in place of one that was changed here."""

    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    author = models.TextField(blank=True, help_text=_("Account id; empty when a pack offers it."))
    files = models.JSONField(help_text=_("Its files by name."))
    base = models.PositiveIntegerField(default=0, help_text=_("Number of the version that it began with."))
    revision = models.PositiveIntegerField(default=1, help_text=_("Counts the changes."))
    changed_at = models.DateTimeField(help_text=_("When it was saved."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "author"], name="case_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.author}"


class Move(models.Model):
    """Running cases of one version that go on by another."""

    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    old = models.PositiveIntegerField(help_text=_("Number of the version by which they went."))
    new = models.PositiveIntegerField(help_text=_("Number of the version by which they go."))
    asked_at = models.DateTimeField(help_text=_("When it was asked for."))
    asked_by = models.TextField(help_text=_("Account id of who asked."))
    asked_name = models.TextField(help_text=_("Their name at that time."))
    ended_at = models.DateTimeField(null=True, help_text=_("When it was done."))

    def __str__(self) -> str:
        return f"{self.procedure} {self.old} → {self.new}"


class MovedCase(models.Model):
    """What became of one case of a move."""

    move = models.ForeignKey(Move, models.CASCADE, related_name="cases")
    code = models.CharField(max_length=24, db_collation="C", help_text=_("Code of the case."))
    title = models.CharField(max_length=200, help_text=_("Title of the case."))
    done = models.BooleanField(help_text=_("Whether it goes by the other version now."))
    reason = models.TextField(blank=True, help_text=_("Why not."))
    params = models.JSONField(default=dict, help_text=_("Values for the reason."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["move", "code"], name="case_moved_once")]

    def __str__(self) -> str:
        return self.code
