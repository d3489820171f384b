"""The sessions of whoever asks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api
from honglam.core.identity.contracts.sign_in import Ended
from honglam.core.identity.middleware import WHY_COOKIE
from honglam.kit.access import signed_in, viewer_of


@require_POST
@signed_in
def touch(request: HttpRequest) -> HttpResponse:
    """Take a sign of life of somebody who works on a page that is open; the middleware has written it down."""
    del request
    return HttpResponse(status=204)


@require_POST
@signed_in
def idle(request: HttpRequest) -> HttpResponse:
    """End the caller's session at the end of a pause, as the page that was left alone asks for."""
    logout(request)
    response = HttpResponse(status=204)
    response.set_cookie(WHY_COOKIE, Ended.IDLE.value, max_age=60, httponly=True, samesite="Lax")
    return response


@require_POST
@signed_in
def end(request: HttpRequest) -> HttpResponse:
    """End one session of the caller, or all others."""
    only = request.POST.get("session", "")
    if only and not only.isdecimal():
        raise Missing(N_("There is no such session."))
    ended = api.end_sessions(
        account_id=int(viewer_of(request).id),
        only=int(only) if only else None,
        but="" if only else request.session.session_key or "",
    )
    messages.info(request, _("Signed out there.") if ended else _("There was nothing left to sign out."))
    return HttpResponseRedirect(reverse("mfa_index"))
