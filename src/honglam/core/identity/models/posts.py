"""Officers, the positions that exist, and who holds which post for how long."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from honglam.core.identity.contracts import Acting
from honglam.core.identity.models.accounts import Account
from honglam.core.identity.models.agencies import Agency


class Period(Func):
    """The days from a first to a last one, both included; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


PERIOD = Period("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


class Position(models.Model):
    """What an officer may be: a position or a professional title, as appointments name it."""

    key = models.SlugField(max_length=40, unique=True, help_text=_("Short key; never changes."))
    name = models.CharField(max_length=120, unique=True, help_text=_("Vietnamese name."))
    name_en = models.CharField(max_length=120, help_text=_("English name."))
    order = models.PositiveSmallIntegerField(help_text=_("Smaller stands higher."))
    leads = models.BooleanField(default=False, help_text=_("Whether its holder leads an agency or a unit."))

    def __str__(self) -> str:
        return self.name


class PeopleFile(models.Model):
    """A spreadsheet of people that was sent to be imported, kept until it is imported or a week has passed."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    name = models.CharField(max_length=150, help_text=_("Name of the file."))
    body = models.BinaryField(help_text=_("The file; empty when it is no longer needed."))
    state = models.CharField(max_length=10, default="read")
    found = models.JSONField(default=dict, help_text=_("What was found in it, in numbers."))
    job = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """What is known of an officer besides the account."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="person")
    home = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    staff_code = models.CharField(max_length=40, blank=True, help_text=_("Code of the officer in the staff register."))
    personal_number = models.CharField(max_length=12, blank=True, help_text=_("Personal identification number."))
    imported = models.ForeignKey(PeopleFile, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff_code"], condition=~Q(staff_code=""), name="identity_person_one_per_staff_code"
            ),
            models.UniqueConstraint(
                fields=["personal_number"], condition=~Q(personal_number=""), name="identity_person_one_per_number"
            ),
        ]

    def __str__(self) -> str:
        return str(self.account)


class Post(models.Model):
    """A position that an account holds at an agency for a time, and its roles. Ended, never deleted."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list, help_text=_("Ids of roles."))
    main = models.BooleanField(default=False, help_text=_("Whether it is the person's main post."))
    acting = models.CharField(
        max_length=10, blank=True, choices=[(a.value, a.value) for a in Acting], default=Acting.NO.value
    )
    basis = models.CharField(max_length=120, blank=True, help_text=_("Number of the decision of appointment."))
    valid_from = models.DateField(null=True, help_text=_("First day; empty means always."))
    valid_to = models.DateField(null=True, help_text=_("Last day; empty means until further notice."))

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["roles"], name="identity_post_roles")]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="identity_post_one_main_at_a_time",
                expressions=[("account", RangeOperators.EQUAL), (PERIOD, RangeOperators.OVERLAPS)],
                condition=Q(main=True),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="identity_post_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.position} · {self.agency}"
