"""Rights beside those of posts: composed roles, delegations, duties that stay apart, rights in an emergency."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Scope
from honglam.core.identity.models.accounts import Account
from honglam.core.identity.models.agencies import Agency
from honglam.core.identity.models.posts import PERIOD, Post


class Role(models.Model):
    """A role that the province composed itself from permissions that rooms declare."""

    key = models.SlugField(max_length=40, unique=True, help_text=_("Id of the role; never changes."))
    name = models.CharField(max_length=120, help_text=_("What people call it."))
    permissions = ArrayField(models.CharField(max_length=60), help_text=_("Permissions, room.verb each."))
    scope = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Scope])
    ended = models.BooleanField(default=False, help_text=_("Whether it gives nothing any more."))

    def __str__(self) -> str:
        return self.name


class Separation(models.Model):
    """Two permissions that nobody may hold over one agency at once."""

    first = models.CharField(max_length=60, help_text=_("Permission, room.verb."))
    second = models.CharField(max_length=60, help_text=_("Permission, room.verb."))
    reason = models.CharField(max_length=200, help_text=_("Why one person may not hold both."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="identity_separation_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="identity_separation_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} | {self.second}"


class Delegation(models.Model):
    """Rights of a post that its holder lends to somebody for some days. Withdrawn, never deleted."""

    giver = models.ForeignKey(Account, models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Account, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    permissions = ArrayField(models.CharField(max_length=60), default=list, help_text=_("Which; all when empty."))
    reason = models.CharField(max_length=300, help_text=_("Why."))
    valid_from = models.DateField(help_text=_("First day."))
    valid_to = models.DateField(help_text=_("Last day."))
    withdrawn_at = models.DateTimeField(null=True, help_text=_("When it was taken back."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["receiver", "valid_to"], name="identity_delegation_receiver")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="identity_delegation_to_another"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="identity_delegation_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="identity_delegation_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("receiver", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"


class Emergency(models.Model):
    """A role that somebody took for a few hours because it could not wait, with the reason that they gave."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, help_text=_("Id of the role."))
    reason = models.CharField(max_length=300, help_text=_("Why it could not wait."))
    since = models.DateTimeField(help_text=_("From this moment."))
    until = models.DateTimeField(help_text=_("Until this moment."))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "until"], name="identity_emergency_account")]

    def __str__(self) -> str:
        return f"{self.account} · {self.role}"
