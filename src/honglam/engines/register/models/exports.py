"""The table of exports: who took which records away, in which form, and what for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.engines.register.contracts.exports import ExportState, Form
from honglam.kit.paths import AgencyPathField


class Export(models.Model):
    """One export. The row stays when the file has gone."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    form = models.CharField(max_length=12, choices=[(form.value, form.value) for form in Form], help_text=_("Form."))
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in ExportState], help_text=_("How it stands.")
    )
    search = models.TextField(blank=True, help_text=_("Filters of the list, as its address has them."))
    language = models.CharField(max_length=8, help_text=_("In which titles and words are written."))
    personal = models.BooleanField(default=False, help_text=_("Personal data stand in it unmasked."))
    reason = models.TextField(blank=True, help_text=_("What it is needed for."))
    who = models.TextField(help_text=_("Account id of who asked."))
    who_name = models.TextField(help_text=_("Their name at that time."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency for which they asked."))
    asked_at = models.DateTimeField(help_text=_("When they asked."))
    ready_at = models.DateTimeField(null=True, help_text=_("When the file was ready."))
    until = models.DateTimeField(null=True, help_text=_("When the file is removed."))
    rows = models.BigIntegerField(default=0, help_text=_("Records that are in it."))
    size = models.BigIntegerField(default=0, help_text=_("Of the file, in bytes."))
    file = models.UUIDField(null=True, help_text=_("The file."))
    job = models.BigIntegerField(null=True, help_text=_("The job that writes it."))
    note = models.TextField(blank=True, help_text=_("Why it failed."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["register", "who", "-id"], name="register_export_newest")]

    def __str__(self) -> str:
        return f"{self.register} {self.form} {self.pk}"
