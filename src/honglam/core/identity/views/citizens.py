"""Citizens and businesses: in by a code that is sent to them; their own account."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from honglam.base.access import Kind
from honglam.base.errors import Refusal
from honglam.core.identity import api, oidc
from honglam.core.identity.contracts.citizens import Contact
from honglam.core.identity.middleware import client_address
from honglam.kit.access import public, signed_in, step_up, viewer_of
from honglam.kit.forms import Form

ASKED = "code_asked"
_KINDS = ((Kind.CITIZEN.value, _("Myself")), (Kind.BUSINESS.value, _("A business or an organisation")))


class ContactForm(Form):
    """Where a code is to go."""

    contact = forms.CharField(
        label=_("Telephone number or e-mail address"),
        help_text=_("We send a code there. No password is needed; the first time opens your account."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("I act for"), choices=_KINDS, initial=Kind.CITIZEN.value)
    shared = forms.BooleanField(
        label=_("Others use this machine too"),
        help_text=_("A counter or a shared computer: you are signed out after five minutes, and nothing is kept here."),
        required=False,
    )


class FurtherContactForm(Form):
    """A further way to reach the caller."""

    contact = forms.CharField(label=_("Telephone number or e-mail address"), max_length=254)


class CodeForm(Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NameForm(Form):
    """The name that the account shows."""

    name = forms.CharField(label=_("Family name, middle name and given name"), max_length=120)


@require_http_methods(["GET", "POST"])
@public("citizens and businesses sign in here")
def ask(request: HttpRequest) -> HttpResponse:
    """Take a telephone number or an e-mail address and send a code there; an officer signs in by another door."""
    form = ContactForm(request.POST or None)
    context = {
        "form": form,
        "channels": api.code_channels(),
        "providers": oidc.providers(),
        "next": request.GET.get("next", ""),
    }
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "account/code.html", context)
    try:
        _send(request, form.cleaned_data["contact"], kind=form.cleaned_data["kind"], add=False)
    except Refusal as refusal:
        form.refuse(refusal)
        return _shown(request, "account/code.html", context)
    request.session["shared"] = form.cleaned_data["shared"]
    return HttpResponseRedirect(reverse("account_code_confirm"))


@require_http_methods(["GET", "POST"])
@public("whoever was sent a code types it here")
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the code; it opens the account of its number or address."""
    asked = request.session.get(ASKED)
    if not asked:
        return HttpResponseRedirect(reverse("account_code"))
    contact, form = Contact(asked["channel"], asked["address"]), CodeForm(request.POST or None)
    kept = settings.DEMO and contact.channel == "email" and settings.EMAIL_URL.startswith("file:")
    context = {"form": form, "contact": contact.masked, "add": asked["add"], "kept": kept}
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "account/code_confirm.html", context)
    try:
        return _entered(request, asked, contact, form.cleaned_data["code"])
    except Refusal as refusal:
        form.refuse(refusal)
        return _shown(request, "account/code_confirm.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Show the caller's own account, and change its name."""
    account = int(viewer_of(request).id)
    found = api.myself(account_id=account)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            api.rename_myself(account_id=account, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.info(request, _("Saved."))
            return HttpResponseRedirect(reverse("account_me"))
    context = {
        "form": form,
        "me": found,
        "providers": () if found.person_mask else oidc.providers(),
        "by_code": found.kind in {Kind.CITIZEN, Kind.BUSINESS},
        "mirror": _mirror(),
    }
    return _shown(request, "account/me.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
@step_up
def add_contact(request: HttpRequest) -> HttpResponse:
    """Add or change a contact of the caller; it counts after its code was typed."""
    form = FurtherContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form.cleaned_data["contact"], kind=viewer_of(request).kind.value, add=True)
            return HttpResponseRedirect(reverse("account_code_confirm"))
        except Refusal as refusal:
            form.refuse(refusal)
    return _shown(request, "account/contact.html", {"form": form})


@require_POST
@signed_in
@step_up
def close(request: HttpRequest) -> HttpResponse:
    """Close the caller's own account."""
    api.close_myself(account_id=int(viewer_of(request).id), now=timezone.now())
    logout(request)
    messages.info(request, _("Your account is closed. Nothing opens it any more."))
    return HttpResponseRedirect(reverse("portal:home"))


def _send(request: HttpRequest, text: str, *, kind: str, add: bool) -> None:
    contact = api.contact_of(text=text)
    asked = api.ask_code(
        contact=contact, address=client_address(request), language=get_language() or "vi", now=timezone.now()
    )
    request.session[ASKED] = {
        "id": asked.id,
        "channel": contact.channel,
        "address": contact.address,
        "kind": kind,
        "add": add,
        "by": viewer_of(request).id,
        "next": request.POST.get("next", ""),
    }


def _entered(request: HttpRequest, asked: dict[str, Any], contact: Contact, code: str) -> HttpResponse:
    """Use the code up and go on: into the account that it opens, or back to the caller's own."""
    now, viewer = timezone.now(), viewer_of(request)
    if asked["add"]:
        if viewer.id != asked.get("by"):  # the session has ended meanwhile; a further contact signs nobody in
            return HttpResponseRedirect(reverse("account_login"))
        api.add_contact(account_id=int(viewer.id), code_id=asked["id"], contact=contact, code=code, now=now)
        del request.session[ASKED]
        return HttpResponseRedirect(reverse("account_me"))
    account = api.enter_by_code(code_id=asked["id"], contact=contact, code=code, kind=Kind(asked["kind"]), now=now)
    del request.session[ASKED]
    user = get_user_model().objects.get(pk=account)
    record_authentication(request, user, method="code", channel=contact.channel)
    to = asked["next"]
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=to if safe else reverse("account_me")))
    return answer


def _mirror() -> str:
    try:
        return reverse("audit:mirror")
    except NoReverseMatch:
        return ""


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
