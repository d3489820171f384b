"""The cookie by which a browser is known in which somebody has signed in before.

It opens nothing. It separates the wrong attempts of strangers from those of the owner, and tells a new device from one
that is known. Only the sign-in pages get to see it.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

NAME = "device"
PATH = "/accounts/"
_SALT = "honglam.identity.device"
_SECONDS = 180 * 24 * 3600
_MOST = 5


def known(request: HttpRequest, name: str) -> str:
    """Return the id of the device when somebody called `name` has signed in on it before, else nothing."""
    device, names = _read(request)
    return device if name.casefold() in names else ""


def remember(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """Let the browser be known for `name` from now on."""
    device, names = _read(request)
    kept = [name.casefold(), *(other for other in names if other != name.casefold())][:_MOST]
    value = signing.dumps([device or secrets.token_urlsafe(9), kept], salt=_SALT)
    response.set_cookie(
        NAME, value, max_age=_SECONDS, path=PATH, secure=settings.BEHIND_HTTPS, httponly=True, samesite="Lax"
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, names = signing.loads(request.COOKIES.get(NAME, ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return "", []
    return device, names
