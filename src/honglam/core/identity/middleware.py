"""Looks whether the session may be believed; puts the viewer on the request, and on the trace of all that it causes."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from honglam.base import trace
from honglam.base.access import ANONYMOUS, Kind, Viewer
from honglam.core.identity import api
from honglam.core.identity.adapter import AccountAdapter
from honglam.core.identity.contracts.sign_in import Ended

OPENED, SEEN, STEPS = "opened", "seen", "steps"
# Tells the sign-in page why it is shown; it opens nothing and is not believed.
WHY_COOKIE = "ended"
_TOUCH_SECONDS = 60
_TOLD_SECONDS = 600


class ViewerMiddleware:
    """Sets `request.viewer`.

    It is worked out when a view first asks, and anew on each request, so that a change of rights acts at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = client_address(request)
        carried = settings.SESSION_COOKIE_NAME in request.COOKIES
        why = _examine(request, address) if carried else None
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        request.proved = lambda: proved(request)  # type: ignore[attr-defined]
        request.ask_for_proof = lambda back: ask_for_proof(request, back)  # type: ignore[attr-defined]
        circumstances = {"address": address, "request": getattr(request, "id", "")}
        with trace.bound(viewer=request.viewer, behalf="", purpose="", **circumstances):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if why:
            safe = settings.BEHIND_HTTPS
            response.set_cookie(WHY_COOKIE, why.value, max_age=60, secure=safe, httponly=True, samesite="Lax")
        # Pages of somebody signed in are not kept: on a shared computer "Back" must not show the last person's records.
        if carried and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks; what a proxy says is believed only when it is ours (HONGLAM_PROXIES)."""
    return str(get_client_ip(request) or request.META.get("REMOTE_ADDR", ""))


def open_session(request: HttpRequest, user: Any, **_options: Any) -> None:
    """Keep in a session that has just been opened what it may do; Django calls this for every way of signing in."""
    now = timezone.now()
    request.entered = api.viewer(account_id=user.pk)  # type: ignore[attr-defined]
    request.administers = request.entered.may("studio.view")  # type: ignore[attr-defined]
    request.session[OPENED] = dict(
        api.session_opened(
            kind=Kind(user.kind),
            administers=request.administers,  # type: ignore[attr-defined]
            shared=bool(request.session.pop("shared", False)),
            address=client_address(request),
            agent=request.META.get("HTTP_USER_AGENT", ""),
            now=now,
        )
    )
    request.session[SEEN] = now.timestamp()


def proved(request: HttpRequest) -> bool:
    """Tell whether who asks has shown who they are so lately that something may be signed or paid."""
    user = request.user
    if not user.is_authenticated:
        return False
    records = get_authentication_records(request, user)
    limit = api.sign_in_rules(now=timezone.now()).proof.total_seconds()
    return bool(records) and time.time() - max(float(each["at"]) for each in records) <= limit


def ask_for_proof(request: HttpRequest, back: str) -> HttpResponse:
    """Take somebody to where they prove again who they are; what they sent is kept and done afterwards."""
    methods = AccountAdapter(request).get_reauthentication_methods(request.user)
    # Who came by code proves it by a new code, who came from a provider by signing in there again.
    to = str(methods[0]["url"]) if methods else reverse("account_code")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": f"{to}?{urlencode({'next': back})}"})
    if request.FILES or not methods:  # a file is not kept: the form is shown again, and sent again
        return HttpResponseRedirect(f"{to}?{urlencode({'next': back})}")
    return suspend_request(request, to)  # type: ignore[no-any-return]  # allauth ships no types


def _examine(request: HttpRequest, address: str) -> Ended | None:
    """Turn a session away that is too old or is used from where it was not opened; mark one that is in use."""
    session = request.session
    held = session.get(OPENED)
    if held is None or SESSION_KEY not in session:
        return None
    now, agent = timezone.now(), request.META.get("HTTP_USER_AGENT", "")
    why = api.session_ended(held=held, seen=session.get(SEEN, 0), address=address, agent=agent, now=now)
    if why in {Ended.IDLE, Ended.ABSOLUTE}:
        session.flush()
    elif why is not None:
        _refuse(request, why, address, agent)
    else:
        request.idle_seconds = int(held["idle"])  # type: ignore[attr-defined]
        if now.timestamp() - session[SEEN] >= _TOUCH_SECONDS and _is_act(request):
            session[SEEN] = now.timestamp()
            api.touch_session(key=session.session_key or "", now=now)
    return why


def _refuse(request: HttpRequest, why: Ended, address: str, agent: str) -> None:
    """Go on without the session. It stays alive where it was opened: a thief must not be able to end it."""
    mark = f"identity.refused:{request.session.session_key}:{why}:{address}"
    if cache.add(mark, 1, _TOLD_SECONDS):  # one entry for however many requests
        with trace.bound(address=address, request=getattr(request, "id", "")):
            api.session_refused(account_id=str(request.session[SESSION_KEY]), why=why, address=address, agent=agent)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()


def _is_act(request: HttpRequest) -> bool:
    """Tell whether a person did something; what a page fetches by itself is no sign of life."""
    return request.method not in {"GET", "HEAD"} or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _viewer(request: HttpRequest) -> Viewer:
    # Read from the session and not from `request.user`, which would fetch the account a second time.
    session = request.session
    account_id, session_hash = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY, "")
    if not (isinstance(account_id, str) and account_id.isascii() and account_id.isdigit()):
        return ANONYMOUS
    if session.get(STEPS):
        return ANONYMOUS  # who has not enrolled yet has no rights, behind any door
    entered: Viewer | None = getattr(request, "entered", None)  # signed in by this very request
    if entered is not None and entered.id == account_id:
        return entered
    return api.viewer(account_id=int(account_id), session_hash=session_hash)
