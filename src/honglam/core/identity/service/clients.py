"""Clients and consents: who may ask, and what people allowed them."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model

from honglam.base.access import Grant, Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.client_tables import CLIENTS
from honglam.core.identity.contracts.clients import (
    INTROSPECTION,
    OPENID,
    SCIM_READ,
    SCIM_WRITE,
    SCOPES,
    Bearer,
    Client,
    ClientEntry,
    Consent,
    Registered,
    Use,
)
from honglam.core.identity.models import Agency, ClientSession
from honglam.core.identity.models import Client as Row
from honglam.core.identity.models import Consent as Given
from honglam.core.identity.models.clients import secure
from honglam.core.identity.service import giving, roles, tokens
from honglam.kit import tables

EDIT = "identity.clients"
_GRANTS = {Use.SIGN_IN: Row.GRANT_AUTHORIZATION_CODE, Use.SERVICE: Row.GRANT_CLIENT_CREDENTIALS}
_USES = {grant: use for use, grant in _GRANTS.items()}


def rows(*, viewer: Viewer) -> QuerySet[Row]:
    """Return the clients of the agencies that a viewer reaches, with what the list shows."""
    reach = Q(pk=None)
    for path in viewer.reach(EDIT):
        reach |= Q(agency__path=path) | Q(agency__path__startswith=f"{path}.")
    opened = Q(sessions__ended_at=None, sessions__family__isnull=False)
    found: QuerySet[Row] = Row.objects.filter(reach).select_related("agency")
    return found.annotate(opened=Count("sessions", filter=opened))


def listed(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of clients."""
    return tables.answer(Row.objects.all(), CLIENTS, query, viewer)


def client(*, client_id: int, viewer: Viewer) -> Client:
    """Return a client that the viewer reaches."""
    return _shown(_row(client_id, viewer))


@transaction.atomic
def register(*, entry: ClientEntry, viewer: Viewer, now: datetime) -> Registered:
    """Register a client and make its secret."""
    row = Row()
    _write(row, _checked(entry, viewer))
    secret = _new_secret(row, entry, viewer, now)
    row.save()
    _record("identity.client.registered", row, after=_facts(entry))
    return Registered(client(client_id=row.pk, viewer=viewer), secret)


@transaction.atomic
def change(*, client_id: int, entry: ClientEntry, viewer: Viewer, now: datetime) -> None:
    """Change what was entered; what a client is for, and whether it keeps a secret, stays as it is."""
    row = _row(client_id, viewer)
    before = _entry(row)
    if (entry.use, entry.public) != (before.use, before.public):
        raise Refusal(N_("What a client is for cannot be changed."), remedy=N_("Register another client."), field="use")
    _write(row, _checked(entry, viewer))
    row.save()
    old, new = _facts(before), _facts(entry)
    changed = [name for name in new if old[name] != new[name]]
    if not changed:
        return
    _record("identity.client.changed", row, {n: old[n] for n in changed}, {n: new[n] for n in changed})
    if set(before.scopes) - set(entry.scopes):  # tokens with a right that it lost are worth nothing
        tokens.end(ClientSession.objects.filter(client=row), now=now)
        get_access_token_model().objects.filter(application=row).delete()


@transaction.atomic
def renew_secret(*, client_id: int, viewer: Viewer, now: datetime) -> Registered:
    """Make a new secret; the old one is worth nothing at once."""
    row = _row(client_id, viewer)
    if row.client_type == Row.CLIENT_PUBLIC:
        raise Refusal(N_("This client has no secret: it could not keep it."))
    _check_rights(_entry(row), viewer)
    secret = _new_secret(row, _entry(row), viewer, now)
    row.save()
    _record("identity.client.secret_renewed", row)
    return Registered(client(client_id=client_id, viewer=viewer), secret)


@transaction.atomic
def switch(*, client_id: int, enabled: bool, viewer: Viewer, now: datetime) -> None:
    """Let a client work or not; when it is switched off, its tokens and sessions end at once."""
    row = _row(client_id, viewer)
    if row.enabled == enabled:
        return
    if not enabled:
        tokens.end(ClientSession.objects.filter(client=row), now=now)
        get_access_token_model().objects.filter(application=row).delete()
    row.enabled = enabled
    row.save(update_fields=["enabled", "updated"])
    _record("identity.client.switched", row, {"enabled": not enabled}, {"enabled": enabled})


# --- consent --------------------------------------------------------------------------------------------------------


def consented(*, account_id: int, client_id: str, scopes: Sequence[str]) -> bool:
    """Tell whether a person has allowed a client all of these scopes."""
    held = Given.objects.filter(account_id=account_id, client__client_id=client_id, withdrawn_at=None).first()
    return held is not None and set(scopes) <= set(held.scopes)


@transaction.atomic
def consent(*, account_id: int, client_id: str, scopes: Sequence[str], now: datetime) -> None:
    """Note that a person allows a client these scopes, besides those that they allowed before."""
    row = Row.objects.select_related("agency").get(client_id=client_id)
    made = {"scopes": sorted(scopes), "given_at": now}
    held, new = Given.objects.select_for_update().get_or_create(
        account_id=account_id, client=row, withdrawn_at=None, defaults=made
    )
    before = None if new else {"scopes": held.scopes}
    wider = sorted({*held.scopes, *scopes})
    if not new and wider == sorted(held.scopes):
        return
    held.scopes, held.given_at = wider, now
    held.save()
    _record("identity.consent.given", row, before, {"scopes": wider}, person=str(account_id))


def consents(*, account_id: int) -> tuple[Consent, ...]:
    """Return what a person has allowed, the latest first."""
    held = Given.objects.filter(account_id=account_id, withdrawn_at=None).select_related("client__agency")
    mine = Q(client__sessions__account_id=account_id)
    opened = mine & Q(client__sessions__ended_at=None, client__sessions__family__isnull=False)
    rows = held.annotate(
        used=Max("client__sessions__used_at", filter=mine), opened=Count("client__sessions", filter=opened)
    )
    return tuple(
        Consent(c.pk, c.client.name, c.client.agency.name, tuple(c.scopes), c.given_at, c.used, bool(c.opened))
        for c in rows.order_by("-given_at")
    )


@transaction.atomic
def withdraw(*, account_id: int, consent_id: int, now: datetime) -> None:
    """Withdraw a consent of one's own; sessions at that client end."""
    held = Given.objects.select_for_update().filter(pk=consent_id, account_id=account_id, withdrawn_at=None).first()
    if held is None:
        raise Missing(N_("You have not allowed this, or have withdrawn it already."))
    held.withdrawn_at = now
    held.save(update_fields=["withdrawn_at"])
    tokens.end(ClientSession.objects.filter(client=held.client, account_id=account_id), now=now)
    _record("identity.consent.withdrawn", held.client, {"scopes": held.scopes}, None, person=str(account_id))


# --- tokens of services ---------------------------------------------------------------------------------------------


def bearer(*, token: str, now: datetime) -> Bearer | None:
    """Return which service a valid token belongs to; None when it is unknown, expired, a person's, or taken back."""
    row = _token(token, now)
    if row is None or row.user_id is not None:
        return None
    held = row.application
    return Bearer(held.pk, held.name, held.agency.path, frozenset(row.scope.split()) & frozenset(held.scopes))


def introspect(*, asker: Row, token: str, now: datetime) -> dict[str, Any]:
    """Answer as RFC 7662. Whoever has no right to ask about others' tokens hears of its own only."""
    row = _token(token, now)
    allowed = row is not None and (row.application_id == asker.pk or INTROSPECTION in asker.scopes)
    if row is None or not allowed or (row.user and not row.user.is_active):
        return {"active": False}
    said = {
        "active": True,
        "scope": row.scope,
        "client_id": row.application.client_id,
        "exp": int(row.expires.timestamp()),
        "iat": int(row.created.timestamp()),
        "token_type": "Bearer",
    }
    return said | ({"sub": str(row.user.uid)} if row.user else {})


def _token(token: str, now: datetime) -> Any:
    rows = get_access_token_model().objects.select_related("application__agency", "user")
    return rows.filter(token_checksum=tokens.digest(token), expires__gt=now, application__enabled=True).first()


# --- inside ---------------------------------------------------------------------------------------------------------


def _row(client_id: int, viewer: Viewer) -> Row:
    found = rows(viewer=viewer).filter(pk=client_id).first()
    if found is None:
        raise Missing(N_("There is no such client."))
    return found


def _checked(entry: ClientEntry, viewer: Viewer) -> ClientEntry:
    if not viewer.may(EDIT, entry.agency) or not Agency.objects.filter(path=entry.agency).exists():
        raise Refusal(
            N_("There is no agency “%(agency)s” in your reach."), field="agency", params={"agency": entry.agency}
        )
    _check_use(entry)
    _check_rights(entry, viewer)
    for field in ("redirect_uris", "post_logout_redirect_uris"):
        for uri in getattr(entry, field):
            _check_uri(uri, field)
    if entry.backchannel_logout_uri:
        _check_uri(entry.backchannel_logout_uri, "backchannel_logout_uri")
    return entry


def _check_use(entry: ClientEntry) -> None:
    for scope in entry.scopes:
        if scope not in SCOPES or SCOPES[scope].use is not entry.use:
            raise Refusal(N_("Such a client cannot have “%(scope)s”."), field="scopes", params={"scope": scope})
    if entry.use is Use.SERVICE and entry.public:
        raise Refusal(N_("A client that asks in its own name needs a secret."), field="public")
    if entry.use is Use.SIGN_IN:
        if not entry.redirect_uris:
            raise Refusal(N_("Write at least one address to which people are sent back."), field="redirect_uris")
        if OPENID not in entry.scopes:
            raise Refusal(N_("People cannot sign in without “%(scope)s”."), field="scopes", params={"scope": OPENID})
    elif not entry.scopes:
        raise Refusal(N_("Choose what it may ask for."), field="scopes")


def _check_rights(entry: ClientEntry, viewer: Viewer) -> None:
    """Let only who looks after the people of an agency get the secret of a system that looks after them."""
    if not {SCIM_READ, SCIM_WRITE} & set(entry.scopes):
        return
    needed = ("identity.view", "identity.personal", *(("identity.edit",) if SCIM_WRITE in entry.scopes else ()))
    for permission in needed:
        if not giving.holds(viewer, Grant(permission, entry.agency), entry.agency):
            raise roles.above(permission, entry.agency)


def _check_uri(uri: str, field: str) -> None:
    """Refuse an address that is not complete, not HTTPS, or that a reader could take for another."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        parts.port  # noqa: B018  (raises when it is no number)
        ipaddress.ip_address(host) if host.replace(".", "").isdigit() else None
    except ValueError:
        host = ""
    odd = any(sign in uri for sign in "#*\\ ") or "@" in urlsplit(uri).netloc if host else True
    if odd or not secure(uri) or not uri.isascii():
        raise Refusal(
            N_("“%(uri)s” is not an address that people can be sent to."),
            field=field,
            remedy=N_("Write it whole and with https, without # and *; http is for this machine only."),
            params={"uri": uri[:100]},
        )


def _write(row: Row, entry: ClientEntry) -> None:
    row.name = entry.name
    row.agency = Agency.objects.get(path=entry.agency)
    row.client_type = Row.CLIENT_PUBLIC if entry.public else Row.CLIENT_CONFIDENTIAL
    row.authorization_grant_type = _GRANTS[entry.use]
    row.algorithm = Row.RS256_ALGORITHM
    row.redirect_uris = " ".join(entry.redirect_uris)
    row.post_logout_redirect_uris = " ".join(entry.post_logout_redirect_uris)
    row.backchannel_logout_uri = entry.backchannel_logout_uri
    row.scopes = list(entry.scopes)


def _new_secret(row: Row, entry: ClientEntry, viewer: Viewer, now: datetime) -> str:
    # Who knows the secret gets nothing for themselves through it (service/provisioning_groups.py).
    row.user_id = int(viewer.id) if viewer.id.isdigit() else None
    if entry.public:
        row.client_secret = make_password(None)  # equal to nothing that anybody sends
        row.hash_client_secret = False
        return ""
    secret = str(generate_client_secret())[:64]
    row.client_secret, row.secret_at = secret, now  # the field keeps a hash of it
    return secret


def _entry(row: Row) -> ClientEntry:
    return ClientEntry(
        name=row.name,
        agency=row.agency.path,
        use=_USES[row.authorization_grant_type],
        public=row.client_type == Row.CLIENT_PUBLIC,
        redirect_uris=tuple(row.redirect_uris.split()),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris.split()),
        backchannel_logout_uri=row.backchannel_logout_uri,
        scopes=tuple(row.scopes),
    )


def _shown(row: Any) -> Client:
    return Client(
        row.pk, row.client_id, _entry(row), row.agency.name, row.enabled, row.created, row.secret_at, row.used_at,
        row.opened,
    )  # fmt: skip


def _facts(entry: ClientEntry) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(entry).items()}


def _record(verb: str, row: Row, before: Any = None, after: Any = None, *, person: str = "") -> None:
    audit.record(verb=verb, thing=tokens.thing(row), agency=row.agency.path, before=before, after=after, person=person)
