"""Who can sign in, and with what."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Kind

# Kinds of account whose e-mail address and telephone number open them, and so belong to one account only.
BY_CODE = (Kind.CITIZEN.value, Kind.BUSINESS.value)


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

    uid = models.UUIDField(
        unique=True,
        editable=False,
        default=uuid.uuid4,
        db_default=RandomUUID(),
        help_text=_("Its name at other systems; never changes, says nothing and is never given again."),
    )
    username = models.CharField(
        max_length=60,
        unique=True,
        help_text=_("Name to sign in with."),
        error_messages={"unique": _("Somebody already has this name.")},
    )
    email = models.EmailField(blank=True, help_text=_("E-mail address."))
    phone = models.CharField(max_length=16, blank=True, help_text=_("Telephone number, as +84…"))
    full_name = models.CharField(max_length=120, help_text=_("Family name, middle name and given name."))
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind if k is not Kind.ANONYMOUS])
    is_active = models.BooleanField(default=True, help_text=_("Whether the account can sign in."))
    synthetic = models.BooleanField(default=False, help_text=_("Made for demonstration, not a real person."))
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, help_text=_("When it was closed."))
    closed_because = models.CharField(max_length=20, blank=True, help_text=_("Why: not used, by an administrator, …"))
    password_changed_at = models.DateTimeField(null=True, help_text=_("When its owner chose the password."))
    must_change_password = models.BooleanField(default=False, help_text=_("The password was given by somebody else."))
    person_key = models.CharField(
        max_length=64, blank=True, help_text=_("Fingerprint of the personal number; the number itself is not kept.")
    )
    person_mask = models.CharField(max_length=12, blank=True, help_text=_("Last digits of the personal number."))
    assurance = models.CharField(max_length=20, blank=True, help_text=_("How surely the person is known."))

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "email"],
                condition=Q(kind__in=BY_CODE) & ~Q(email=""),
                name="identity_account_one_per_email",
            ),
            models.UniqueConstraint(
                fields=["kind", "phone"],
                condition=Q(kind__in=BY_CODE) & ~Q(phone=""),
                name="identity_account_one_per_phone",
            ),
            models.UniqueConstraint(
                fields=["kind", "person_key"], condition=~Q(person_key=""), name="identity_account_one_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """Return the name to show."""
        return self.full_name


class FormerPassword(models.Model):
    """A password that an account had, kept as a hash so that it does not come back."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-replaced_at"], name="identity_former_password")]

    def __str__(self) -> str:
        return f"{self.account_id} until {self.replaced_at}"


class Attempts(models.Model):
    """Wrong attempts to sign in: of a name, of a known device with a name, or of a network address.

    The key is a keyed hash, because people type their passwords into the field of the name. Rows of unknown names are
    like those of known ones, so that nothing can be learnt from them.
    """

    key = models.CharField(max_length=43, primary_key=True)
    kind = models.CharField(max_length=8)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    failures = models.IntegerField()
    untold = models.IntegerField(help_text=_("Failures that the ledger does not know of yet."))
    last_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.failures} until {self.blocked_until}"


class SignInCode(models.Model):
    """A code that was sent to an e-mail address or a telephone: neither the code nor the address is readable here."""

    contact = models.CharField(max_length=64, help_text=_("Fingerprint of where it was sent."))
    address = models.CharField(max_length=43, help_text=_("Keyed hash of the network address that asked."))
    digest = models.CharField(max_length=64)
    tries = models.SmallIntegerField(default=0)
    asked_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["contact", "asked_at"], name="identity_code_contact"),
            models.Index(fields=["address", "asked_at"], name="identity_code_address"),
        ]

    def __str__(self) -> str:
        return f"asked at {self.asked_at}"
