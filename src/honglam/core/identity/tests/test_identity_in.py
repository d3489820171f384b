"""Signing in by a provider that is not ours: a real one runs beside the tests, and lies when it is told to."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.test import Client

from honglam.core.identity import api, oidc
from honglam.core.identity.models import Account
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.test_sign_in import sign_in, with_password

pytestmark = pytest.mark.django_db
NUMBER = "042090001234"
PEOPLE = {
    "hoa": {"citizen_pid": NUMBER, "name": "Nguyễn Thị Hoa", "acr": "2"},
    "nam": {"citizen_pid": "042090005678", "name": "Lê Văn Nam", "acr": "1"},
    "khong-so": {"name": "Người Không Số", "acr": "2"},
    "so-la": {"citizen_pid": "1; DROP TABLE", "name": "Người Lạ", "acr": "2"},
}


def provider(**options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the provider's own libraries
        from oidc_provider_mock import User, run_server_in_thread

        people = [User(sub=sub, claims=dict(claims)) for sub, claims in PEOPLE.items()]
        return run_server_in_thread(user_claims=people, **options)


@pytest.fixture
def issuer(settings: Any) -> Iterator[str]:
    with provider() as server:
        yield use(settings, server.server_port)


def use(settings: Any, port: int, client: str = "honglam") -> str:
    """Let the installation accept the provider at a port."""
    url = f"http://localhost:{port}"
    app = {"provider_id": "main", "name": "VNeID", "client_id": client, "secret": "s", "settings": {"server_url": url}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return url


@pytest.fixture(autouse=True)
def _noise_of_the_provider() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def to_provider(client: Client, **query: str) -> str:
    answer = client.get("/accounts/identity/main/", query)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def agree(address: str, sub: str = "hoa") -> str:
    """Agree at the provider as a person does; return the way back."""
    answer = httpx.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def enter(client: Client, sub: str = "hoa", **query: str) -> Any:
    return client.get(agree(to_provider(client, **query), sub))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.usefixtures("issuer")
def test_the_first_time_opens_an_account_and_the_next_one_the_same() -> None:
    first, second = Client(), Client()
    assert enter(first, next="/?a=1").headers["Location"] == "/?a=1"
    enter(second)
    account = Account.objects.get()
    assert first.session["_auth_user_id"] == second.session["_auth_user_id"] == str(account.pk)
    assert (account.full_name, account.person_mask, account.assurance) == ("Nguyễn Thị Hoa", "···234", "2")


@pytest.mark.usefixtures("issuer")
def test_the_personal_number_is_not_kept_anywhere() -> None:
    enter(Client())
    assert NUMBER not in str(list(Account.objects.values()))
    assert not SocialAccount.objects.exists()
    from django.contrib.sessions.models import Session

    assert all(NUMBER not in str(row.get_decoded()) for row in Session.objects.all())


def test_the_request_carries_state_nonce_and_proof_key(issuer: str) -> None:
    sent = parse_qs(urlsplit(to_provider(Client())).query)
    assert sent["nonce"] == [oidc.nonce_of(sent["state"][0])]
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["scope"][0].split() in [["openid", "profile"], ["profile", "openid"]]
    assert issuer


@pytest.mark.usefixtures("issuer")
def test_nothing_that_somebody_puts_into_the_link_reaches_the_provider() -> None:
    planted = {"auth_params": "redirect_uri=https://elsewhere.example/&nonce=mine", "scope": "everything"}
    sent = parse_qs(urlsplit(to_provider(Client(), **planted)).query)
    assert sent["redirect_uri"] == ["http://testserver/accounts/identity/main/back/"]
    assert "everything" not in sent["scope"][0]
    assert sent["nonce"] == [oidc.nonce_of(sent["state"][0])]


@pytest.mark.usefixtures("issuer")
@pytest.mark.parametrize("sub", ["nam", "khong-so", "so-la"])
def test_whoever_is_not_known_surely_enough_is_refused_with_the_reason(sub: str) -> None:
    answer = enter(client := Client(), sub)
    assert answer.status_code == 403
    assert not is_in(client)
    assert not Account.objects.exists()


@pytest.mark.usefixtures("issuer")
def test_a_way_back_counts_once_and_only_in_the_browser_that_began() -> None:
    began, other = Client(), Client()
    back = agree(to_provider(began))
    assert other.get(back).status_code == 403
    assert not is_in(other)
    assert began.get(back).status_code == 302
    began.post("/accounts/logout/")
    assert began.get(back).status_code == 403
    assert not is_in(began)


@pytest.mark.usefixtures("issuer")
def test_it_does_not_lead_to_another_site() -> None:
    assert enter(Client(), next="https://elsewhere.example/").headers["Location"] == "/"


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, body, _signature = token.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, body))  # type: ignore[return-value]


def packed(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(token: str) -> str:
    _header, body = parts(token)
    return f"{packed({'alg': 'none', 'typ': 'JWT'})}.{packed(body)}."


def confused(token: str) -> str:
    """Sign with a secret that everybody knows, as if the public key were one."""
    _header, body = parts(token)
    return jwt.encode(body, "public key of the provider, long enough", algorithm="HS256")


def changed(**claims: Any) -> Callable[[str], str]:
    def change(token: str) -> str:
        header, body = parts(token)
        return f"{packed(header)}.{packed(body | claims)}.{token.split('.')[2]}"

    return change


@pytest.mark.usefixtures("issuer")
@pytest.mark.parametrize(
    "lie",
    [
        unsigned,
        confused,
        changed(sub="nam"),
        changed(exp=4102444800),
        lambda token: token[:-6] + "AAAAAA",
        lambda _token: "",
        lambda _token: "a.b.c",
        lambda token: token.rpartition(".")[0] + ".",
    ],
    ids=["alg none", "HS256", "other person", "longer life", "bad signature", "none at all", "rubbish", "no signature"],
)
def test_an_identity_token_that_was_tampered_with_opens_nothing(
    lie: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = OAuth2Client.get_access_token

    def lying(self: Any, *args: Any, **options: Any) -> dict[str, Any]:
        answer: dict[str, Any] = honest(self, *args, **options)
        return answer | {"id_token": lie(answer["id_token"])}

    monkeypatch.setattr(OAuth2Client, "get_access_token", lying)
    answer = enter(client := Client())
    assert answer.status_code == 403
    assert not is_in(client)
    assert not Account.objects.exists()


def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the identity tokens that come, and give the first one again and again."""
    honest, tokens = OAuth2Client.get_access_token, []

    def keeping(self: Any, *args: Any, **options: Any) -> dict[str, Any]:
        answer: dict[str, Any] = honest(self, *args, **options)
        tokens.append(answer["id_token"])
        return answer | {"id_token": tokens[0]}

    monkeypatch.setattr(OAuth2Client, "get_access_token", keeping)
    return tokens


@pytest.mark.usefixtures("issuer")
def test_a_genuine_token_of_another_request_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept(monkeypatch)
    assert enter(Client()).status_code == 302
    assert enter(client := Client()).status_code == 403
    assert not is_in(client)


def test_a_genuine_token_for_another_client_is_refused(
    issuer: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(monkeypatch)
    monkeypatch.setattr(oidc, "nonce_of", lambda _state: "the same for all")
    use(settings, urlsplit(issuer).port or 0, client="somebody else")
    assert enter(Client()).status_code == 302
    use(settings, urlsplit(issuer).port or 0)
    assert enter(client := Client()).status_code == 403
    assert not is_in(client)


def test_an_expired_token_is_refused(settings: Any) -> None:
    with provider(access_token_max_age=timedelta(seconds=-3600)) as server:
        use(settings, server.server_port)
        assert enter(client := Client()).status_code == 403
    assert not is_in(client)


def test_a_provider_that_is_away_is_said_so_and_the_page_still_works(settings: Any) -> None:
    use(settings, 9)
    assert Client().get("/accounts/identity/main/").status_code == 422
    assert Client().get("/accounts/login/").status_code == 200


def test_a_provider_that_nobody_set_up_is_not_found() -> None:
    assert Client().get("/accounts/identity/other/").status_code == 404


@pytest.mark.usefixtures("issuer")
def test_an_officer_signs_in_by_it_only_after_it_was_tied_to_the_account(settings: Any) -> None:
    settings.DEMO = True
    officer = with_password(make_officer("lan"))
    assert enter(Client(), **{"as": "officer"}).status_code == 403
    sign_in(client := Client(), "lan")
    client.post("/accounts/begin/later/")
    assert enter(client, process="connect").headers["Location"] == "/accounts/me/"
    answer = enter(again := Client(), **{"as": "officer"})
    assert answer.headers["Location"].startswith("/accounts/begin/")
    assert again.session["_auth_user_id"] == str(officer.pk)


@pytest.mark.usefixtures("issuer")
def test_nobody_ties_an_identity_to_an_account_without_having_proved_to_own_it() -> None:
    client = Client()
    client.force_login(make_officer("lan"))
    assert client.get("/accounts/identity/main/", {"process": "connect"}).status_code == 302
    assert not Account.objects.exclude(person_key="").exists()


@pytest.mark.usefixtures("issuer")
def test_one_identity_belongs_to_one_officer() -> None:
    first, second = make_officer("lan"), make_officer("nam")
    api.link_number(account_id=first.pk, number=NUMBER, assurance="2")
    with pytest.raises(Exception, match="another account"):
        api.link_number(account_id=second.pk, number=NUMBER, assurance="2")


def test_unverified_names_of_claims_are_flagged() -> None:
    assert not oidc.claims_of("vneid").verified
    assert oidc.claims_of("standard").verified
