"""SMS: one line per process to the gateway that HONGLAM_SMS_URL names."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from honglam.core.notices.channels.parcel import Parcel
from honglam.core.notices.contracts import Outcome, Receipt, State
from honglam.core.notices.hooks import GATEWAYS, Line, Sms

Receive = Callable[[tuple[Receipt, ...]], None]

_OPENING = threading.Lock()
_LINES: dict[str, Line] = {}  # by address; one, but for tests
_UNSET = Outcome(State.WAITING, "SMS is not set up", blame=False)


def carry(parcels: tuple[Parcel, ...], receive: Receive) -> tuple[Outcome, ...]:
    """Hand the messages to the gateway."""
    if not settings.SMS_URL:
        return tuple(_UNSET for _ in parcels)
    return line(receive).send(tuple(Sms(parcel.key, parcel.to, parcel.text.short) for parcel in parcels))


def keep(receive: Receive) -> None:
    """See that the line stands, so that receipts come also when nothing is sent.

    Raises:
        OSError: it does not.
    """
    if settings.SMS_URL:
        line(receive).keep()


def line(receive: Receive) -> Line:
    """Return this process's line."""
    with _OPENING:
        if settings.SMS_URL not in _LINES:
            url = urlsplit(settings.SMS_URL)
            _LINES[settings.SMS_URL] = GATEWAYS[url.scheme].open(url, receive)
        return _LINES[settings.SMS_URL]


def close() -> None:
    """Say goodbye to the gateway."""
    with _OPENING:
        while _LINES:
            _LINES.popitem()[1].close()


atexit.register(close)
