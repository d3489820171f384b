"""A person's own notices, under the portal and under the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from honglam.core.notices import api, forms, tables
from honglam.kit import bells
from honglam.kit import forms as kit_forms
from honglam.kit import tables as kit_tables
from honglam.kit.access import signed_in, viewer_of
from honglam.kit.context import surface_of
from honglam.kit.nav import SURFACES, Surface


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _space(request: HttpRequest) -> str:
    """Return the namespace of the pages of this surface."""
    return "desk-notices" if surface_of(request.path) == "desk" else "notices"


@require_safe
@signed_in
def notices(request: HttpRequest) -> HttpResponseBase:
    """Show the viewer's notices."""
    viewer, space = viewer_of(request), _space(request)
    link = f"{space}:notice"
    return kit_tables.respond(
        request,
        tables.own(_language(), link),
        partial(api.own, language=_language(), link=link),
        template="notices/list.html",
        context={"space": space, "unread": api.unread(viewer=viewer), "topic": api.live_topic(viewer=viewer)},
    )


@require_safe
@signed_in
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice, which makes it an opened one."""
    viewer = viewer_of(request)
    api.mark(notice_id=notice_id, read=True, viewer=viewer, now=timezone.now())
    found = api.notice(notice_id=notice_id, language=_language(), viewer=viewer)
    return render(request, "notices/notice.html", {"notice": found, "space": _space(request)})


@require_safe
@signed_in
def open_link(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice is about; mails and push notices lead here."""
    viewer = viewer_of(request)
    link = api.mark(notice_id=notice_id, read=True, viewer=viewer, now=timezone.now())
    return redirect(link or reverse(f"{_space(request)}:notice", args=[notice_id]))


@require_POST
@signed_in
def mark_new(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as not yet opened."""
    api.mark(notice_id=notice_id, read=False, viewer=viewer_of(request), now=timezone.now())
    return redirect(f"{_space(request)}:list")


@require_POST
@signed_in
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as opened."""
    api.mark_all(viewer=viewer_of(request), now=timezone.now())
    return redirect(f"{_space(request)}:list")


@require_safe
@signed_in
def bell(request: HttpRequest) -> HttpResponse:
    """Return the bell alone, counted anew, and the sentence that a screen reader says."""
    at = request.GET.get("at", "")
    surface: Surface = next((each for each in SURFACES if each == at), "portal")
    shown = next(each for each in bells.shown(viewer_of(request), surface) if each.id == api.TOPIC)
    return render(request, "notices/bell.html", {"bell": shown})


@signed_in
def choices(request: HttpRequest) -> HttpResponse:
    """Show and keep how the viewer wants to be told."""
    viewer, space = viewer_of(request), _space(request)
    categories = api.categories(kind=viewer.kind)

    def save(data: dict[str, Any]) -> str:
        api.choose(wanted=forms.wishes(data, categories), viewer=viewer)
        return reverse(f"{space}:list")

    return kit_forms.respond(
        request,
        forms.wishes_form(categories),
        save,
        title=_("How you are told"),
        initial=forms.filled(api.wishes(viewer=viewer)),
        template="notices/choices.html",
        context={"space": space, "devices": api.devices(viewer=viewer), "push_key": api.push_key()},
    )


@require_POST
@signed_in
def subscribe(request: HttpRequest) -> HttpResponse:
    """Let this browser show notices."""
    given = {name: request.POST.get(name, "")[:1100] for name in ("endpoint", "p256dh", "auth", "name")}
    api.subscribe(**given, viewer=viewer_of(request), now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@signed_in
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Let a browser no longer show notices: this one by its endpoint, another by its number."""
    device, endpoint = request.POST.get("device", ""), request.POST.get("endpoint", "")[:1000]
    number = int(device) if device.isascii() and device.isdigit() and len(device) < 19 else None
    api.unsubscribe(viewer=viewer_of(request), endpoint=endpoint, device=number)
    return redirect(request.POST["next"]) if request.POST.get("next") in _BACK else HttpResponse(status=204)


_BACK = ("/notices/choices/", "/desk/notices/choices/")
