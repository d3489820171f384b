"""Web push: RFC 8030 to the browser's own service, encrypted for that browser (RFC 8291), signed by us (RFC 8292)."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from honglam.base.errors import Refusal
from honglam.core.notices.channels.parcel import Parcel
from honglam.core.notices.contracts import Outcome, State
from honglam.kit import calls, keys

KEY = "notices.push"
_AT_ONCE = 8
_LIVES = 24 * 3600  # seconds for which the service keeps it when the browser is away
_SIGNED_FOR = 12 * 3600
_GONE = {404, 410}
_MISTAKEN = {400, 401, 403, 413}


def public_key() -> tuple[str, int]:
    """Return the key that a browser subscribes with, and its number."""
    key = keys.signing(KEY)
    point = key.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode(), key.number


def carry(parcels: tuple[Parcel, ...]) -> tuple[Outcome, ...]:
    """Send the parcels, a few at a time."""
    signers = {key.number: Vapid02(key.private) for key in keys.every(KEY)}
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="push") as pool:
        return tuple(pool.map(lambda parcel: _send(parcel, signers), parcels))


def _send(parcel: Parcel, signers: dict[int, Vapid02]) -> Outcome:
    signer = signers.get(parcel.signer)
    from pywebpush import WebPusher, WebPushException  # noqa: PLC0415  (it loads aiohttp, which only sending needs)

    if signer is None:
        return Outcome(State.FAILED, "the browser subscribed with a key that is no more", gone=True)
    host = urlsplit(parcel.to)
    claims = {
        "sub": settings.PUSH_CONTACT,
        "aud": f"{host.scheme}://{host.netloc}",
        "exp": int(time.time()) + _SIGNED_FOR,
    }
    said = {"title": parcel.text.title, "body": parcel.text.short, "path": parcel.path, "tag": parcel.key}
    subscription = {"endpoint": parcel.to, "keys": {"p256dh": parcel.keys[0], "auth": parcel.keys[1]}}
    try:
        body = WebPusher(subscription).encode(json.dumps(said).encode(), "aes128gcm")["body"]
        headers = {
            **signer.sign(claims),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_LIVES),
            "Urgency": "high" if parcel.urgent else "normal",
        }
        status, _answer = calls.post(parcel.to, body, headers)
    except OSError as error:
        return Outcome(State.WAITING, str(error))
    except (Refusal, WebPushException, ValueError) as error:
        return Outcome(State.FAILED, str(error) or type(error).__name__, gone=True)
    return _outcome(status)


def _outcome(status: int) -> Outcome:
    if status in _GONE:
        return Outcome(State.FAILED, f"the browser is gone ({status})", gone=True)
    if status in _MISTAKEN:
        return Outcome(State.FAILED, f"the push service refused it ({status})")
    if 200 <= status < 300:
        return Outcome(State.SENT)
    return Outcome(State.WAITING, f"the push service answered {status}")
