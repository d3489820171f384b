from __future__ import annotations

import pytest
from django.utils import timezone

from honglam.core.audit.testing import ledger
from honglam.core.identity import api
from honglam.core.identity.models import Client, ClientSession
from honglam.core.identity.testing import DEPARTMENT, make_citizen, make_officer
from honglam.core.identity.tests.relying import (  # noqa: F401  (a fixture)
    CALLBACK,
    Browser,
    RelyingParty,
    fresh,
    get,
    query,
    register,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_authlib_signs_an_officer_in_and_hears_who_it_is(live_server) -> None:
    officer = make_officer("lan")
    party = RelyingParty(live_server.url, register())
    tokens = party.sign_in(Browser(live_server.url, officer))
    said = party.claims(tokens["id_token"])
    assert said["sub"] == str(officer.uid)
    assert said["name"] == officer.full_name
    assert said["agency"] == {"path": DEPARTMENT, "name": officer.posts.get().agency.name}
    assert said["roles"] == ["officer"]
    assert said["posts"][0]["agency"] == DEPARTMENT
    assert {"sid", "acr", "amr", "auth_time", "at_hash"} <= set(said)
    answer = get(party.server["userinfo_endpoint"], headers=bearer(tokens)).json()
    assert answer["sub"] == said["sub"]
    assert answer["roles"] == ["officer"]


def test_a_client_hears_no_more_than_the_person_allowed(live_server) -> None:
    officer = make_officer("lan")
    party = RelyingParty(live_server.url, register(), scope="openid")
    tokens = party.sign_in(Browser(live_server.url, officer))
    assert not {"name", "roles", "agency", "email", "preferred_username"} & set(party.claims(tokens["id_token"]))
    assert set(get(party.server["userinfo_endpoint"], headers=bearer(tokens)).json()) == {"sub"}


def test_it_asks_for_consent_once_and_again_when_more_is_wanted(live_server) -> None:
    browser = Browser(live_server.url, make_officer("lan"))
    registered = register()
    little = RelyingParty(live_server.url, registered, scope="openid profile")
    asked = browser.http.get(little.address())
    assert asked.status_code == 200
    assert "Hệ thống thử" in asked.text
    assert browser.allow(asked).status_code == 302
    assert browser.http.get(little.address()).status_code == 302
    assert browser.http.get(little.address(prompt="consent")).status_code == 200
    assert browser.http.get(RelyingParty(live_server.url, registered).address()).status_code == 200


def test_who_does_not_allow_it_goes_back_without_a_code(live_server) -> None:
    browser = Browser(live_server.url, make_officer("lan"))
    party = RelyingParty(live_server.url, register())
    back = browser.allow(browser.http.get(party.address()), allow=False).headers["Location"]
    assert back.startswith(f"{CALLBACK}?")
    assert query(back)["error"] == "access_denied"
    assert "code" not in query(back)
    assert not ClientSession.objects.exists()


def test_a_client_that_wants_no_page_hears_why_it_gets_nothing(live_server) -> None:
    party = RelyingParty(live_server.url, register())
    stranger = get(party.address(prompt="none"))
    assert query(stranger.headers["Location"])["error"] == "login_required"
    person = Browser(live_server.url, make_officer("lan")).http.get(party.address(prompt="none"))
    assert query(person.headers["Location"])["error"] == "consent_required"


def test_a_stranger_signs_in_here_first_and_comes_back_to_the_question(live_server) -> None:
    party = RelyingParty(live_server.url, register())
    answer = get(party.address())
    assert answer.status_code == 302
    assert query(answer.headers["Location"])["next"].startswith("/oauth/authorize/?")


def test_a_client_may_want_the_person_to_prove_again_who_they_are(live_server) -> None:
    browser = Browser(live_server.url, make_officer("lan"))
    party = RelyingParty(live_server.url, register())
    for wish in ({"prompt": "login"}, {"max_age": "0"}):
        answer = browser.http.get(party.address(**wish))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/")


def test_refresh_tokens_rotate_and_access_goes_on(live_server) -> None:
    party = RelyingParty(live_server.url, register())
    first = party.sign_in(Browser(live_server.url, make_officer("lan")))
    second = party.client.refresh_token(party.server["token_endpoint"], refresh_token=first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert get(party.server["userinfo_endpoint"], headers=bearer(second)).status_code == 200
    assert get(party.server["userinfo_endpoint"], headers=bearer(first)).status_code == 401


def test_a_public_client_signs_in_with_pkce_alone(live_server) -> None:
    party = RelyingParty(live_server.url, register(public=True))
    assert party.registered.secret == ""
    assert party.sign_in(Browser(live_server.url, make_citizen("hoa")))["id_token"]


def test_old_tokens_are_believed_after_the_key_was_renewed(live_server) -> None:
    from honglam.kit import keys

    party = RelyingParty(live_server.url, register())
    browser = Browser(live_server.url, make_officer("lan"))
    old = party.sign_in(browser)
    keys.renew("identity.tokens")
    new = party.sign_in(browser)
    assert len(get(party.server["jwks_uri"]).json()["keys"]) >= 2
    assert party.claims(old["id_token"])["sub"] == party.claims(new["id_token"])["sub"]


def test_the_discovery_document_promises_only_what_is_there(live_server) -> None:
    said = get(f"{live_server.url}/.well-known/openid-configuration").json()
    assert said["issuer"] == live_server.url
    assert said["response_types_supported"] == ["code"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["id_token_signing_alg_values_supported"] == ["RS256"]
    assert "password" not in said["grant_types_supported"]
    assert said == get(f"{live_server.url}/.well-known/oauth-authorization-server").json()
    for name in ("jwks_uri", "userinfo_endpoint", "token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        assert get(said[name]).status_code != 404, name


def test_a_person_sees_where_they_signed_in_and_takes_it_back(live_server) -> None:
    officer = make_officer("lan")
    browser = Browser(live_server.url, officer)
    party = RelyingParty(live_server.url, register())
    tokens = party.sign_in(browser)
    page = browser.http.get("/identity/systems/")
    assert "Hệ thống thử" in page.text
    api.withdraw_consent(
        account_id=officer.pk, consent_id=api.consents(account_id=officer.pk)[0].id, now=timezone.now()
    )
    assert get(party.server["userinfo_endpoint"], headers=bearer(tokens)).status_code == 401
    assert browser.http.get(party.address()).status_code == 200
    assert "Hệ thống thử" not in browser.http.get("/identity/systems/").text


def test_signing_out_at_a_client_signs_out_here(live_server) -> None:
    browser = Browser(live_server.url, make_officer("lan"))
    party = RelyingParty(live_server.url, register(post_logout_redirect_uris=("https://app.example.vn/bye",)))
    tokens = party.sign_in(browser)
    asked = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": "https://app.example.vn/bye",
        "state": "x",
    }
    answer = browser.http.get(party.server["end_session_endpoint"], params=asked)
    assert answer.headers["Location"] == "https://app.example.vn/bye?state=x"
    assert browser.http.get("/desk/").status_code == 302
    assert get(party.server["userinfo_endpoint"], headers=bearer(tokens)).status_code == 401


def test_signing_out_without_proof_asks_the_person(live_server) -> None:
    browser = Browser(live_server.url, make_officer("lan"))
    party = RelyingParty(live_server.url, register())
    page = browser.http.get(party.server["end_session_endpoint"])
    assert page.status_code == 200
    assert browser.http.get("/desk/").status_code == 200


def test_every_step_is_on_the_ledger(live_server) -> None:
    officer = make_officer("lan")
    party = RelyingParty(live_server.url, register())
    tokens = party.sign_in(Browser(live_server.url, officer))
    get(party.server["userinfo_endpoint"], headers=bearer(tokens))
    thing = f"client:{Client.objects.get().pk}"
    verbs = [entry.verb for entry in ledger(thing=thing)]
    assert verbs == ["identity.client.registered", "identity.consent.given", "identity.token.issued"]
    read = next(entry for entry in ledger(verb="read"))
    assert (read.person, read.actor) == (str(officer.pk), thing)
    assert "roles" in read.fields
    assert tokens["access_token"] not in str(ledger())


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}
