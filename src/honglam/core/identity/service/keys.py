"""The keys with which this installation signs, as administrators see and renew them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.contracts.clients import SigningKey, SigningUse
from honglam.kit import keys


def uses() -> tuple[SigningUse, ...]:
    """Return every use that a room declares, with its keys."""
    return tuple(
        SigningUse(use.id, str(use.title), use.kind, _shown(use.id)) for use in sorted(keys.KEYS, key=lambda u: u.id)
    )


def renew(*, use: str) -> None:
    """Make a new key; it signs from now on."""
    if use not in keys.KEYS:
        raise Missing(N_("There is no such key."))
    old = keys.every(use)
    made = keys.renew(use)
    before = {"number": old[-1].number, "fingerprint": old[-1].id} if old else None
    after = {"number": made.number, "fingerprint": made.id}
    audit.record(verb="identity.key.renewed", thing=f"key:{use}", before=before, after=after)


def _shown(use: str) -> tuple[SigningKey, ...]:
    known = keys.every(use)
    return tuple(SigningKey(key.number, key.id, _made_at(use, key.number), key is known[-1]) for key in reversed(known))


def _made_at(use: str, number: int) -> datetime:
    file = Path(settings.KEYS) / use / f"{number}.pem"
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
