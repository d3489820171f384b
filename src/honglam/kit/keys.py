"""The keys with which this installation signs: made at first use, changed without losing the old ones.

A room declares what it signs (`KEYS.register(KeyUse("audit.root", "ed25519", _("Daily root")))`) and asks for
`signing("audit.root")`. The newest key signs, all of them verify. A key is one PKCS#8 file that only its
owner reads, `<HONGLAM_KEYS>/<use>/<number>.pem`; several machines share the folder. The backup holds them encrypted.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from honglam.kit.nav import Text
from honglam.kit.registry import Registry

Kind = Literal["ed25519", "rsa", "p256"]
Private = ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_MAKERS: dict[Kind, Callable[[], Private]] = {
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What a room signs with a key of its own.

    Attributes:
        id: `<room>.<word>`.
        kind: Ed25519 for our own documents, RSA 3072 or P-256 where a standard asks for it.
        title: what is signed.
    """

    id: str
    kind: Kind
    title: Text


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        use: id of its `KeyUse`.
        number: 1 for the first key of the use, counting up.
        id: fingerprint: the first 16 bytes of SHA-256 of the public key, base64url.
        private: the private key of the `cryptography` package.
    """

    use: str
    number: int
    id: str
    private: Private

    @property
    def pem(self) -> bytes:
        """The private key as PKCS#8 PEM."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_pem(self) -> bytes:
        """The public key as PEM, to be published."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


KEYS: Registry[KeyUse] = Registry("key")


def signing(use: str) -> Key:
    """Return the key that signs for a use, making the first one when there is none."""
    return (every(use) or (_make(use, 1),))[-1]


def every(use: str) -> tuple[Key, ...]:
    """Return all keys of a use, the oldest first; what was signed with any of them is to be believed."""
    numbers = sorted(int(path.stem) for path in _folder(use).glob("*.pem"))
    return tuple(_read(use, number) for number in numbers)


def renew(use: str) -> Key:
    """Make a new key, which signs from now on; the old ones still verify."""
    return _make(use, len(every(use)) + 1)


def _folder(use: str) -> Path:
    return Path(settings.KEYS) / KEYS[use].id


def _make(use: str, number: int) -> Key:
    """Write a key whole or not at all; of two processes that make the first key at once one wins, and both use it."""
    folder = _folder(use)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Key(use, number, "", _MAKERS[KEYS[use].kind]())
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:  # only its owner may read it, from the start
        file.write(made.pem)
        file.flush()
        os.fsync(file.fileno())
    draft = Path(file.name)
    try:
        (folder / f"{number}.pem").hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first; its key is the key
    finally:
        draft.unlink()
    return _read(use, number)


def _read(use: str, number: int) -> Key:
    private = load_pem_private_key((_folder(use) / f"{number}.pem").read_bytes(), password=None)
    assert isinstance(private, Private)
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fingerprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()[:16]).rstrip(b"=").decode()
    return Key(use, number, fingerprint, private)
