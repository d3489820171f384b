"""Handing in on the portal: subject, form, a second look, a code for those without an account, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.base import trace
from honglam.base.access import Kind
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case import api, hooks
from honglam.engines.case.contracts import Procedure, Topic
from honglam.engines.case.contracts.public import Submission
from honglam.engines.case.pages import left_in_words
from honglam.engines.case.public_forms import CaseForm, CodeForm, case_form, typed
from honglam.engines.case.views import portal_state as state
from honglam.kit.access import public, viewer_of
from honglam.kit.forms.schema import answers
from honglam.kit.forms.views import ONCE

EVERYBODY = "whoever needs something of the province begins here"
_PROVEN_SECONDS = 1800  # a code that was right serves for what is sent within half an hour


@require_http_methods(["GET", "POST"])
@public(EVERYBODY)
def new(request: HttpRequest, procedure: str) -> HttpResponse:
    """Ask for the subject, then for the form; what was filled in is shown for a second look."""
    version, found = api.public.procedure(procedure_id=procedure, viewer=viewer_of(request))
    if request.method == "POST":
        return _filled(request, version, found)
    handler = hooks.HANDLERS.get(procedure)
    if handler is not None and handler.submit:
        return HttpResponseRedirect(reverse(handler.submit))
    topic = _topic(found, request.GET.get("topic", ""))
    if found.topics and topic is None:
        offered = [each for each in found.topics if not each.closed]
        return render(request, "case/portal-topics.html", {"procedure": found, "groups": _grouped(offered)})
    form = case_form(version, known=viewer_of(request).known)(initial={"x_topic": topic.id if topic else ""})
    return _shown(request, found, form, topic)


@require_POST
@public(EVERYBODY)
def send(request: HttpRequest) -> HttpResponse:
    """Take what was looked over; without an account a code has to be typed first."""
    entry, once = state.unpack(request)
    viewer, now = viewer_of(request), timezone.now()
    applicant = viewer.id if viewer.known else _proven(request, entry.contact)
    if not applicant:
        return _asked(request, entry)
    try:
        code = api.public.submit(entry=entry, applicant=applicant, sender=state.sender(request), viewer=viewer, now=now)
    except Refusal as refusal:
        return _again(request, entry, refusal)
    state.hold(request, code)
    return state.let_draft_go(HttpResponseRedirect(reverse("case:received", args=[code])), once)


@require_POST
@public(EVERYBODY)
def prove(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent to a contact, and hand in what waits for it."""
    entry, _once = state.unpack(request)
    asked, form = request.session.get(state.ASKED) or {}, CodeForm(request.POST)
    contact = _contact(entry.contact)
    if asked.get("address") != contact.address:
        return _asked(request, entry)
    if not form.is_valid():
        return _code_page(request, entry, form)
    now = timezone.now()
    try:
        account = identity.enter_by_code(
            code_id=asked["id"], contact=contact, code=form.cleaned_data["code"], kind=Kind.CITIZEN, now=now
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _code_page(request, entry, form)
    request.session[state.PROVEN] = {"address": contact.address, "account": str(account), "at": now.timestamp()}
    del request.session[state.ASKED]
    return send(request)


@require_safe
@public("the code of a case is in its address; what is personal is shown to who has just handed it in")
def received(request: HttpRequest, code: str) -> HttpResponse:
    """Say that it has arrived: the code, the picture to keep, what happens next and by when."""
    held = state.is_held(request, code)
    found = api.public.follow(
        code=code, held=held, sender=state.sender(request), viewer=viewer_of(request), now=timezone.now()
    )
    if found.own is None:
        return HttpResponseRedirect(reverse("case:follow", args=[found.code]))
    procedure = api.public.procedure_of(code=found.code)
    link = request.build_absolute_uri(f"{reverse('case:follow', args=[found.code])}?key={api.public.key(code=code)}")
    context = {"case": found, "procedure": procedure, "link": link, "left": left_in_words(found.left)}
    return render(request, "case/portal-received.html", context)


def _filled(request: HttpRequest, version: int, found: Procedure) -> HttpResponse:
    form_class = case_form(version, known=viewer_of(request).known)
    if "sealed" in request.POST:  # back from the second look, to mend something
        entry, _once = state.unpack(request)
        return _shown(request, found, form_class(data=typed(form_class, entry)), _topic(found, entry.topic), mend=True)
    form = form_class(request.POST, request.FILES)
    topic = _topic(found, request.POST.get("x_topic", ""))
    if asked := request.headers.get("X-Check", ""):
        known = asked in form.fields
        return render(request, "kit/forms/field.html", {"field": form[asked]}) if known else HttpResponse(status=204)
    if not form.is_valid():
        return _shown(request, found, form, topic)
    if found.topics and topic is None:
        gone = N_("This subject cannot be chosen any more.")
        form.refuse(Refusal(gone, remedy=N_("Choose another one; what you have written stays.")))
        return _shown(request, found, form, topic)
    entry = form.submission(procedure=found.id, key=state.fresh_key())
    try:
        api.public.check(entry=entry)
    except Refusal as refusal:
        form.refuse(refusal)
        return _shown(request, found, form, topic)
    return _review(request, found, entry)


def _review(request: HttpRequest, found: Procedure, entry: Submission) -> HttpResponse:
    """Show everything once more before it is sent."""
    viewer = viewer_of(request)
    named = {each.id: api.public.said(vietnamese=each.title, english=each.title_en) for each in found.documents}
    documents = [
        (named.get(name, ""), files.draft(token=files.token(file_id=each), viewer=viewer).name)
        for name, ids in entry.documents.items()
        for each in ids
    ]
    commune = places.commune(code=entry.commune) if entry.commune else None
    context = {
        "procedure": found,
        "topic": _topic(found, entry.topic),
        "entered": [each for each in answers(found.form, entry.form) if each.text],
        "documents": documents,
        "commune": commune,
        "point": entry.lon is not None,
        "contact": {key: value for key, value in entry.contact.items() if value},
        "sealed": state.pack(request, entry),
        "limit": api.public.limit_words(procedure=found),
        "known": viewer.known,
    }
    return render(request, "case/portal-review.html", context)


def _again(request: HttpRequest, entry: Submission, refusal: Refusal) -> HttpResponse:
    """Show the form with what was refused at the last moment; nothing that was written is lost."""
    version, found = api.public.procedure(procedure_id=entry.procedure, viewer=viewer_of(request))
    form_class = case_form(version, known=viewer_of(request).known)
    form = form_class(data=typed(form_class, entry))
    form.is_valid()
    form.refuse(refusal)
    answer = _shown(request, found, form, _topic(found, entry.topic))
    answer.status_code = refusal.status
    return answer


def _shown(
    request: HttpRequest, found: Procedure, form: CaseForm, topic: Topic | None, *, mend: bool = False
) -> HttpResponse:
    context = {
        **form.get_context(),
        "procedure": found,
        "topic": topic,
        "title": api.public.said(vietnamese=found.title, english=found.title_en),
        "action": _("Look it over"),
        "once": request.POST.get(ONCE, "")[:64] or state.fresh_key(),
        "once_name": ONCE,
        "limit": api.public.limit_words(procedure=found),
        "known": viewer_of(request).known,
    }
    wrong = form.is_bound and bool(form.errors) and not mend
    return render(request, "case/portal-new.html", context, status=422 if wrong else 200)


def _topic(found: Procedure, topic: str) -> Topic | None:
    return next((each for each in found.topics if each.id == topic and not each.closed), None)


def _grouped(topics: list[Topic]) -> list[tuple[str, list[Topic]]]:
    groups: dict[str, list[Topic]] = {}
    for each in topics:
        groups.setdefault(each.group, []).append(each)
    return list(groups.items())


def _contact(given: Mapping[str, str]) -> Any:
    text = given.get("phone") or given.get("email") or ""
    if not text:
        raise Missing(N_("No telephone number or e-mail address was given."))
    return identity.contact_of(text=text)


def _proven(request: HttpRequest, given: Mapping[str, str]) -> str:
    """Return the account whose contact was proven by a code in this session; empty when none was."""
    proven = request.session.get(state.PROVEN) or {}
    is_fresh = timezone.now().timestamp() - proven.get("at", 0) < _PROVEN_SECONDS
    same = proven.get("address") == (given.get("phone") or given.get("email"))
    return str(proven.get("account", "")) if is_fresh and same else ""


def _asked(request: HttpRequest, entry: Submission) -> HttpResponse:
    """Send a code to the contact, and ask for it."""
    contact = _contact(entry.contact)
    try:
        asked = identity.ask_code(
            contact=contact, address=trace.current().address, language=get_language() or "vi", now=timezone.now()
        )
    except Refusal as refusal:
        return _again(request, entry, refusal)
    request.session[state.ASKED] = {"id": asked.id, "address": contact.address}
    return _code_page(request, entry, CodeForm())


def _code_page(request: HttpRequest, entry: Submission, form: CodeForm) -> HttpResponse:
    context = {
        **form.get_context(),
        "masked": _contact(entry.contact).masked,
        "sealed": request.POST.get("sealed", ""),
        "procedure": entry.procedure,
    }
    return render(request, "case/portal-code.html", context, status=422 if form.errors else 200)
