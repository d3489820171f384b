"""The sessions of whoever asks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import api
from honglam.kit.access import signed_in, viewer_of


@require_POST
@signed_in
def touch(request: HttpRequest) -> HttpResponse:
    """Take a sign of life of somebody who works on a page that is open; the middleware has written it down."""
    del request
    return HttpResponse(status=204)


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
