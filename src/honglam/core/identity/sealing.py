"""Secrets that must be read again are sealed, numbers that need only be recognised are fingerprinted.

Both use a key of the installation (`<HONGLAM_KEYS>/identity.sealing`), not Django's secret key: that one may be changed
at any time without making second factors unreadable. A copied database alone tells neither.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from honglam.kit import keys

USE = keys.KeyUse("identity.sealing", "ed25519", _("Second factors and personal numbers"))


def seal(text: str) -> str:
    """Return `text` so that only this installation can read it."""
    return _boxes().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed, with the present key or a former one.

    Raises:
        cryptography.fernet.InvalidToken: it was not sealed here, or was changed.
    """
    return _boxes().decrypt(sealed.encode()).decode()


def fingerprint(text: str, *, purpose: str) -> str:
    """Return what `text` is recognised by: the same for the same text and purpose, and of no use without the key.

    Always made with the first key, so that renewing the key loses nobody.
    """
    return hmac.new(_derived(_all()[0], purpose), text.encode(), sha256).hexdigest()


def _all() -> tuple[keys.Key, ...]:
    return keys.every(USE.id) or (keys.signing(USE.id),)


def _boxes() -> MultiFernet:
    newest_first = reversed(_all())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, "seal"))) for key in newest_first])


def _derived(key: keys.Key, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"honglam.identity.{purpose}".encode()).derive(key.pem)
