"""Tables of definitions: which registers there are, and every publication that made them so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from honglam.engines.register.contracts import PublicationState


class Definition(models.Model):
    """A register that is deployed: its tables in the schema `reg` are as this document says, always.

    Document and tables are changed in one transaction, by `service.deploying` alone.
    """

    id = models.CharField(max_length=40, primary_key=True, db_collation="C", help_text=_("Id of the register."))
    version = models.PositiveIntegerField(help_text=_("Counts the publications."))
    stamp = models.UUIDField(help_text=_("New with each publication: what a process remembers is of this stamp."))
    document = models.JSONField(help_text=_("The definition, without what is as usual."))
    origin = models.CharField(max_length=80, blank=True, help_text=_("Id of the pack that brings it."))
    shipped = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the pack's own document when it was deployed.")
    )
    settled = models.BooleanField(
        default=True, help_text=_("Whether indexes, checks and filled columns are as the document says.")
    )
    changed_at = models.DateTimeField(help_text=_("When it was published last."))

    def __str__(self) -> str:
        return self.id


class Publication(models.Model):
    """The journal: one row for each time that a definition came into force. Rows are never removed."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    version = models.PositiveIntegerField(help_text=_("Which version came into force."))
    at = models.DateTimeField(help_text=_("When."))
    by = models.TextField(blank=True, help_text=_("Account id; empty when a pack brought it."))
    by_name = models.TextField(blank=True, help_text=_("Their name at that time."))
    before = models.JSONField(null=True, help_text=_("The definition before; null for the first."))
    after = models.JSONField(help_text=_("The definition since then."))
    steps = models.JSONField(default=list, help_text=_("What was done to the tables."))
    fills = models.JSONField(default=list, help_text=_("Columns that are filled from others afterwards."))
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in PublicationState],
        help_text=_("Whether what follows a publication is done."),
    )
    error = models.TextField(blank=True, help_text=_("Why what follows could not be done, when it could not."))
    recorded_at = models.DateTimeField(db_default=Now(), help_text=_("By the clock of the database."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "version"], name="register_publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.version}"


class Stamp(models.Model):
    """One row that changes with every publication: processes look here whether what they remember still holds."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField(help_text=_("New with each publication of any register."))

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(only=1), name="register_stamp_only")]

    def __str__(self) -> str:
        return str(self.value)
