"""Who sends: by session, or by a device on which a code was typed once. The edge: cookies and requests stay here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from honglam.base import trace
from honglam.base.access import ANONYMOUS, Viewer
from honglam.base.errors import Refusal, SignInNeeded
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.identity.contracts.citizens import Contact
from honglam.kit.access import viewer_of
from honglam.packs.fieldreports.contracts import Sender
from honglam.packs.fieldreports.forms import ReportForm

COOKIE = "reporter"
PATH = "/fieldreports/"
LASTS = timedelta(days=180)
_ASKED = "honglam.fieldreports.asked"


def sender(request: HttpRequest, *, now: datetime) -> Sender:
    """Return who sends.

    Raises:
        SignInNeeded: nobody is signed in, and no code was typed on this device.
    """
    viewer, address = viewer_of(request), trace.current().address
    if viewer.known:
        me = identity.myself(account_id=int(viewer.id))
        return Sender(
            viewer, {name: value for name, value in (("phone", me.phone), ("email", me.email)) if value}, address
        )
    found = identity.device_owner(token=request.COOKIES.get(COOKIE, ""), now=now)
    if found is None:
        raise SignInNeeded
    return Sender(found[0], _reached(found[1]), address)


def who(request: HttpRequest, *, now: datetime) -> Viewer:
    """Return who looks; nobody when nobody is known."""
    try:
        return sender(request, now=now).viewer
    except SignInNeeded:
        return ANONYMOUS


def door(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """Return who is known here, masked, and the proof of origin."""
    viewer = viewer_of(request)
    found = None if viewer.known else identity.device_owner(token=request.COOKIES.get(COOKIE, ""), now=now)
    name = viewer.name if viewer.known else found[1].masked if found else ""
    return {"who": name, "signed_in": viewer.known, "token": get_token(request), "channels": identity.code_channels()}


def ask(request: HttpRequest, *, now: datetime, contact: str = "") -> dict[str, Any]:
    """Send a code; return what names it and where it went."""
    found = identity.contact_of(text=contact or request.POST.get("contact", ""))
    address = trace.current().address
    asked = identity.ask_code(contact=found, address=address, language=get_language() or "vi", now=now)
    return {"asked": signing.dumps([asked.id, found.channel, found.address], salt=_ASKED), "to": found.masked}


def prove(request: HttpRequest, answer: HttpResponseBase, *, now: datetime) -> None:
    """Take a code and let this device speak for its owner.

    Raises:
        Refusal: the code does not count.
    """
    token = _proven(request.POST.get("asked", ""), request.POST.get("code", ""), now)
    _remember(answer, token)


def forget(answer: HttpResponseBase) -> None:
    """Let this device speak for nobody any more."""
    answer.delete_cookie(COOKIE, path=PATH)


def plain(request: HttpRequest, form: ReportForm, answer: HttpResponseBase, *, now: datetime) -> Sender:
    """Return who sends the plain form; who is not known is sent a code, and the form comes back and asks for it.

    Raises:
        Refusal: a code was sent, or is needed, or does not count.
    """
    try:
        return sender(request, now=now)
    except SignInNeeded:
        pass
    data = form.cleaned_data
    if not data["asked"] or not data["code"]:
        if not data["contact"]:
            raise Refusal(N_("Write your number or address: a code is sent there."), field="contact")
        form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        form.data["asked"] = ask(request, now=now, contact=data["contact"])["asked"]  # type: ignore[index]
        raise Refusal(N_("A code was sent to you. Type it here and send once more; nothing is lost."), field="code")
    token = _proven(data["asked"], data["code"], now)
    _remember(answer, token)
    found = identity.device_owner(token=token, now=now)
    if found is None:
        raise SignInNeeded
    return Sender(found[0], _reached(found[1]), trace.current().address)


def _proven(asked: str, code: str, now: datetime) -> str:
    try:
        number, channel, address = signing.loads(asked, salt=_ASKED)
    except signing.BadSignature:
        raise Refusal(N_("Ask for a code first."), field="contact") from None
    return identity.prove_device(contact=Contact(channel, address), code_id=number, code=code, now=now)


def _remember(answer: HttpResponseBase, token: str) -> None:
    options: dict[str, Any] = {"path": PATH, "secure": settings.BEHIND_HTTPS, "httponly": True, "samesite": "Lax"}
    answer.set_cookie(COOKIE, token, max_age=LASTS, **options)


def _reached(contact: Contact) -> dict[str, str]:
    return {"phone" if contact.channel == "sms" else "email": contact.address}
