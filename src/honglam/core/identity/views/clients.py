"""The studio's pages of other systems, and of the keys with which this installation signs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from honglam.core.identity import api, client_forms
from honglam.core.identity.client_pages import CLIENT, Sheet
from honglam.core.identity.client_tables import CLIENTS
from honglam.core.identity.contracts.clients import Registered
from honglam.kit import forms, pages, tables
from honglam.kit.access import permission, viewer_of

SECRET = "identity.secret"  # noqa: S105  (where the session keeps a new secret until its page has shown it)


@require_safe
@permission("identity.clients")
def clients(request: HttpRequest) -> HttpResponseBase:
    """Show the registered systems."""
    return tables.respond(request, CLIENTS, api.list_clients, template="identity/clients.html")


@require_safe
@permission("identity.clients")
def client(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show one system, and who is signed in there."""
    viewer = viewer_of(request)
    sheet = Sheet(
        api.client(client_id=client_id, viewer=viewer), api.client_sessions(client_id=client_id, viewer=viewer)
    )
    return pages.render(request, CLIENT, sheet)


@permission("identity.clients")
def register(request: HttpRequest) -> HttpResponse:
    """Register a system."""

    def save(data: dict[str, Any]) -> str:
        made = api.register_client(entry=client_forms.entry(data), viewer=viewer_of(request), now=timezone.now())
        return _to_secret(request, made)

    initial = {"agency": viewer_of(request).agency, "scopes": ["openid", "profile"]}
    return forms.respond(
        request, client_forms.ClientForm, save, title=_("Register a system"), action=_("Register"), initial=initial
    )


@permission("identity.clients")
def change(request: HttpRequest, client_id: int) -> HttpResponse:
    """Change a system."""
    viewer = viewer_of(request)
    known = api.client(client_id=client_id, viewer=viewer).entry

    def save(data: dict[str, Any]) -> str:
        entry = client_forms.entry(data, known)
        api.change_client(client_id=client_id, entry=entry, viewer=viewer, now=timezone.now())
        return _address(client_id)

    initial = client_forms.initial(known)
    return forms.respond(request, client_forms.ChangeClientForm, save, title=_("Change a system"), initial=initial)


@permission("identity.clients")
def renew_secret(request: HttpRequest, client_id: int) -> HttpResponse:
    """Ask, then make a new secret."""

    def save(_data: dict[str, Any]) -> str:
        made = api.renew_client_secret(client_id=client_id, viewer=viewer_of(request), now=timezone.now())
        return _to_secret(request, made)

    name = api.client(client_id=client_id, viewer=viewer_of(request)).name
    said = _("The present secret ends at once: %(name)s cannot sign anybody in until the new one is entered there.")
    return _confirm(request, save, _("Make a new secret"), said % {"name": name}, _address(client_id))


@never_cache
@require_safe
@permission("identity.clients")
def secret(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show a new secret, this one time."""
    found = api.client(client_id=client_id, viewer=viewer_of(request))
    kept = request.session.pop(SECRET, None) or {}
    shown = kept.get("secret", "") if kept.get("client") == client_id else ""
    issuer = settings.ISSUER or request.build_absolute_uri("/").rstrip("/")
    context = {"client": found, "secret": shown, "issuer": issuer}
    return render(request, "identity/client_secret.html", context)


@permission("identity.clients")
def switch_off(request: HttpRequest, client_id: int) -> HttpResponse:
    """Ask, then switch a system off."""
    said = _("Everybody who is signed in there is signed out, and nobody can sign in until it is switched on again.")
    return _switch(request, client_id, _("Switch off"), said, enabled=False)


@permission("identity.clients")
def switch_on(request: HttpRequest, client_id: int) -> HttpResponse:
    """Ask, then switch a system on."""
    return _switch(request, client_id, _("Switch on"), _("People can sign in there again."), enabled=True)


@require_safe
@permission("identity.keys")
def keys(request: HttpRequest) -> HttpResponse:
    """Show every key with which this installation signs; private halves are never shown."""
    return render(request, "identity/keys.html", {"uses": api.signing_keys()})


@require_POST
@permission("identity.keys")
def renew_key(_request: HttpRequest, use: str) -> HttpResponse:
    """Make a new key for a use; the old ones go on verifying."""
    api.renew_signing_key(use=use)
    return redirect("studio-identity:keys")


def _switch(request: HttpRequest, client_id: int, title: Any, said: Any, *, enabled: bool) -> HttpResponse:
    def save(_data: dict[str, Any]) -> str:
        api.switch_client(client_id=client_id, enabled=enabled, viewer=viewer_of(request), now=timezone.now())
        return _address(client_id)

    api.client(client_id=client_id, viewer=viewer_of(request))
    return _confirm(request, save, title, said, _address(client_id))


def _confirm(request: HttpRequest, save: forms.views.Save, title: Any, said: Any, back: str) -> HttpResponse:
    context = {"said": said, "back": back}
    return forms.respond(
        request,
        client_forms.ConfirmForm,
        save,
        title=title,
        action=title,
        template="identity/confirm.html",
        context=context,
    )


def _to_secret(request: HttpRequest, made: Registered) -> str:
    """Keep a new secret in the session until the next page has shown it."""
    if made.secret:
        request.session[SECRET] = {"client": made.client.id, "secret": made.secret}
    return reverse("studio-identity:client-secret", args=[made.client.id])


def _address(client_id: int) -> str:
    return reverse("studio-identity:client", args=[client_id])
