"""How passwords are kept, and which ones are good enough; the numbers are data (`data/sign_in.toml`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.text import fold

COMMON = Path(__file__).parent / "data" / "common_passwords.txt"
_TAIL = re.compile(r"[\d\W_]+$")


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at the cost that the OWASP password storage cheat sheet recommends (19 MiB, 2 passes, 1 lane)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LongEnough:
    """A password beside a second factor is shorter than one that stands alone, which also mixes kinds of signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is too short for the account.

        Raises:
            ValidationError: it is too short, or has too few kinds of signs.
        """
        from honglam.core.identity import api  # noqa: PLC0415  (validators are loaded before the models)

        rules = api.sign_in_rules(now=timezone.now())
        if user is not None and user.pk and api.has_second_factor(account_id=user.pk):
            if len(password) < rules.length_with_second_factor:
                message = _("The password needs at least %(least)s characters.")
                raise ValidationError(message, code="short", params={"least": rules.length_with_second_factor})
            return
        if len(password) < rules.length_alone or kinds(password) < rules.classes_alone:
            message = _(
                "Without a second factor the password needs at least %(least)s characters, with small and capital"
                " letters, digits and other signs. Several words, a number and a comma are easy to remember."
            )
            raise ValidationError(message, code="short", params={"least": rules.length_alone})

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return str(_("Long is better than complicated: several words that nobody else would put together."))


class NotCommon:
    """A password that many people choose here is guessed first, also with another year at its end."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what stands on the list.

        Raises:
            ValidationError: it does.
        """
        del user
        if {folded := fold(password).replace(" ", ""), _TAIL.sub("", folded)} & common():
            raise ValidationError(_("Many people use this password; it is guessed first."), code="common")

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return str(_("Not a word that many people choose."))


class NotUsedBefore:
    """The present password and the last ones do not come back."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that the account has or had.

        Raises:
            ValidationError: it does.
        """
        from honglam.core.identity import api  # noqa: PLC0415  (as above)

        if user is not None and user.pk and api.password_was_used(account_id=user.pk, password=password):
            raise ValidationError(_("You have used this password before. Choose a new one."), code="used")

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return str(_("Not one of your last passwords."))


def kinds(password: str) -> int:
    """Return how many kinds of signs are in it: small letters, capitals, digits, others."""
    return sum(
        (
            any(sign.islower() for sign in password),
            any(sign.isupper() for sign in password),
            any(sign.isdigit() for sign in password),
            any(not sign.isalnum() for sign in password),
        )
    )


@cache
def common() -> frozenset[str]:
    """Return the passwords that many people choose here, folded."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
