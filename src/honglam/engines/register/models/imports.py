"""Tables about imports: files on their way into a register, and how people matched headings to fields."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.engines.register.contracts.imports import ImportState
from honglam.kit.paths import AgencyPathField


class Import(models.Model):
    """A file on its way into a register."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    name = models.TextField(help_text=_("Name of the file."))
    file = models.UUIDField(null=True, help_text=_("The file, as it was sent."))
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in ImportState], help_text=_("Where it stands.")
    )
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency for which it was sent."))
    who = models.TextField(help_text=_("Account id of who sent it."))
    who_name = models.TextField(help_text=_("Their name at that time."))
    reach = models.JSONField(default=list, help_text=_("Agencies for which the sender might write then."))
    at = models.DateTimeField(help_text=_("When it was sent."))
    tables = models.JSONField(default=list, help_text=_("The tables that were found, with their columns."))
    table = models.IntegerField(default=0, help_text=_("Which of them is imported."))
    grids = models.JSONField(default=list, help_text=_("The first rows of each table, to match columns by."))
    all_or_nothing = models.BooleanField(default=False, help_text=_("Nothing is written unless every row is good."))
    counts = models.JSONField(default=dict, help_text=_("What becomes of its rows."))
    found = models.JSONField(default=dict, help_text=_("The first mistakes and the first rows of the dry run."))
    report = models.UUIDField(null=True, help_text=_("The copy of the file with its mistakes."))
    written = models.BigIntegerField(default=0, help_text=_("Row of the file up to which it is written."))
    act = models.BigIntegerField(null=True, help_text=_("The act that wrote its rows."))
    note = models.TextField(blank=True, help_text=_("Why it failed."))
    params = models.JSONField(default=dict, help_text=_("What stands in that sentence, and what to do."))
    job = models.BigIntegerField(null=True, help_text=_("The job that works on it."))
    decided_by = models.TextField(blank=True, help_text=_("Account id of who let it be written."))
    decided_name = models.TextField(blank=True, help_text=_("Their name at that time."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "agency", "-id"], name="register_import_newest")]

    def __str__(self) -> str:
        return f"{self.register} {self.state} {self.pk}"


class Matching(models.Model):
    """How the headings of a file were matched to the fields of a register, so that nobody has to say it twice."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    signature = models.CharField(max_length=64, db_collation="C", help_text=_("Hash of the headings."))
    fields = models.JSONField(help_text=_("Heading as it is compared → name of the field."))
    at = models.DateTimeField(help_text=_("When somebody last said so."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "signature"], name="register_matching_once")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.signature[:8]}"
