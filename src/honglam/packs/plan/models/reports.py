"""Tables of reporting: who has to report when, and what was sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField


class PeriodReport(models.Model):
    """What an agency adds to its figures for one period; sent once, with the picture of its tasks at that moment."""

    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency."))
    period = models.CharField(max_length=10, db_collation="C", help_text=_("`2026-Q4` or `2026-12`."))
    reasons = models.TextField(blank=True, help_text=_("Why something is late."))
    proposals = models.TextField(blank=True, help_text=_("What is proposed."))
    saved_by = models.TextField(help_text=_("Name of who wrote it."))
    saved_at = models.DateTimeField(help_text=_("When it was written."))
    sent_at = models.DateTimeField(null=True, help_text=_("When it was sent; None while it is a draft."))
    sent_by = models.TextField(blank=True, help_text=_("Name of who sent it."))
    picture = models.JSONField(default=dict, help_text=_("Its tasks as they stood when it was sent."))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "period"], name="plan_report_once")]
        indexes: ClassVar = [models.Index(fields=["period", "agency"], name="plan_report_by_period")]

    def __str__(self) -> str:
        return f"{self.agency} {self.period}"


class MirrorState(models.Model):
    """How the last talk with the Government's system went; one row."""

    asked_at = models.DateTimeField(null=True, help_text=_("When it was asked last."))
    error = models.TextField(blank=True, help_text=_("Why that failed."))

    def __str__(self) -> str:
        return self.error or "ok"
