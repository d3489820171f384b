"""The door of identity, by subject."""

from __future__ import annotations

from honglam.core.identity.api.agencies import agencies, agency, count_agencies, load_agencies
from honglam.core.identity.api.clients import (
    bearer,
    change_client,
    client,
    client_sessions,
    consent,
    consented,
    consents,
    end_client_sessions,
    forget_tokens,
    introspect,
    logout_notice,
    logout_told,
    register_client,
    renew_client_secret,
    session_gone,
    switch_client,
    token_keys,
    withdraw_consent,
)
from honglam.core.identity.api.contacts import contacts, holders
from honglam.core.identity.api.people import ensure_demo_people
from honglam.core.identity.api.viewers import viewer

__all__ = [
    "agencies",
    "agency",
    "bearer",
    "change_client",
    "client",
    "client_sessions",
    "consent",
    "consented",
    "consents",
    "contacts",
    "count_agencies",
    "end_client_sessions",
    "ensure_demo_people",
    "forget_tokens",
    "holders",
    "introspect",
    "load_agencies",
    "logout_notice",
    "logout_told",
    "register_client",
    "renew_client_secret",
    "session_gone",
    "switch_client",
    "token_keys",
    "viewer",
    "withdraw_consent",
]
