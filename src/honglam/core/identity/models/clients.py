"""Other systems: who they are, what people allowed them, who is signed in at them."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from jwcrypto.jwk import JWK
from oauth2_provider.models import AbstractApplication

from honglam.core.identity.models.accounts import Account
from honglam.core.identity.models.agencies import Agency
from honglam.kit import keys

TOKENS = "identity.tokens"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@lru_cache(maxsize=16)
def _jwk(pem: bytes) -> JWK:
    return JWK.from_pem(pem)


def token_keys() -> tuple[JWK, ...]:
    """Return the keys of tokens, the newest first: that one signs, all verify."""
    keys.signing(TOKENS)
    return tuple(_jwk(key.pem) for key in reversed(keys.every(TOKENS)))


def secure(uri: str) -> bool:
    """Tell whether people and tokens may be sent to an address: HTTPS, or this very machine."""
    parts = urlsplit(uri)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


class Client(AbstractApplication, models.Model):  # type: ignore[misc]  # the package ships no types
    """A system that signs people in here, or asks in its own name.

    The base brings client id, secret (kept as a hash), redirect addresses and the grant; it is the model of
    django-oauth-toolkit.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", help_text=_("The agency that is answerable for it.")
    )
    scopes = ArrayField(models.CharField(max_length=40), default=list, help_text=_("What it may ask for."))
    enabled = models.BooleanField(default=True, help_text=_("Whether it may do anything at all."))
    backchannel_logout_uri = models.CharField(
        max_length=500, blank=True, help_text=_("Where it is told that somebody has signed out.")
    )
    secret_at = models.DateTimeField(null=True, help_text=_("When its secret was made."))
    used_at = models.DateTimeField(null=True, help_text=_("When it last got a token."))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(authorization_grant_type__in=["authorization-code", "client-credentials"]),
                name="identity_client_safe_grant",
            ),
            models.CheckConstraint(
                condition=Q(authorization_grant_type="authorization-code") | Q(client_type="confidential"),
                name="identity_client_service_has_secret",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def is_usable(self, request: Any) -> bool:
        """Refuse a client that was switched off; asked by the package at every door."""
        del request
        return bool(self.enabled)

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Compare character by character; the package would let the port of a loopback address differ."""
        return uri in self.redirect_uris.split() and secure(uri)

    def post_logout_redirect_uri_allowed(self, uri: str) -> bool:
        """Compare as `redirect_uri_allowed`."""
        return uri in self.post_logout_redirect_uris.split() and secure(uri)

    @property
    def jwk_key(self) -> JWK:
        """The key that signs tokens now."""
        return token_keys()[0]


class Consent(models.Model):
    """What a person allows a client to know. A withdrawn one stays: it explains what was handed out before."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="consents")
    scopes = ArrayField(models.CharField(max_length=40), help_text=_("What was allowed."))
    given_at = models.DateTimeField(help_text=_("When it was given or last widened."))
    withdrawn_at = models.DateTimeField(null=True, help_text=_("When it was withdrawn; empty while it holds."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "client"],
                condition=Q(withdrawn_at__isnull=True),
                name="identity_consent_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.client}"


class ClientSession(models.Model):
    """Somebody's session at a client, born with a code and ended when their session here ends.

    It remembers what the code alone cannot carry to the token: how the person signed in; and afterwards which tokens
    came from it, so that a replayed code takes them back.
    """

    sid = models.UUIDField(unique=True, default=uuid.uuid4, help_text=_("Its id in tokens."))
    client = models.ForeignKey(Client, models.CASCADE, related_name="sessions")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    session = models.CharField(max_length=64, db_index=True, help_text=_("SHA-256 of the key of the session here."))
    code = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the code that began it."))
    family = models.UUIDField(null=True, db_index=True, help_text=_("Family of its refresh tokens."))
    issuer = models.CharField(max_length=200, help_text=_("Our address as the client knows it."))
    acr = models.CharField(max_length=40, help_text=_("Level at which the person signed in."))
    amr = ArrayField(models.CharField(max_length=10), help_text=_("How the person signed in."))
    auth_at = models.DateTimeField(help_text=_("When the person proved who they are."))
    began_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, help_text=_("When the code, or later a refresh token, was last used."))
    ended_at = models.DateTimeField(null=True, help_text=_("When it ended."))
    told_at = models.DateTimeField(null=True, help_text=_("When the client confirmed that it knows."))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "client"], condition=Q(ended_at__isnull=True), name="identity_session_open")
        ]

    def __str__(self) -> str:
        return f"{self.account} @ {self.client}"


class ExternalId(models.Model):
    """How a client that provisions accounts knows one, or that it has deleted it: then it never sees it again."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    value = models.CharField(max_length=200, blank=True, help_text=_("The id in the other system; empty when none."))
    deleted_at = models.DateTimeField(null=True, help_text=_("When the client deleted it."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "account"], name="identity_external_id_once"),
            models.UniqueConstraint(
                fields=["client", "value"], condition=~Q(value=""), name="identity_external_id_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.value
