from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from honglam.core.identity.models import Account
from honglam.core.identity.session_store import SessionStore
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.test_mfa import code_of, enrol
from honglam.core.identity.tests.test_sign_in import PASSWORD, sign_in, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Account:
    return with_password(make_officer("lan"))


@pytest.fixture
def secret(officer: Account) -> str:
    sign_in(client := Client(), officer.username)
    found = enrol(client)
    client.post("/accounts/logout/")
    return found


def by_code(officer: Account, secret: str) -> Client:
    sign_in(client := Client(), officer.username)
    assert client.post("/accounts/login/second/", {"code": code_of(secret)}).status_code == 302
    return client


def test_signing_in_with_a_second_factor_costs_thirty_statements_and_two_for_the_session_before(
    officer: Account, secret: str
) -> None:
    with CaptureQueriesContext(connection) as seen:
        client = by_code(officer, secret)
    # A test is one transaction, so that every transaction is a savepoint in it.
    own = [each["sql"] for each in seen if "SAVEPOINT" not in each["sql"]]
    assert len(own) <= 32, own
    assert client.get("/desk/").status_code == 200


def test_the_key_of_the_session_changes_at_each_step_and_the_old_one_opens_nothing(
    officer: Account, secret: str
) -> None:
    sign_in(client := Client(), officer.username)
    between = client.cookies["session"].value
    client.post("/accounts/login/second/", {"code": code_of(secret)})
    assert client.cookies["session"].value != between
    assert not Session.objects.filter(session_key=between).exists()
    thief = Client()
    thief.cookies["session"] = between
    assert thief.get("/desk/").status_code == 302


def test_a_session_is_listed_once_for_its_owner(officer: Account, secret: str) -> None:
    client = by_code(officer, secret)
    key = client.cookies["session"].value
    assert [row.session_key for row in UserSession.objects.filter(user=officer)] == [key]
    assert [each.current for each in client.get("/accounts/security/").context["sessions"]] == [True]


def test_guessing_the_code_of_a_new_proof_ends_after_five(officer: Account, secret: str) -> None:
    client = by_code(officer, secret)
    for _ in range(5):
        client.post("/accounts/proof/code/", {"code": "000000"})
    refused = client.post("/accounts/proof/code/", {"code": code_of(secret, steps=1)})
    assert refused.status_code == 200
    assert "Sai quá nhiều lần" in str(refused.context["form"].errors)


def test_codes_are_counted_for_the_account_and_not_for_the_browser(officer: Account, secret: str) -> None:
    for _ in range(5):
        sign_in(client := Client(), officer.username)
        client.post("/accounts/login/second/", {"code": "000000"})
    sign_in(other := Client(), officer.username)
    assert other.post("/accounts/login/second/", {"code": code_of(secret)}).status_code == 200
    assert other.get("/desk/").status_code == 302


def test_guessing_the_first_code_of_an_app_ends_after_five(officer: Account) -> None:
    sign_in(client := Client(), officer.username)
    secret = str(client.get("/accounts/security/app/").context["form"].secret)
    for _ in range(5):
        client.post("/accounts/security/app/", {"code": "000000"})
    assert client.post("/accounts/security/app/", {"code": code_of(secret)}).status_code == 200


def test_guessing_the_present_password_when_changing_it_ends_after_five(officer: Account, secret: str) -> None:
    client = by_code(officer, secret)
    new = {"password1": f"{PASSWORD} mới", "password2": f"{PASSWORD} mới"}
    for _ in range(5):
        client.post("/accounts/password/", {"oldpassword": "đoán thử xem", **new})
    assert client.post("/accounts/password/", {"oldpassword": PASSWORD, **new}).status_code == 429


def test_a_session_whose_time_is_over_opens_nothing_and_neither_does_one_that_never_was(
    officer: Account, secret: str
) -> None:
    client = by_code(officer, secret)
    Session.objects.filter(session_key=client.cookies["session"].value).update(expire_date=timezone.now())
    assert client.get("/desk/").status_code == 302
    stranger = Client()
    stranger.cookies["session"] = "0" * 32
    assert stranger.get("/desk/").status_code == 302


def test_reading_a_session_is_one_statement(
    officer: Account, secret: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = by_code(officer, secret).cookies["session"].value
    with django_assert_num_queries(1):
        assert SessionStore(key)["_auth_user_id"] == str(officer.pk)
