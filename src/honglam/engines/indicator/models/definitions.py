"""Tables of definitions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField


class Definition(models.Model):
    """A version of an indicator's definition; the highest number counts, older ones explain older figures."""

    code = models.CharField(max_length=80, db_collation="C", help_text=_("Code of the indicator."))
    number = models.PositiveIntegerField(help_text=_("Counted from 1."))
    current = models.BooleanField(default=True, help_text=_("Whether this is the version that counts."))
    title = models.CharField(max_length=300, help_text=_("Vietnamese title."))
    group = models.CharField(max_length=200, blank=True, help_text=_("Heading under which it stands."))
    unit = models.CharField(max_length=60, help_text=_("Unit."))
    frequency = models.CharField(max_length=10, help_text=_("How often it is taken."))
    source = models.CharField(max_length=10, help_text=_("Where its figures come from."))
    owner = AgencyPathField(db_collation="C", blank=True, help_text=_("Path of the agency that answers for it."))
    public = models.BooleanField(default=False, help_text=_("Whether its figures stand on the portal."))
    closed = models.BooleanField(default=False, help_text=_("Whether no new figures are taken."))
    document = models.JSONField(help_text=_("The whole definition."))
    origin = models.CharField(max_length=80, blank=True, help_text=_("The pack that brought it; empty: a person."))
    published_at = models.DateTimeField(help_text=_("Since when it counts."))
    published_by = models.TextField(blank=True, help_text=_("Account id of who published it."))

    published_name = models.TextField(blank=True, help_text=_("Their name at that time."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "number"], name="indicator_definition_number"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(current=True), name="indicator_definition_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"
