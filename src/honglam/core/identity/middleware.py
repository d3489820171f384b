"""Puts the viewer on the request, and on the trace of all that it causes."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from honglam.base import trace
from honglam.base.access import ANONYMOUS, Viewer
from honglam.core.identity import api


class ViewerMiddleware:
    """Sets `request.viewer`.

    It is worked out when a view first asks, and anew on each request, so that a change of rights acts at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        circumstances = {"address": client_address(request), "request": getattr(request, "id", "")}
        with trace.bound(viewer=request.viewer, behalf="", purpose="", **circumstances):  # type: ignore[attr-defined]
            response = self.get_response(request)
        # Pages of somebody signed in are not kept: on a shared computer "Back" must not show the last person's records.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks; what a proxy says is believed only when it is ours (HONGLAM_PROXIES)."""
    return str(get_client_ip(request) or request.META.get("REMOTE_ADDR", ""))


def _viewer(request: HttpRequest) -> Viewer:
    # Read from the session and not from `request.user`, which would fetch the account a second time.
    account_id, session_hash = request.session.get(SESSION_KEY), request.session.get(HASH_SESSION_KEY, "")
    if not (isinstance(account_id, str) and account_id.isascii() and account_id.isdigit()):
        return ANONYMOUS
    return api.viewer(account_id=int(account_id), session_hash=session_hash)
