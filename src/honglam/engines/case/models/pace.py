"""Table of how often something was tried lately."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.Model):
    """How often one contact, device or address did something within a stretch of time."""

    key = models.CharField(
        max_length=64,
        primary_key=True,
        db_collation="C",
        help_text=_("Fingerprint of what is counted, and of whose it is."),
    )
    since = models.DateTimeField(help_text=_("When the stretch of time began."))
    count = models.PositiveIntegerField(help_text=_("How often since then."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["since"], name="case_pace_by_since")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
