"""Who can sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Kind


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
