"""A system that is not ours, as the tests drive it: Authlib speaks to a live server, httpx is the person's browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from django.core.cache import cache
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from honglam.core.identity import api
from honglam.core.identity.contracts.clients import ClientEntry, Registered, Use
from honglam.core.identity.models import Account
from honglam.core.identity.testing import DEPARTMENT, PROVINCE, client_of, make_agency, make_officer

CALLBACK = "https://app.example.vn/callback"
ALL = ("openid", "profile", "email", "agency", "roles")
PATIENCE = 120  # seconds; the tests of the whole house may run at the same time
_OPEN: list[Any] = []


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Begin without counted attempts; close every connection at the end."""
    cache.clear()
    yield
    while _OPEN:
        _OPEN.pop().close()


def get(url: str, **options: Any) -> httpx.Response:
    """Ask for a page as a machine does."""
    return httpx.get(url, timeout=PATIENCE, **options)


def post(url: str, **options: Any) -> httpx.Response:
    """Send a form as a machine does."""
    return httpx.post(url, timeout=PATIENCE, **options)


def administrator() -> Any:
    """Return a viewer who may register clients anywhere in the province."""
    account = Account.objects.filter(username="quantri-kx").first()
    account = account or make_officer("quantri-kx", role="admin", agency=PROVINCE)
    return api.viewer(account_id=account.pk)


def register(**changes: Any) -> Registered:
    """Register a client at which people sign in."""
    make_agency(DEPARTMENT)
    entry = {"name": "Hệ thống thử", "agency": DEPARTMENT, "use": Use.SIGN_IN, "scopes": ALL}
    entry |= {"redirect_uris": (CALLBACK,), **changes}
    return api.register_client(entry=ClientEntry(**entry), viewer=administrator(), now=timezone.now())


def register_service(*scopes: str, agency: str = DEPARTMENT) -> Registered:
    """Register a client that asks in its own name."""
    return register(use=Use.SERVICE, scopes=scopes, redirect_uris=(), agency=agency)


@dataclass
class Browser:
    """A person's browser, signed in here, that follows no redirect by itself."""

    base: str
    account: Account
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.base, timeout=PATIENCE)
        _OPEN.append(self.http)
        self.http.cookies.set("session", client_of(self.account).cookies["session"].value)

    def allow(self, page: httpx.Response, *, allow: bool = True, **changes: str) -> httpx.Response:
        """Press a button of the page of consent."""
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        fields |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)" id', page.text))
        fields = {name: value.replace("&amp;", "&").replace("&quot;", '"') for name, value in fields.items()} | changes
        return self.http.post("/oauth/authorize/", data=fields | ({"allow": "true"} if allow else {}))


@dataclass
class RelyingParty:
    """A system with Authlib that has read our discovery document and nothing else."""

    base: str
    registered: Registered
    redirect_uri: str = CALLBACK
    scope: str = " ".join(ALL)
    verifier: str = ""
    state: str = ""
    nonce: str = "n-0S6_WzA2Mj"

    def __post_init__(self) -> None:
        self.server = get(f"{self.base}/.well-known/openid-configuration").json()
        self.client = OAuth2Client(
            self.registered.client.client_id,
            self.registered.secret or None,
            scope=self.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.registered.secret else "none",
            timeout=PATIENCE,
        )
        _OPEN.append(self.client)

    def address(self, **extra: Any) -> str:
        """Return where the person is sent to sign in."""
        self.verifier = generate_token(48)
        url, self.state = self.client.create_authorization_url(
            self.server["authorization_endpoint"], code_verifier=self.verifier, nonce=self.nonce, **extra
        )
        return url

    def tokens(self, back: str) -> dict[str, Any]:
        """Exchange the code with which a person came back."""
        return self.client.fetch_token(
            self.server["token_endpoint"], authorization_response=back, state=self.state, code_verifier=self.verifier
        )

    def claims(self, token: str) -> dict[str, Any]:
        """Check an ID token as a relying party must, and return what it says."""
        keys = KeySet.import_key_set(get(self.server["jwks_uri"]).json())
        said = jwt.decode(token, keys, algorithms=["RS256"]).claims
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.server["issuer"]},
            aud={"essential": True, "value": self.registered.client.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": self.nonce},
        ).validate(said)
        return dict(said)

    def sign_in(self, browser: Browser, **extra: Any) -> dict[str, Any]:
        """Go the whole way: sent here, consent when asked, back with a code, tokens."""
        answer = browser.http.get(self.address(**extra))
        if answer.status_code == 200:
            answer = browser.allow(answer)
        assert answer.status_code == 302, answer.text
        return self.tokens(answer.headers["Location"])


def query(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
