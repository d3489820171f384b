"""The page of one client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.core.identity.contracts.clients import SCOPES, Client, ClientSession, Use
from honglam.core.identity.people_pages import LINES, Line, Lines
from honglam.kit import pages
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, OwnPanel

EDIT = "identity.clients"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page."""

    client: Client
    sessions: tuple[ClientSession, ...]


def _lines(sheet: Sheet, _viewer: Viewer) -> dict[str, Any]:
    made = tuple(
        Line((s.person, _moment(s.began_at), _moment(s.used_at), ", ".join(s.amr) or "–")) for s in sheet.sessions
    )
    heads = (_("Person"), _("Since"), _("Last used"), _("Signed in with"))
    return {"table": Lines(heads, made, _("Nobody is signed in there now."))}


def _moment(at: Any) -> str:
    return date_format(localtime(at), "H:i d/m/Y") if at else "–"


def _scopes(sheet: Sheet) -> list[str]:
    return [f"{scope}: {gettext(SCOPES[scope].title)}" for scope in sheet.client.entry.scopes if scope in SCOPES]


def _page(name: str) -> Any:
    return lambda sheet: reverse(f"studio-identity:{name}", args=[sheet.client.id])


CLIENT = pages.Page(
    id="identity.client",
    title=lambda sheet: sheet.client.name,
    left=(
        AttributesPanel(
            id="facts",
            title=_("About it"),
            attributes=(
                Attribute(id="client.client_id", title=_("Client id"), kind=Kind.CODE),
                Attribute(id="client.agency_name", title=_("Answerable agency")),
                Attribute(
                    id="use",
                    title=_("Use"),
                    value=lambda sheet: (
                        gettext("People sign in at it")
                        if sheet.client.entry.use is Use.SIGN_IN
                        else gettext("It asks in its own name")
                    ),
                ),
                Attribute(id="client.enabled", title=_("Switched on"), kind=Kind.FLAG),
                Attribute(id="scopes", title=_("What it may ask for"), kind=Kind.LIST, value=_scopes),
                Attribute(
                    id="client.entry.redirect_uris", title=_("Addresses to which people are sent back"), kind=Kind.LIST
                ),
                Attribute(
                    id="client.entry.post_logout_redirect_uris", title=_("Addresses after signing out"), kind=Kind.LIST
                ),
                Attribute(id="client.entry.backchannel_logout_uri", title=_("Address that is told of a sign-out")),
            ),
        ),
    ),
    right=(
        AttributesPanel(
            id="times",
            title=_("Times"),
            attributes=(
                Attribute(id="client.created_at", title=_("Registered"), kind=Kind.DATE),
                Attribute(id="client.secret_at", title=_("Secret made"), kind=Kind.DATE),
                Attribute(id="client.used_at", title=_("Last used"), kind=Kind.DATE),
            ),
        ),
    ),
    wide=(
        OwnPanel(
            id="sessions",
            title=_("Who is signed in there"),
            own_template=LINES,
            reason="sessions are no list of their own; they are seen with the client only",
            read=_lines,
        ),
    ),
    actions=(
        Action(title=_("Change"), href=_page("change-client"), icon="pencil", permission=EDIT),
        Action(
            title=_("Make a new secret"),
            href=_page("renew-client-secret"),
            icon="key",
            permission=EDIT,
            when=lambda sheet: not sheet.client.entry.public,
        ),
        Action(
            title=_("Switch off"),
            href=_page("switch-client-off"),
            permission=EDIT,
            when=lambda sheet: sheet.client.enabled,
        ),
        Action(
            title=_("Switch on"),
            href=_page("switch-client-on"),
            permission=EDIT,
            when=lambda sheet: not sheet.client.enabled,
        ),
    ),
)
