"""Who acts where, in which role."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.core.identity.models.accounts import Account
from honglam.core.identity.models.agencies import Agency


class Post(models.Model):
    """A role that an account holds at an agency, for a time."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40, help_text=_("Id of a role that the rooms declare."))
    valid_from = models.DateField(null=True, help_text=_("First day; empty means always."))
    valid_to = models.DateField(null=True, help_text=_("Last day; empty means until further notice."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "agency", "role"], name="identity_post_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="identity_post_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role} · {self.agency}"
