"""Tables of the ledger. Rows are only ever added; sql/fence.sql refuses everything else."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One line of the ledger. Every column but `id` goes into its hash."""

    at = models.DateTimeField(db_default=Now(), help_text=_("When it was written."))
    actor = models.TextField(help_text=_("Account id of who acted."))
    actor_name = models.TextField(help_text=_("Their name at that time."))
    actor_kind = models.TextField(help_text=_("The sort of account."))
    actor_agency = models.TextField(db_collation="C", help_text=_("Path of the agency for which they acted."))
    behalf = models.TextField(help_text=_("Account id of the person for whom they acted."))
    verb = models.TextField(help_text=_("What they did."))
    thing_kind = models.TextField(help_text=_("What sort of thing it was done to."))
    thing_id = models.TextField(help_text=_("Which one."))
    agency = models.TextField(db_collation="C", help_text=_("Path of the agency that the thing belongs to."))
    person = models.TextField(help_text=_("Id of the person whom the data is about."))
    before = models.JSONField(null=True, help_text=_("The changed fields as they were."))
    after = models.JSONField(null=True, help_text=_("The changed fields as they became."))
    fields = ArrayField(models.TextField(), help_text=_("The fields that were read."))
    purpose = models.TextField(help_text=_("Why: a case, a task, a sentence."))
    reason = models.TextField(help_text=_("The reason that was given."))
    address = models.TextField(help_text=_("Network address that it came from."))
    request = models.TextField(help_text=_("Id of the request, job or command."))
    rule = models.TextField(help_text=_("The retention rule that it falls under."))

    class Meta:
        indexes: ClassVar = [
            BrinIndex(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["agency", "id"], name="audit_entry_agency"),
            models.Index(fields=["actor", "id"], name="audit_entry_actor"),
            models.Index(fields=["thing_kind", "thing_id", "id"], name="audit_entry_thing"),
            models.Index(fields=["person", "id"], condition=~Q(person=""), name="audit_entry_person"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"
