from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from honglam.core.audit.models import Entry
from honglam.core.identity.models import Account
from honglam.core.identity.sealing import SEALING
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.test_sign_in import PASSWORD, sign_in, with_password

pytestmark = pytest.mark.django_db

HALF_MINUTE = 30  # seconds for which an app shows a code
SLACK = 5  # seconds that a busy machine may take to hand a code over


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what an app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // HALF_MINUTE + steps))


def enrol(client: Client) -> str:
    """Add an app as a person does; return its secret.

    It takes the code before the present one, so that this and the next are left for the test. That code dies when the
    half minute turns, so its last seconds are waited out.
    """
    page = client.get("/accounts/security/app/")
    assert page.status_code == 200
    secret = str(page.context["form"].secret)
    if (left := HALF_MINUTE - time.time() % HALF_MINUTE) < SLACK:
        time.sleep(left)
    answer = client.post("/accounts/security/app/", {"code": code_of(secret, steps=-1)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


@pytest.fixture
def officer() -> Account:
    return with_password(make_officer("lan"))


@pytest.fixture
def secret(officer: Account) -> str:
    sign_in(client := Client(), officer.username)
    return enrol(client)


def test_an_officer_enrols_an_app_and_then_begins_to_work(officer: Account) -> None:
    client = Client()
    begun = sign_in(client, officer.username, next="/desk/?a=1").headers["Location"]
    client.get(begun)
    enrol(client)
    codes = client.get("/accounts/security/codes/")
    assert len(codes.context["unused_codes"]) == 10
    gone_on = client.get("/accounts/begin/")
    assert gone_on.headers["Location"] == "/desk/?a=1"
    assert client.get("/desk/").status_code == 200


def test_the_password_alone_opens_nothing_afterwards(officer: Account, secret: str) -> None:
    client = Client()
    assert sign_in(client, officer.username, next="/desk/?a=1").headers["Location"] == "/accounts/login/second/"
    assert client.get("/desk/").status_code == 302
    answer = client.post("/accounts/login/second/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/desk/?a=1"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_refused(officer: Account, secret: str, steps: int) -> None:
    sign_in(client := Client(), officer.username)
    assert client.post("/accounts/login/second/", {"code": code_of(secret, steps=steps)}).status_code == 200
    assert client.get("/desk/").status_code == 302


def test_a_code_counts_once_even_within_its_time(officer: Account, secret: str) -> None:
    code = code_of(secret)
    sign_in(first := Client(), officer.username)
    assert first.post("/accounts/login/second/", {"code": code}).status_code == 302
    sign_in(second := Client(), officer.username)
    refused = second.post("/accounts/login/second/", {"code": code})
    assert refused.status_code == 200
    assert refused.context["form"].errors["code"]
    assert second.get("/desk/").status_code == 302


def test_five_wrong_codes_are_the_last_ones_for_a_while(officer: Account, secret: str) -> None:
    sign_in(client := Client(), officer.username)
    for _ in range(5):
        client.post("/accounts/login/second/", {"code": "000000"})
    client.post("/accounts/login/second/", {"code": code_of(secret)})
    assert client.get("/desk/").status_code == 302


def test_a_recovery_code_opens_once(officer: Account, secret: str) -> None:
    sign_in(client := Client(), officer.username)
    client.post("/accounts/login/second/", {"code": code_of(secret)})
    code = client.get("/accounts/security/codes/").context["unused_codes"][0]
    for expected in (302, 200):
        sign_in(lost := Client(), officer.username)
        assert lost.post("/accounts/login/second/", {"code": code}).status_code == expected


def test_the_secret_of_an_app_is_sealed_in_the_database(secret: str) -> None:
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert SEALING.unseal(stored) == secret


def test_an_officer_cannot_take_the_last_second_factor_away(officer: Account, secret: str) -> None:
    sign_in(client := Client(), officer.username)
    client.post("/accounts/login/second/", {"code": code_of(secret)})
    client.post("/accounts/security/app/remove/")
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_whoever_has_no_session_reaches_no_page_of_second_factors() -> None:
    for path in ("", "app/", "keys/add/", "codes/", "codes/new/", "codes/file/"):
        assert Client().get(f"/accounts/security/{path}").status_code in {302, 403, 404}


def test_the_ledger_knows_of_the_sign_in_and_not_of_the_password(officer: Account, secret: str) -> None:
    sign_in(client := Client(), officer.username)
    client.post("/accounts/login/second/", {"code": code_of(secret)})
    entries = list(Entry.objects.filter(verb="identity.sign_in.done").order_by("pk").values())
    assert len(entries) == 2
    assert PASSWORD not in str(entries)
    assert re.search(r"mfa", str(entries[-1]))


def test_the_page_of_security_lists_what_there_is(
    officer: Account, secret: str, django_assert_max_num_queries: Any
) -> None:
    sign_in(client := Client(), officer.username, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0")
    client.post("/accounts/login/second/", {"code": code_of(secret)})
    with django_assert_max_num_queries(8):
        page = client.get("/accounts/security/")
    assert page.status_code == 200
    assert [each.kind for each in page.context["apps"]] == ["totp"]
    assert page.context["codes"].left == 10
