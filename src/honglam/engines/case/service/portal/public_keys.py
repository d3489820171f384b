"""The key in the link and the picture that who asked is given: it shows them all of their case, without an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from honglam.engines.case.models import Case
from honglam.kit.keys import KeyUse
from honglam.kit.sealing import Sealing

SEALING = Sealing(KeyUse("case.sealing", "ed25519", _("Links by which people follow their cases")))
KEPT = timedelta(days=365)  # after the answer a link shows no more than the code alone does
_LETTERS = 20  # hexadecimal, 80 bits: short enough for an SMS, far too many to guess


def key_of(code: str) -> str:
    """Return the key of a case."""
    return SEALING.fingerprint(code, purpose="follow")[:_LETTERS]


def is_key(code: str, key: str) -> bool:
    """Tell whether a key is that of a case."""
    return constant_time_compare(key_of(code), key)


def holds(case: Case, now: datetime) -> bool:
    """Tell whether the key of a case still opens it."""
    return case.closed_at is None or now < case.closed_at + KEPT


def fingerprint(text: str) -> str:
    """Return what a contact, a device or an address is recognised by in the counters, and by nobody else."""
    return SEALING.fingerprint(text, purpose="pace")
