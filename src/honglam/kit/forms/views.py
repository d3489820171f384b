"""A form as a page: shown, one input checked while it is filled in, sent once even when the button is pressed twice.

@permission("wells.edit")
def add(request):
    def save(data):
        made = api.add_well(viewer=viewer_of(request), now=timezone.now(), **data)
        return reverse("desk-wells:well", args=[made.id])

    return forms.respond(request, WellForm, save, title=_("New well"), action=_("Save"))
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Conflict, Refusal
from honglam.base.words import N_
from honglam.kit.access import viewer_of
from honglam.kit.forms.form import Form

ONCE = "_once"  # the hidden input by which a second sending is known
TAKEN = "taken"  # the cookie that tells the page's script which form was taken, so that its draft may go
_TAKEN_SECONDS = 600
_PENDING_SECONDS = 60
_DONE_SECONDS = 24 * 3600

SAVE = _("Save")

Save = Callable[[dict[str, Any]], str]


def respond(  # noqa: PLR0913  (each is a part of what people see)
    request: HttpRequest,
    form_class: type[Form],
    save: Save,
    *,
    title: str | Promise,
    action: str | Promise = SAVE,
    initial: Mapping[str, Any] | None = None,
    template: str = "kit/forms/page.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and sound, call `save(cleaned data)` and go to the address that it returns.

    A refusal that `save` raises is shown at the input that it names. A second sending of the same form does not save
    again: it goes where the first one went.
    """
    shown: dict[str, Any] = {"title": title, "action": action, **(context or {})}
    if request.method != "POST":
        return _shown(request, form_class(initial=initial), template, shown)
    form = form_class(request.POST, request.FILES, initial=initial)
    if asked := request.headers.get("X-Check", ""):
        return _checked(request, form, asked)
    if not form.is_valid():
        return _shown(request, form, template, shown)
    key = _key(request)
    if (known := _begin(key)) is not None:
        return _gone(request, known)
    try:
        address = save(form.cleaned_data)
    except Refusal as refusal:
        cache.delete(key)
        form.refuse(refusal)
        return _shown(request, form, template, shown)
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, address, _DONE_SECONDS)
    return _gone(request, address)


def _checked(request: HttpRequest, form: Form, name: str) -> HttpResponse:
    """Answer htmx, which wants one input checked alone: never does a check save, whatever it names."""
    if name not in form.fields:
        return HttpResponse(status=204)
    return render(request, "kit/forms/field.html", {"field": form[name]})


def _key(request: HttpRequest) -> str:
    """Return where it is kept that this form was sent; a form without its mark counts alone."""
    mark = request.POST.get(ONCE, "")[:64] or secrets.token_urlsafe(24)
    return f"once:{viewer_of(request).id}:{request.path}:{mark}"


def _begin(key: str) -> str | None:
    """Claim the key: None when it is ours, else the address to which the first sending led.

    Raises:
        Conflict: the first sending is still being worked on.
    """
    if cache.add(key, "", _PENDING_SECONDS):
        return None
    address: str = cache.get(key) or ""
    if not address:
        raise Conflict(
            N_("This form has just been sent and is being worked on."),
            remedy=N_("Wait a moment; it need not be sent again."),
        )
    return address


def _gone(request: HttpRequest, address: str) -> HttpResponse:
    htmx = request.headers.get("HX-Request") == "true"
    answer = HttpResponse(headers={"HX-Redirect": address}) if htmx else HttpResponseRedirect(address)
    mark = request.POST.get(ONCE, "")[:64]
    if mark and mark.isascii():
        # Nothing secret: the mark was in the page, and the script that reads the cookie has to know it already.
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(TAKEN, mark, max_age=_TAKEN_SECONDS, samesite="Lax", secure=secure)
    return answer


def _shown(request: HttpRequest, form: Form, template: str, context: Mapping[str, Any]) -> HttpResponse:
    mark = request.POST.get(ONCE, "")[:64] or secrets.token_urlsafe(24)
    name = (
        "kit/forms/form.html" if request.headers.get("HX-Request") == "true" and request.method == "POST" else template
    )
    status = 422 if form.is_bound else 200
    return render(request, name, {**form.get_context(), **context, "once": mark, "once_name": ONCE}, status=status)
