"""Secrets that must be read again are sealed, values that need only be recognised are fingerprinted.

A room declares a key of the installation for it (`<HONGLAM_KEYS>/<room>.sealing`), not Django's secret key: that one
may be changed at any time without making what was sealed unreadable. A copied database alone tells neither.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from honglam.kit import keys


@dataclass(frozen=True, slots=True)
class Sealing:
    """Sealing with the keys of one use, which the room registers with `kit.keys.KEYS`."""

    use: keys.KeyUse

    def seal(self, text: str) -> str:
        """Return `text` so that only this installation can read it."""
        return self._boxes().encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Return what was sealed, with the present key or a former one.

        Raises:
            ValueError: it was not sealed here, or was changed.
        """
        try:
            return self._boxes().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError(f"this was not sealed with a key of {self.use.id}") from error

    def fingerprint(self, text: str, *, purpose: str) -> str:
        """Return what `text` is recognised by: the same for the same text and purpose, and of no use without the key.

        Always made with the first key, so that renewing the key loses nobody.
        """
        return hmac.new(self._derived(self._all()[0], purpose), text.encode(), sha256).hexdigest()

    def _all(self) -> tuple[keys.Key, ...]:
        return keys.every(self.use.id) or (keys.signing(self.use.id),)

    def _boxes(self) -> MultiFernet:
        newest_first = reversed(self._all())
        return MultiFernet([Fernet(base64.urlsafe_b64encode(self._derived(key, "seal"))) for key in newest_first])

    def _derived(self, key: keys.Key, purpose: str) -> bytes:
        room = self.use.id.partition(".")[0]
        return HKDF(SHA256(), 32, salt=None, info=f"honglam.{room}.{purpose}".encode()).derive(key.pem)
