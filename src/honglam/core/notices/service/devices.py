"""Browsers that show push notices."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from django.db import transaction

from honglam.base.errors import Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.notices import contracts
from honglam.core.notices.models import Device
from honglam.kit import calls

MOST = 10  # browsers of one person; the one unused for longest goes


def devices(*, account: int) -> tuple[contracts.Device, ...]:
    """Return a person's browsers, the newest first."""
    rows = Device.objects.filter(account=account).order_by("-created_at", "-pk")
    return tuple(contracts.Device(row.pk, row.name, row.created_at, row.used_at) for row in rows)


@transaction.atomic
def subscribe(  # noqa: PLR0913  (what the browser says, and who says it)
    *, account: int, endpoint: str, p256dh: str, auth: str, signer: int, name: str, now: datetime
) -> None:
    """Remember a browser; one that another person used before now belongs to this one."""
    if len(endpoint) > 1000 or len(_decoded(p256dh)) != 65 or len(_decoded(auth)) != 16:
        raise Refusal(N_("The browser's subscription is damaged."), remedy=N_("Switch the notices on once more."))
    calls.check(endpoint)
    values = {"p256dh": p256dh, "auth": auth, "signer": signer, "name": clean(name)[:80], "created_at": now}
    row, made = Device.objects.update_or_create(endpoint=endpoint, defaults={"account_id": account, **values})
    surplus = Device.objects.filter(account=account).exclude(pk=row.pk).order_by("-created_at")[MOST - 1 :]
    Device.objects.filter(pk__in=[each.pk for each in surplus]).delete()
    if made:
        _record("added", account, row)


@transaction.atomic
def unsubscribe(*, account: int, endpoint: str = "", device: int | None = None) -> None:
    """Forget a browser, by its endpoint or its number."""
    own = Device.objects.filter(account=account)
    row = (own.filter(pk=device) if device is not None else own.filter(endpoint=endpoint)).first()
    if row is None:
        raise Missing(N_("This browser does not show your notices."))
    _record("removed", account, row)
    row.delete()


def _record(what: str, account: int, row: Device) -> None:
    audit.record(verb=f"notices.device.{what}", thing=f"device:{row.pk}", person=str(account), after={"name": row.name})


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
