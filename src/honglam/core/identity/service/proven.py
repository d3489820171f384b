"""A device on which somebody has typed a code: for some months it speaks for them in what it sends, in nothing else.

The token opens no page of theirs and reads nothing. It ends when the account is closed or its contact changes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing

from honglam.base.access import Kind, Viewer
from honglam.core.identity.contracts.citizens import Contact
from honglam.core.identity.models import BY_CODE, Account
from honglam.core.identity.sealing import SEALING

LASTS = timedelta(days=180)
_SALT = "honglam.identity.proven"


def token(*, account: int, contact: Contact, now: datetime) -> str:
    """Return what a device keeps."""
    return signing.dumps([account, contact.channel, _mark(contact.address), int(now.timestamp())], salt=_SALT)


def owner(*, token: str, now: datetime) -> tuple[Viewer, Contact] | None:
    """Return for whom a device speaks and by which contact it was proven; None when the token does not count."""
    try:
        account, channel, mark, since = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    if now - datetime.fromtimestamp(since, UTC) > LASTS:
        return None
    row = Account.objects.filter(pk=account, is_active=True, kind__in=BY_CODE).first()
    if row is None:
        return None
    address = row.email if channel == "email" else row.phone
    if not address or _mark(address) != mark:
        return None
    viewer = Viewer(id=str(row.pk), name=row.full_name, kind=Kind(row.kind), synthetic=row.synthetic)
    return viewer, Contact(channel, address)


def _mark(address: str) -> str:
    return SEALING.fingerprint(address, purpose="proven")
