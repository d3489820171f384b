"""What was given to whom to mend."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.kit.paths import AgencyPathField


class Mending(models.Model):
    """Records of one agency that break one rule, and the case that is about them."""

    code = models.CharField(max_length=40, blank=True, db_collation="C", help_text=_("Code of the case."))
    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    rule = models.CharField(max_length=80, db_collation="C", help_text=_("Id of the rule."))
    says = models.CharField(max_length=400, help_text=_("The rule as it was said then."))
    agency = AgencyPathField(db_collation="C", help_text=_("Path of the agency that owns the records."))
    records = ArrayField(models.UUIDField(), help_text=_("The records that were given."))
    left = models.IntegerField(help_text=_("How many of them still break the rule."))
    given_at = models.DateTimeField(help_text=_("When they were given first."))
    ended_at = models.DateTimeField(null=True, help_text=_("When the case ended; empty while it is open."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "rule", "agency"], condition=Q(ended_at=None), name="data_quality_open_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="data_quality_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.register} {self.rule}"
