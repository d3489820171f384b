"""The words of other systems: the clients that people sign in at and that are told who works where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from honglam.base.words import N_


class Use(StrEnum):
    """What a client is for. One that does both is two clients, so that neither secret opens the other's door."""

    SIGN_IN = "sign-in"  # people sign in at it: authorization code with PKCE
    SERVICE = "service"  # it asks in its own name: client credentials


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that a client may be allowed to ask for.

    Attributes:
        id: as it is sent.
        use: which clients may have it.
        title: what a person reads who is asked to consent, or an administrator who allows it.
        personal: whether it hands out a person's data, so that the page of consent lists it.
    """

    id: str
    use: Use
    title: str
    personal: bool = True


OPENID = "openid"
SCIM_READ = "scim:read"
SCIM_WRITE = "scim:write"
INTROSPECTION = "introspection"

SCOPES: Mapping[str, Scope] = {
    scope.id: scope
    for scope in (
        Scope(OPENID, Use.SIGN_IN, N_("Know that it is you, by a number that says nothing about you")),
        Scope("profile", Use.SIGN_IN, N_("Your full name and user name")),
        Scope("email", Use.SIGN_IN, N_("Your e-mail address")),
        Scope("agency", Use.SIGN_IN, N_("The agency for which you work")),
        Scope("roles", Use.SIGN_IN, N_("Your posts and roles")),
        Scope(SCIM_READ, Use.SERVICE, N_("Read officers and their roles"), personal=False),
        Scope(SCIM_WRITE, Use.SERVICE, N_("Enter and close accounts of officers, give and end roles"), personal=False),
        Scope(INTROSPECTION, Use.SERVICE, N_("Ask whether a token is valid"), personal=False),
    )
}


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """A client as an administrator enters it.

    Attributes:
        name: what people call the system.
        agency: path of the agency that is answerable for it; what a service reads and writes ends at its subtree.
        use: what it is for.
        public: it cannot keep a secret, as an app on a phone; PKCE alone protects its codes.
        redirect_uris: where people may be sent back to, compared character by character.
        post_logout_redirect_uris: where they may be sent after signing out.
        backchannel_logout_uri: where it is told that a person has signed out; empty when it does not want to know.
        scopes: what it may ask for.
    """

    name: str
    agency: str
    use: Use
    public: bool = False
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client.

    Attributes:
        id: number.
        client_id: the name by which it introduces itself.
        entry: what was entered.
        agency_name: name of the agency that is answerable.
        enabled: whether it may do anything at all.
        created_at: when it was registered.
        secret_at: when its secret was made; None when it has none.
        used_at: when it last got a token; None when never.
        sessions: how many people are signed in at it now.
    """

    id: int
    client_id: str
    entry: ClientEntry
    agency_name: str
    enabled: bool
    created_at: datetime
    secret_at: datetime | None
    used_at: datetime | None
    sessions: int

    @property
    def name(self) -> str:
        """What people call the system."""
        return self.entry.name


@dataclass(frozen=True, slots=True)
class Registered:
    """A client and its secret, which is shown this one time and kept as a hash only; empty for a public client."""

    client: Client
    secret: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person has allowed a client.

    Attributes:
        id: number.
        client: its name.
        agency_name: the agency that is answerable for it.
        scopes: what was allowed.
        given_at: when it was last widened.
        used_at: when the person last signed in there; None when not yet.
        signed_in: whether a session of theirs is open there now.
    """

    id: int
    client: str
    agency_name: str
    scopes: tuple[str, ...]
    given_at: datetime
    used_at: datetime | None
    signed_in: bool


@dataclass(frozen=True, slots=True)
class ClientSession:
    """Somebody's session at a client, as the studio lists it."""

    person: str
    began_at: datetime
    used_at: datetime | None
    amr: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How the present session came about.

    Attributes:
        session: key of the session.
        at: when the person last proved who they are.
        amr: by what, in the words of RFC 8176.
        acr: level of it: `urn:honglam:acr:1` for one factor, `urn:honglam:acr:2` for two.
    """

    session: str
    at: datetime
    amr: tuple[str, ...]
    acr: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who stands behind an access token that was issued to a service: a client, its agency and its scopes."""

    client: int
    name: str
    agency: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key, as the studio shows it.

    Attributes:
        number: 1 for the first of its use.
        fingerprint: of the public half.
        made_at: when it was made.
        signs: whether it is the one that signs now.
    """

    number: int
    fingerprint: str
    made_at: datetime
    signs: bool


@dataclass(frozen=True, slots=True)
class SigningUse:
    """What this installation signs, and with which keys, the newest first."""

    id: str
    title: str
    kind: str
    keys: tuple[SigningKey, ...]
