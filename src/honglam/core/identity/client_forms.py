"""Forms of clients and keys."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from honglam.core.identity import api
from honglam.core.identity.client_tables import USES
from honglam.core.identity.contracts.clients import SCOPES, ClientEntry, Use
from honglam.kit import forms


class _Scopes(django_forms.MultipleChoiceField):
    widget = django_forms.CheckboxSelectMultiple


def _agencies() -> list[tuple[str, str]]:
    return [(a.path, f"{'– ' * a.path.count('.')}{a.name}") for a in api.agencies()]


def _scopes() -> list[tuple[str, Any]]:
    return [(scope.id, _(scope.title)) for scope in SCOPES.values()]


class ChangeClientForm(forms.Form):
    """What may be changed of a client."""

    name = forms.Text(label=_("Name"), max_length=120, help_text=_("What people call the system."))
    agency = django_forms.ChoiceField(
        label=_("Answerable agency"),
        choices=_agencies,
        help_text=_("A system that asks in its own name reaches the people of this agency and of those below it."),
    )
    scopes = _Scopes(label=_("What it may ask for"), choices=_scopes)
    redirect_uris = forms.Lines(
        label=_("Addresses to which people are sent back"),
        required=False,
        help_text=_("One a line, whole and with https; compared character by character."),
    )
    post_logout_redirect_uris = forms.Lines(
        label=_("Addresses after signing out"), required=False, help_text=_("One a line.")
    )
    backchannel_logout_uri = forms.Text(
        label=_("Address that is told of a sign-out"),
        required=False,
        max_length=500,
        help_text=_("OpenID Connect Back-Channel Logout; empty when the system does not want to know."),
    )


class ClientForm(ChangeClientForm):
    """A new client."""

    use = django_forms.ChoiceField(label=_("Use"), choices=USES)
    public = django_forms.BooleanField(
        label=_("It cannot keep a secret"),
        required=False,
        help_text=_("An app on a phone or a page in the browser: it gets no secret."),
    )
    field_order = ("name", "agency", "use", "public", "scopes")


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


def entry(data: dict[str, Any], known: ClientEntry | None = None) -> ClientEntry:
    """Return what was typed as the api takes it; what cannot be changed comes from `known`."""
    uses = {"authorization-code": Use.SIGN_IN, "client-credentials": Use.SERVICE}
    return ClientEntry(
        name=data["name"],
        agency=data["agency"],
        use=known.use if known else uses[data["use"]],
        public=known.public if known else data["public"],
        redirect_uris=tuple(data["redirect_uris"].split()),
        post_logout_redirect_uris=tuple(data["post_logout_redirect_uris"].split()),
        backchannel_logout_uri=data["backchannel_logout_uri"],
        scopes=tuple(data["scopes"]),
    )


def initial(known: ClientEntry) -> dict[str, Any]:
    """Return what a form shows of a client."""
    return {
        "name": known.name,
        "agency": known.agency,
        "scopes": list(known.scopes),
        "redirect_uris": "\n".join(known.redirect_uris),
        "post_logout_redirect_uris": "\n".join(known.post_logout_redirect_uris),
        "backchannel_logout_uri": known.backchannel_logout_uri,
    }
