"""Other systems: clients, what people allowed them, and who is signed in at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from honglam.base.access import Viewer
from honglam.core.identity.contracts.clients import (
    Bearer,
    Client,
    ClientEntry,
    ClientSession,
    Consent,
    Registered,
    SigningUse,
)
from honglam.core.identity.service import clients as service
from honglam.core.identity.service import keys as key_service
from honglam.core.identity.service import tokens
from honglam.kit import tables


def list_clients(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the clients of the agencies within reach of `identity.clients`."""
    return service.listed(query=query, viewer=viewer)


def client(*, client_id: int, viewer: Viewer) -> Client:
    """Return a client.

    Raises:
        Missing: there is none, or its agency is out of the viewer's reach.
    """
    return service.client(client_id=client_id, viewer=viewer)


def register_client(*, entry: ClientEntry, viewer: Viewer, now: datetime) -> Registered:
    """Register a client; its secret is in the answer and nowhere else.

    Raises:
        Refusal: an address is not whole or not HTTPS, a scope is not for its use, the agency is out of reach.
    """
    return service.register(entry=entry, viewer=viewer, now=now)


def change_client(*, client_id: int, entry: ClientEntry, viewer: Viewer, now: datetime) -> None:
    """Change a client; when it loses a scope, its tokens and sessions end.

    Raises:
        Refusal: as `register_client`, or its use would change.
        Missing: as `client`.
    """
    service.change(client_id=client_id, entry=entry, viewer=viewer, now=now)


def renew_client_secret(*, client_id: int, viewer: Viewer, now: datetime) -> Registered:
    """Make a new secret; the old one ends at once.

    Raises:
        Refusal: it is a public client.
        Missing: as `client`.
    """
    return service.renew_secret(client_id=client_id, viewer=viewer, now=now)


def switch_client(*, client_id: int, enabled: bool, viewer: Viewer, now: datetime) -> None:
    """Let a client work, or not; switched off, its tokens and sessions end at once. Raises as `client`."""
    service.switch(client_id=client_id, enabled=enabled, viewer=viewer, now=now)


def client_sessions(*, client_id: int, viewer: Viewer) -> tuple[ClientSession, ...]:
    """Return who is signed in at a client. Raises as `client`."""
    service.client(client_id=client_id, viewer=viewer)
    return tuple(tokens.open_sessions(client_id=client_id))


def consented(*, account_id: int, client_id: str, scopes: Sequence[str]) -> bool:
    """Tell whether a person has allowed a client (by its `client_id`) all of these scopes."""
    return service.consented(account_id=account_id, client_id=client_id, scopes=scopes)


def consent(*, account_id: int, client_id: str, scopes: Sequence[str], now: datetime) -> None:
    """Note that a person allows a client these scopes, besides those that they allowed before."""
    service.consent(account_id=account_id, client_id=client_id, scopes=scopes, now=now)


def consents(*, account_id: int) -> tuple[Consent, ...]:
    """Return what a person has allowed, the latest first."""
    return service.consents(account_id=account_id)


def withdraw_consent(*, account_id: int, consent_id: int, now: datetime) -> None:
    """Withdraw a consent of one's own; sessions at that client end.

    Raises:
        Missing: there is no such consent of this person.
    """
    service.withdraw(account_id=account_id, consent_id=consent_id, now=now)


def bearer(*, token: str, now: datetime) -> Bearer | None:
    """Return which service a valid access token belongs to, or None."""
    return service.bearer(token=token, now=now)


def introspect(*, client_id: str, secret: str, token: str, now: datetime) -> Mapping[str, Any] | None:
    """Answer a client about a token as RFC 7662; None when the client does not prove who it is."""
    from honglam.core.identity.service import oauth  # noqa: PLC0415  (it needs the package's models)

    asker = oauth.client_of(client_id=client_id, secret=secret)
    return None if asker is None else service.introspect(asker=asker, token=token, now=now)


def end_client_sessions(*, account_id: int, now: datetime) -> None:
    """End every session of an account at other systems; closing an account through its model does this by itself."""
    tokens.end_of_account(account_id=account_id, now=now)


def session_gone(*, key: str, now: datetime) -> None:
    """End what grew at other systems out of a session here that is over."""
    tokens.end_of_session(key=key, now=now)


def logout_notice(*, session_id: int, now: datetime) -> tuple[str, str] | None:
    """Return the address to which a logout is to be told and the signed token that says so; None when it need not."""
    return tokens.logout_notice(session_id=session_id, now=now)


def logout_told(*, session_id: int, now: datetime) -> None:
    """Note that the client has confirmed the logout."""
    tokens.logout_told(session_id=session_id, now=now)


def forget_tokens(*, before: datetime) -> int:
    """Delete expired tokens, and sessions that ended before a moment; return how many sessions."""
    return tokens.forget(before=before)


def token_keys() -> tuple[Mapping[str, str], ...]:
    """Return the public keys of our tokens as JSON Web Keys."""
    return tuple(tokens.public_keys())


def signing_keys() -> tuple[SigningUse, ...]:
    """Return what this installation signs, and with which keys."""
    return key_service.uses()


def renew_signing_key(*, use: str) -> None:
    """Make a new key for a use; the old ones go on verifying.

    Raises:
        Missing: no room declares such a use.
    """
    key_service.renew(use=use)
