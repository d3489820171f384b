"""The sessions of whoever asks, and of those whom they look after."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api
from honglam.core.identity.contracts.sign_in import Ended
from honglam.core.identity.middleware import WHY_COOKIE
from honglam.kit.access import permission, signed_in, viewer_of

_DIGITS = 19  # a number that PostgreSQL can hold


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


@require_http_methods(["GET", "HEAD", "POST"])
@permission("identity.view")
def of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show where an officer is signed in, and sign them out there or everywhere."""
    viewer, now = viewer_of(request), timezone.now()
    if request.method == "POST":
        only = _number(request)
        ended = api.sign_out_person(person_id=person_id, only=only, viewer=viewer, now=now)
        messages.info(request, _("Signed out there.") if ended else _("There was nothing left to sign out."))
        return HttpResponseRedirect(request.path)
    found, sessions = api.sessions_of_person(person_id=person_id, viewer=viewer, now=now)
    may_end = viewer.may("identity.edit", found.home)
    return render(request, "identity/person_sessions.html", {"person": found, "sessions": sessions, "may_end": may_end})


@require_POST
@signed_in
def end(request: HttpRequest) -> HttpResponse:
    """End one session of the caller, or all others."""
    only = _number(request)
    ended = api.end_sessions(
        account_id=int(viewer_of(request).id),
        only=only,
        but="" if only is not None else request.session.session_key or "",
    )
    messages.info(request, _("Signed out there.") if ended else _("There was nothing left to sign out."))
    return HttpResponseRedirect(reverse("mfa_index"))


def _number(request: HttpRequest) -> int | None:
    """Return the session that is to be ended; None for all."""
    only = request.POST.get("session", "")
    if only and not (only.isascii() and only.isdecimal() and len(only) < _DIGITS):
        raise Missing(N_("There is no such session."))
    return int(only) if only else None
