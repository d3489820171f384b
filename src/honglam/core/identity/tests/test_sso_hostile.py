from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

import httpx
import pytest
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from honglam.base.errors import Refusal
from honglam.core.audit.testing import ledger
from honglam.core.identity import api
from honglam.core.identity.contracts.clients import Use
from honglam.core.identity.models import Client
from honglam.core.identity.models.clients import token_keys
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.relying import (  # noqa: F401  (a fixture)
    CALLBACK,
    Browser,
    RelyingParty,
    administrator,
    fresh,
    get,
    post,
    query,
    register,
    register_service,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def party(live_server) -> RelyingParty:
    return RelyingParty(live_server.url, register(post_logout_redirect_uris=("https://app.example.vn/bye",)))


@pytest.fixture
def browser(live_server) -> Browser:
    return Browser(live_server.url, make_officer("lan"))


def exchange(party: RelyingParty, back: str, **changes: str) -> httpx.Response:
    fields = {
        "grant_type": "authorization_code",
        "code": query(back)["code"],
        "redirect_uri": CALLBACK,
        "code_verifier": party.verifier,
    }
    known = (party.registered.client.client_id, party.registered.secret)
    return post(party.server["token_endpoint"], data=fields | changes, auth=known)


def code(party: RelyingParty, browser: Browser) -> str:
    return browser.allow(browser.http.get(party.address(prompt="consent"))).headers["Location"]


def userinfo(party: RelyingParty, token: str) -> int:
    return get(party.server["userinfo_endpoint"], headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/callback",
        "https://app.example.vn.evil.example/callback",
        "https://app.example.vn/callback/",
        "https://app.example.vn/callback?x=1",
        "https://app.example.vn/callback#x",
        "https://app.example.vn:444/callback",
        "https://evil@app.example.vn/callback",
        "http://app.example.vn/callback",
        "https://app.example.vn/callback;x",
        "javascript:alert(1)",
        "//evil.example",
    ],
)
def test_nobody_is_sent_anywhere_that_was_not_registered(live_server, browser, party, address: str) -> None:
    party.client.redirect_uri = address
    answer = browser.http.get(party.address())
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert 'http-equiv="refresh"' not in answer.text
    assert f'href="{address}' not in answer.text
    forged = {"redirect_uri": address, "client_id": party.registered.client.client_id, "scope": "openid"}
    answer = browser.http.post("/oauth/authorize/", data=forged | {"response_type": "code", "allow": "true"})
    assert "Location" not in answer.headers


def test_a_code_that_comes_twice_takes_its_tokens_back(party, browser) -> None:
    back = code(party, browser)
    first = exchange(party, back).json()
    assert userinfo(party, first["access_token"]) == 200
    again = exchange(party, back)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert userinfo(party, first["access_token"]) == 401
    known = (party.registered.client.client_id, party.registered.secret)
    refreshed = post(
        party.server["token_endpoint"],
        data={"grant_type": "refresh_token", "refresh_token": first["refresh_token"]},
        auth=known,
    )
    assert refreshed.status_code == 400
    assert ledger(verb="identity.code.replayed")


def test_a_refresh_token_that_comes_twice_ends_the_whole_family(party, browser) -> None:
    first = party.sign_in(browser)
    second = party.client.refresh_token(party.server["token_endpoint"], refresh_token=first["refresh_token"])
    known = (party.registered.client.client_id, party.registered.secret)
    for used in (first["refresh_token"], second["refresh_token"]):
        answer = post(
            party.server["token_endpoint"], data={"grant_type": "refresh_token", "refresh_token": used}, auth=known
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert userinfo(party, second["access_token"]) == 401
    assert ledger(verb="identity.token.replayed")


def test_pkce_cannot_be_left_out_or_weakened(party, browser) -> None:
    asked = {"client_id": party.registered.client.client_id, "redirect_uri": CALLBACK, "scope": "openid", "state": "s"}
    for weaker in ({}, {"code_challenge": "a" * 43, "code_challenge_method": "plain"}, {"code_challenge": "a" * 43}):
        answer = browser.http.get(f"/oauth/authorize/?{urlencode(asked | weaker | {'response_type': 'code'})}")
        if answer.status_code == 200:
            answer = browser.allow(answer)
        assert "code" not in query(answer.headers.get("Location", "")), weaker
    back = code(party, browser)
    assert exchange(party, back, code_verifier="x" * 43).json()["error"] == "invalid_grant"
    back = code(party, browser)
    stripped = dict.fromkeys(("code_challenge", "code_challenge_method"), "")
    answer = browser.allow(browser.http.get(party.address(prompt="consent")), **stripped)
    assert "code" not in query(answer.headers.get("Location", ""))


def test_no_other_flow_is_open(party, browser) -> None:
    asked = {"client_id": party.registered.client.client_id, "redirect_uri": CALLBACK, "scope": "openid", "nonce": "n"}
    for kind in ("token", "id_token", "id_token token", "code id_token", "code token"):
        answer = browser.http.get(f"/oauth/authorize/?{urlencode(asked | {'response_type': kind})}")
        assert "token=" not in answer.headers.get("Location", ""), kind
        assert answer.status_code in {302, 400}, kind
    known = (party.registered.client.client_id, party.registered.secret)
    for grant in ("password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:device_code"):
        fields = {"grant_type": grant, "username": "lan", "password": "x", "device_code": "x"}
        answer = post(party.server["token_endpoint"], data=fields, auth=known)
        assert answer.status_code in {400, 401, 404}, grant
        assert "access_token" not in answer.text


def test_a_scope_that_was_not_granted_to_the_client_is_refused(live_server, browser) -> None:
    party = RelyingParty(live_server.url, register(scopes=("openid",)), scope="openid roles")
    answer = browser.http.get(party.address())
    assert query(answer.headers["Location"])["error"] == "invalid_scope"
    service = register_service("scim:read")
    known = (service.client.client_id, service.secret)
    for scope in ("scim:write", "openid", "scim:read scim:write", "nonsense"):
        asked = {"grant_type": "client_credentials", "scope": scope}
        answer = post(party.server["token_endpoint"], data=asked, auth=known)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope"), scope


def test_consent_cannot_be_widened_by_changing_the_form(live_server, browser) -> None:
    party = RelyingParty(live_server.url, register(scopes=("openid",)), scope="openid")
    answer = browser.allow(browser.http.get(party.address()), scope="openid roles")
    assert "code" not in query(answer.headers.get("Location", ""))


def test_wrong_secrets_are_refused_and_soon_not_even_looked_at(party, browser) -> None:
    back = code(party, browser)
    name = party.registered.client.client_id
    fields = {"grant_type": "authorization_code", "code": query(back)["code"], "redirect_uri": CALLBACK}
    seen = [post(party.server["token_endpoint"], data=fields, auth=(name, f"x{n}")).status_code for n in range(12)]
    assert seen[0] == 401
    assert seen[-1] == 429
    limited = post(party.server["token_endpoint"], data=fields, auth=(name, party.registered.secret))
    assert limited.headers["Retry-After"] == "300"
    assert exchange(party, back).status_code == 429


def test_a_code_belongs_to_the_client_that_asked_for_it(live_server, party, browser) -> None:
    back = code(party, browser)
    other = RelyingParty(live_server.url, register(name="Kẻ khác"))
    other.verifier = party.verifier
    assert exchange(other, back).json()["error"] == "invalid_grant"
    assert exchange(party, back).status_code == 200


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forged(party: RelyingParty, subject: str) -> dict[str, str]:
    claims = {"iss": party.server["issuer"], "aud": party.registered.client.client_id, "sub": subject, "jti": "1"}
    kid = token_keys()[0].thumbprint()
    public = token_keys()[0].export_to_pem()
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{part(claims)}"
    theirs = RSAKey.generate_key(2048)
    return {
        "none": f"{part({'alg': 'none', 'typ': 'JWT', 'kid': kid})}.{part(claims)}.",
        "somebody else's key": jwt.encode({"alg": "RS256", "kid": kid}, claims, theirs),
        "our public key as a secret": f"{signed}.{part(hmac.digest(public, signed.encode(), 'sha256'))}",
        "garbage": "a.b.c",
    }


@pytest.mark.parametrize("kind", ["none", "somebody else's key", "our public key as a secret", "garbage"])
def test_a_token_that_we_did_not_sign_opens_nothing(party, browser, kind: str) -> None:
    mine = party.claims(party.sign_in(browser)["id_token"])
    token = forged(party, mine["sub"])[kind]
    assert userinfo(party, token) == 401
    back = {"id_token_hint": token, "post_logout_redirect_uri": "https://app.example.vn/bye"}
    answer = browser.http.get(party.server["end_session_endpoint"], params=back)
    assert "Location" not in answer.headers or answer.headers["Location"].startswith("/"), kind
    assert browser.http.get("/desk/").status_code == 200


def test_an_id_token_is_no_key(party, browser) -> None:
    assert userinfo(party, party.sign_in(browser)["id_token"]) == 401


def test_signing_out_sends_nobody_to_another_host(party, browser) -> None:
    token = party.sign_in(browser)["id_token"]
    for address in ("https://evil.example/bye", "https://app.example.vn/bye/", "javascript:alert(1)", "//evil.example"):
        asked = {"id_token_hint": token, "post_logout_redirect_uri": address}
        answer = browser.http.get(party.server["end_session_endpoint"], params=asked)
        assert answer.status_code == 400
        assert "Location" not in answer.headers
    assert browser.http.get(party.server["end_session_endpoint"], params={"client_id": "nobody"}).status_code == 400


def test_only_a_client_with_its_secret_may_ask_about_tokens_and_mostly_its_own(live_server, party, browser) -> None:
    tokens = party.sign_in(browser)
    door, asked = party.server["introspection_endpoint"], {"token": tokens["access_token"]}
    assert post(door, data=asked).status_code == 401
    assert post(door, data=asked | {"client_id": "\x00", "client_secret": "x"}).status_code in {400, 401}
    assert post(door, data=asked, headers={"Authorization": f"Bearer {asked['token']}"}).status_code == 401
    mine = post(door, data=asked, auth=(party.registered.client.client_id, party.registered.secret)).json()
    assert mine["active"]
    assert "username" not in mine
    stranger = register(name="Kẻ khác")
    assert post(door, data=asked, auth=(stranger.client.client_id, stranger.secret)).json() == {"active": False}
    guard = register_service("introspection")
    assert post(door, data=asked, auth=(guard.client.client_id, guard.secret)).json()["active"]


def test_a_client_takes_back_its_own_tokens_only(live_server, party, browser) -> None:
    tokens = party.sign_in(browser)
    stranger = register(name="Kẻ khác")
    door, asked = party.server["revocation_endpoint"], {"token": tokens["refresh_token"]}
    assert post(door, data=asked, auth=(stranger.client.client_id, stranger.secret)).status_code == 200
    assert userinfo(party, tokens["access_token"]) == 200
    assert post(door, data=asked, auth=(party.registered.client.client_id, "wrong")).status_code == 401
    known = (party.registered.client.client_id, party.registered.secret)
    assert post(door, data=asked, auth=known).status_code == 200
    assert userinfo(party, tokens["access_token"]) == 401


def test_no_secret_code_or_token_is_kept_in_clear(party, browser) -> None:
    tokens = party.sign_in(browser)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall() if row[0].startswith(("oauth2_provider_", "identity_"))]
        assert "oauth2_provider_accesstoken" in tables
        for table in tables:
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), $$$$) FROM "{table}" t')
            text = cursor.fetchone()[0]
            for secret in (party.registered.secret, tokens["access_token"], tokens["refresh_token"]):
                assert secret not in text, table
    assert Client.objects.get().client_secret.startswith("argon2")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("redirect_uris", ("http://app.example.vn/cb",)),
        ("redirect_uris", ("https://*.example.vn/cb",)),
        ("redirect_uris", ("https://app.example.vn/cb#x",)),
        ("redirect_uris", ("https://a@app.example.vn/cb",)),
        ("redirect_uris", ("myapp://cb",)),
        ("redirect_uris", ("https://",)),
        ("redirect_uris", ("https://ứng-dụng.vn/cb",)),
        ("redirect_uris", ("https://app.example.vn:x/cb",)),
        ("redirect_uris", ()),
        ("backchannel_logout_uri", "http://10.0.0.1/x"),
        ("scopes", ("openid", "scim:write")),
        ("scopes", ("profile",)),
        ("agency", "H99"),
    ],
)
def test_a_client_that_could_not_be_safe_is_not_registered(field: str, value: object) -> None:
    with pytest.raises(Refusal) as refused:
        register(**{field: value})
    assert refused.value.field == field


def test_nobody_registers_a_client_for_an_agency_out_of_reach() -> None:
    register()
    local = make_officer("tin", role="admin", agency="H27.18562")
    viewer = api.viewer(account_id=local.pk)
    client = Client.objects.get()
    with pytest.raises(Refusal):
        api.client(client_id=client.pk, viewer=viewer)
    with pytest.raises(Refusal):
        api.renew_client_secret(client_id=client.pk, viewer=viewer, now=timezone.now())


def test_a_renewed_secret_ends_the_old_one(live_server) -> None:
    service = register_service("scim:read")
    fresh_one = api.renew_client_secret(client_id=service.client.id, viewer=administrator(), now=timezone.now())
    asked = {"grant_type": "client_credentials"}
    door = f"{live_server.url}/oauth/token/"
    name = service.client.client_id
    assert post(door, data=asked, auth=(name, service.secret)).status_code == 401
    answer = post(door, data=asked, auth=(name, fresh_one.secret))
    assert answer.json()["scope"] == "scim:read"
    assert "refresh_token" not in answer.json()


def test_the_secret_is_as_hard_as_a_key() -> None:
    service = register_service("scim:read")
    assert len(service.secret) == 64
    assert hashlib.sha256(service.secret.encode()).hexdigest() not in Client.objects.get().client_secret
    assert service.client.entry.use is Use.SERVICE
