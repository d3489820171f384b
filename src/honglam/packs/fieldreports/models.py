"""What a report needs besides its case: who sent it, for limits; where it lies, for those who see the same."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField


class Report(models.Model):
    """A report beside its case. Who sent it stands here only as a mark that nobody can turn back."""

    key = models.CharField(max_length=64, unique=True, db_collation="C", help_text=_("What its device calls it."))
    code = models.CharField(max_length=24, blank=True, db_collation="C", help_text=_("Code of its case."))
    sender = models.CharField(max_length=43, db_collation="C", help_text=_("Mark of the account that sent it."))
    origin = models.CharField(max_length=43, db_collation="C", help_text=_("Mark of the network address."))
    topic = models.CharField(max_length=60, db_collation="C", help_text=_("Its category."))
    cell = models.BigIntegerField(null=True, help_text=_("The square of about a kilometre in which it lies."))
    lon = models.FloatField(null=True, help_text=_("Longitude."))
    lat = models.FloatField(null=True, help_text=_("Latitude."))
    at = models.DateTimeField(help_text=_("When it was received."))
    open = models.BooleanField(default=True, help_text=_("Whether it is still to be answered."))
    flags = models.JSONField(default=list, help_text=_("Why somebody should look before anything else is done."))
    supports = models.PositiveIntegerField(default=0, help_text=_("How many others see it too."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="fieldreports_code_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cell", "topic", "-at"], condition=models.Q(open=True), name="fieldreports_near"),
            models.Index(fields=["sender", "-at"], name="fieldreports_by_sender"),
            models.Index(fields=["origin", "-at"], name="fieldreports_by_origin"),
        ]

    def __str__(self) -> str:
        return self.code or self.key


class Support(models.Model):
    """Somebody else who sees the same: once per person, told how it goes on."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="supporters")
    account = models.TextField(help_text=_("Account id."))
    at = models.DateTimeField(help_text=_("When they said so."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "account"], name="fieldreports_support_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d}"


class Handling(models.Model):
    """What officers know of a report besides its case."""

    code = models.CharField(max_length=24, unique=True, db_collation="C", help_text=_("Code of its case."))
    answer = models.TextField(blank=True, help_text=_("What was proposed last as the answer."))
    main = models.CharField(
        max_length=24,
        blank=True,
        db_collation="C",
        db_index=True,
        help_text=_("Code of the report of which it is a duplicate."),
    )
    moved = models.JSONField(default=list, help_text=_("Accounts that were told with the main report from then on."))
    after = models.JSONField(default=list, help_text=_("Pictures of how it is now: file, when and where taken."))

    def __str__(self) -> str:
        return self.code


class KeptText(models.Model):
    """An answer that is written often."""

    agency = AgencyPathField(db_collation="C", db_index=True, help_text=_("Path of the agency."))
    topic = models.CharField(
        max_length=60, blank=True, db_collation="C", help_text=_("For which category; empty for all.")
    )
    title = models.CharField(max_length=80, help_text=_("What it is called."))
    text = models.TextField(help_text=_("What it says."))

    def __str__(self) -> str:
        return self.title
