"""Tables of procedures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """A published version of a procedure. Running cases keep theirs."""

    procedure = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the procedure."))
    number = models.PositiveIntegerField(help_text=_("Counted from 1."))
    files = models.JSONField(help_text=_("Its files by name."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the files."))
    published_at = models.DateTimeField(help_text=_("Since when new cases take it."))
    published_by = models.TextField(blank=True, help_text=_("Account id; empty when it came with a pack."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="case_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.number}"
