"""Agencies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.core.identity.contracts import AgencyType

# Paths are compared by bytes, so that "this agency and all below" is one range of an ordinary index.
PATH_COLLATION = "C"


class Agency(models.Model):
    """A body of the state, the Party or the Front, for which officers act."""

    key = models.CharField(max_length=20, help_text=_("Short key, unique among the agencies of one parent."))
    path = models.CharField(
        max_length=200,
        unique=True,
        db_collation=PATH_COLLATION,
        help_text=_("Keys from the province down, joined by dots."),
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=200, help_text=_("Full Vietnamese name."))
    name_en = models.CharField(max_length=200, help_text=_("English name."))
    abbreviation = models.CharField(max_length=40, blank=True, help_text=_("How documents print it."))
    type = models.CharField(max_length=20, choices=[(t.value, t.value) for t in AgencyType])
    commune = models.CharField(max_length=5, blank=True, help_text=_("Official code of the commune it governs."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune"], condition=~Q(commune=""), name="identity_agency_one_per_commune"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.path})"
