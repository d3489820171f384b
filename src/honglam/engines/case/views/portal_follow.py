"""Following a case on the portal: how it stands, and for who asked everything of theirs and what they may do."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from honglam.base.access import Kind
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.identity import api as identity
from honglam.engines.case import api, hooks
from honglam.engines.case.contracts.public import Followed
from honglam.engines.case.pages import left_in_words
from honglam.engines.case.public_forms import (
    CodeForm,
    ContactForm,
    LetterForm,
    RatingForm,
    ReopeningForm,
    TrackForm,
    WithdrawForm,
)
from honglam.engines.case.views import portal_state as state
from honglam.engines.case.views import portal_words
from honglam.kit import forms, tables
from honglam.kit.access import public, signed_in, viewer_of
from honglam.kit.forms import Form

BY_CODE = "by its code everybody sees how a case stands; what is personal needs its key, its account or a code"
_PROVING = "case_proving"
RATING_FORMS = {False: RatingForm, True: ReopeningForm}  # whether the procedure still takes a case up again


@require_safe
@public("what can be begun is for everybody to see")
def home(request: HttpRequest) -> HttpResponse:
    """Show what can be begun, and where one looks up how a case stands."""
    groups: dict[str, list[Any]] = {}
    for door in api.public.doors():
        groups.setdefault(door.group, []).append((door, _begin(door.id, door.submit)))
    form = TrackForm()
    return render(request, "case/portal-home.html", {"groups": list(groups.items()), **form.get_context()})


@require_safe
@public(BY_CODE)
def track(request: HttpRequest) -> HttpResponse:
    """Take a code as somebody typed it and go to its case."""
    form = TrackForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            code = api.public.read_code(text=form.cleaned_data["code"])
            api.public.follow(
                code=code, held=False, sender=state.sender(request), viewer=viewer_of(request), now=timezone.now()
            )
            return HttpResponseRedirect(reverse("case:follow", args=[code]))
        except Refusal as refusal:
            form.refuse(Refusal(refusal.message, field="code", remedy=refusal.remedy, params=refusal.params))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "case/portal-track.html", form.get_context(), status=status)


@require_safe
@public(BY_CODE)
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a case stands. A key in the address is remembered and leaves it."""
    now = timezone.now()
    if key := request.GET.get("key", ""):
        if api.public.opens(code=code, key=key, now=now):
            state.hold(request, code)
            return HttpResponseRedirect(reverse("case:follow", args=[code]))
        found = _found(request, code)
        return _page(request, found, stale=True)
    return _page(request, _found(request, code))


@require_safe
@public(BY_CODE)
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the QR that leads to the status page; with the key for who asked, without it for everybody else."""
    found = _found(request, code)
    link = reverse("case:follow", args=[found.code])
    if found.own is not None:
        link += f"?key={api.public.key(code=found.code)}"
    drawn = io.BytesIO()
    segno.make_qr(request.build_absolute_uri(link), error="m").save(drawn, kind="svg", scale=4, border=4)
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml", headers=headers)


@require_safe
@public(BY_CODE)
def file(request: HttpRequest, code: str, file_id: UUID) -> HttpResponseBase:
    """Give a file of a case to who asked, to be saved and never run."""
    held = state.is_held(request, code)
    content = api.public.file(code=code, file_id=file_id, held=held, viewer=viewer_of(request))
    return StreamingHttpResponse(
        files.stretch(content=content).pieces,
        headers={
            "Content-Type": content.media_type,
            "Content-Length": str(content.size),
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=content.name) or "",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@require_http_methods(["GET", "POST"])
@public(BY_CODE)
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the agency, or answer what it asked for."""
    found = _own(request, code)
    answers = bool(found.own and found.own.wants == "supplement")

    def save(data: dict[str, Any]) -> str:
        api.public.write(
            code=found.code,
            text=data["text"],
            attached=data["attached"],
            held=state.is_held(request, found.code),
            answers=answers,
            sender=state.sender(request),
            viewer=viewer_of(request),
            now=timezone.now(),
        )
        return f"{reverse('case:follow', args=[found.code])}#letters"

    title = _("Answer what was asked") if answers else _("Write to the agency")
    context = {"case": found, "answers": answers}
    return forms.respond(
        request, LetterForm, save, title=title, action=_("Send"), template="case/portal-write.html", context=context
    )


@require_http_methods(["GET", "POST"])
@public(BY_CODE)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a case back, while that is possible."""
    found = _own(request, code)

    def save(data: dict[str, Any]) -> str:
        held = state.is_held(request, found.code)
        api.public.withdraw(
            code=found.code, reason=data["reason"], held=held, viewer=viewer_of(request), now=timezone.now()
        )
        return reverse("case:follow", args=[found.code])

    title, action = _("Take the case back"), _("Take it back")
    context = {"case": found}
    return forms.respond(
        request, WithdrawForm, save, title=title, action=action, template="case/portal-write.html", context=context
    )


@require_http_methods(["GET", "POST"])
@public(BY_CODE)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it was; a low rating may have the case taken up again."""
    found = _own(request, code)

    def save(data: dict[str, Any]) -> str:
        api.public.rate(
            code=found.code,
            stars=data["stars"],
            text=data["text"],
            again=data.get("again", False),
            held=state.is_held(request, found.code),
            viewer=viewer_of(request),
            now=timezone.now(),
        )
        return reverse("case:follow", args=[found.code])

    form, title = RATING_FORMS[bool(found.own and found.own.may_reopen)], _("How was it?")
    shown: dict[str, Any] = {"template": "case/portal-write.html", "context": {"case": found}}
    return forms.respond(request, form, save, title=title, action=_("Send"), **shown)


@require_http_methods(["GET", "POST"])
@public("whoever was sent a code types it here")
def prove(request: HttpRequest, code: str) -> HttpResponse:
    """Let who asked show that the case is theirs: a code goes to the contact that they gave, and only there."""
    found, proving = _found(request, code), request.session.get(_PROVING) or {}
    if "code" in request.POST and proving.get("case") == found.code:
        return _proven(request, found, proving)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _proving_page(request, found, form)
    contact, language = form.cleaned_data["contact"], get_language() or "vi"
    where: dict[str, Any] = {"sender": state.sender(request), "language": language, "now": timezone.now()}
    try:
        number = api.public.ask_code(code=found.code, contact=contact, **where)
    except Refusal as refusal:
        form.refuse(refusal)
        return _proving_page(request, found, form)
    request.session[_PROVING] = {"case": found.code, "id": number, "address": contact.address}
    return _proving_page(request, found, CodeForm(), contact.masked)


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """List the viewer's own cases."""

    def asked(*, query: tables.Query, viewer: Any) -> tables.Answer:
        return api.public.mine(query=query, viewer=viewer, now=timezone.now())

    return tables.respond(request, api.public.own_table(), asked)


def _proven(request: HttpRequest, found: Followed, proving: dict[str, Any]) -> HttpResponse:
    form, contact = CodeForm(request.POST), identity.contact_of(text=proving["address"])
    if form.is_valid() and not proving["id"]:
        # It is not the contact that was given: nothing was sent, so no code can be right.
        wrong, remedy = N_("This code is not correct."), N_("Look again at the last message.")
        form.refuse(Refusal(wrong, field="code", remedy=remedy))
    elif form.is_valid():
        try:
            code, now = form.cleaned_data["code"], timezone.now()
            identity.enter_by_code(code_id=proving["id"], contact=contact, code=code, kind=Kind.CITIZEN, now=now)
            state.hold(request, found.code)
            del request.session[_PROVING]
            return HttpResponseRedirect(reverse("case:follow", args=[found.code]))
        except Refusal as refusal:
            form.refuse(refusal)
    return _proving_page(request, found, form, contact.masked)


def _proving_page(request: HttpRequest, found: Followed, form: Form, masked: str = "") -> HttpResponse:
    """Ask for the contact, or when a code was asked for, for the code."""
    context = {"case": found, "asked": bool(masked), "masked": masked, **form.get_context()}
    return render(request, "case/portal-prove.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, code: str) -> Followed:
    held = state.is_held(request, code)
    return api.public.follow(
        code=code, held=held, sender=state.sender(request), viewer=viewer_of(request), now=timezone.now()
    )


def _own(request: HttpRequest, code: str) -> Followed:
    found = _found(request, code)
    if found.own is None:
        raise Missing(
            N_("Only who handed this in can do that here."),
            remedy=N_("Open the link that you were given, sign in, or have a code sent to the contact that you gave."),
        )
    return found


def _page(request: HttpRequest, found: Followed, *, stale: bool = False) -> HttpResponse:
    handler = hooks.HANDLERS.get(found.procedure)
    panels = handler.public_panels(request, found.code) if handler and handler.public_panels else ()
    context = {
        "case": found,
        "stale": stale,
        "panels": panels,
        "standing": portal_words.standing(found),
        "left": left_in_words(found.left),
        "happenings": portal_words.happenings(found),
    }
    return render(request, "case/portal-follow.html", context)


def _begin(procedure: str, submit: str) -> str:
    return reverse(submit) if submit else reverse("case:new", args=[procedure])
