"""Tables of identity."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Kind
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


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        """Make an account; without a password nobody can sign in with it."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody, or some system, that can sign in."""

    username = models.CharField(
        max_length=60,
        unique=True,
        help_text=_("Name to sign in with."),
        error_messages={"unique": _("Somebody already has this name.")},
    )
    email = models.EmailField(blank=True, help_text=_("E-mail address."))
    full_name = models.CharField(max_length=120, help_text=_("Family name, middle name and given name."))
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind if k is not Kind.ANONYMOUS])
    is_active = models.BooleanField(default=True, help_text=_("Whether the account can sign in."))
    synthetic = models.BooleanField(default=False, help_text=_("Made for demonstration, not a real person."))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """Return the name to show."""
        return self.full_name


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
