"""What is kept for a moment and must not be readable in a copy of the database; and names that nobody can guess."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(values: Mapping[str, str]) -> str:
    """Return the values encrypted with a key that comes from the installation's secret."""
    return _box(str(settings.SECRET_KEY)).encrypt(json.dumps(dict(values)).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Return what was sealed.

    Raises:
        ValueError: it was not sealed here, or with a secret that is no longer known.
    """
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            found: dict[str, str] = json.loads(_box(str(secret)).decrypt(sealed.encode()))
        except InvalidToken:
            continue
        return found
    raise ValueError("this was sealed with a secret that is not known any more")


def tag(use: str, text: str) -> str:
    """Return a name for `text` that only this installation can make."""
    return salted_hmac(f"honglam.notices.{use}", text, algorithm="sha256").hexdigest()[:40]


def _box(secret: str) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"honglam.notices.codes").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
