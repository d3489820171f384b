"""Saved views: a list with its filters, its order and its columns, under a name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from honglam.engines.register.contracts import ViewScope
from honglam.kit.paths import AgencyPathField


class SavedView(models.Model):
    """One view. Who made it may change and remove it; the others use it."""

    register = models.CharField(max_length=40, db_collation="C", help_text=_("Id of the register."))
    name = models.CharField(max_length=80, help_text=_("What people call it."))
    query = models.TextField(help_text=_("The words of the address line, without the place in the list."))
    scope = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in ViewScope], help_text=_("Who sees it.")
    )
    owner = models.CharField(max_length=40, db_collation="C", help_text=_("Account id of who made it."))
    agency = AgencyPathField(db_collation="C", blank=True, help_text=_("Path of their agency."))
    recorded_at = models.DateTimeField(db_default=Now(), help_text=_("By the clock of the database."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "owner", "name"], name="register_view_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.name}"
