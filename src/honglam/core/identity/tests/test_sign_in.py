from __future__ import annotations

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from honglam.core.identity import api
from honglam.core.identity.models import Account
from honglam.core.identity.testing import COMMUNE, make_officer
from honglam.core.places.testing import load_places

PASSWORD = "một mật khẩu đủ dài"

pytestmark = pytest.mark.django_db


def with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str):
    return client.post("/accounts/login/", {"login": username, "password": password, **extra})


@pytest.mark.parametrize(("role", "home"), [("officer", "/desk/"), ("leader", "/board/"), ("admin", "/studio/")])
def test_it_leads_each_role_to_the_surface_of_its_work(role: str, home: str) -> None:
    with_password(make_officer("lan", role=role))
    assert sign_in(Client(), "lan").headers["Location"] == home


def test_it_returns_to_the_page_that_asked_for_the_sign_in() -> None:
    with_password(make_officer("lan"))
    client = Client()
    asked = client.get("/desk/")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/accounts/login/?next=/desk/"
    assert sign_in(client, "lan", next="/desk/?a=1").headers["Location"] == "/desk/?a=1"


def test_it_does_not_return_to_another_site() -> None:
    with_password(make_officer("lan"))
    assert sign_in(Client(), "lan", next="https://elsewhere.example/").headers["Location"] == "/desk/"


def test_it_answers_a_wrong_name_and_a_wrong_password_alike() -> None:
    with_password(make_officer("lan"))
    wrong_password = sign_in(Client(), "lan", "sai mật khẩu rồi")
    wrong_name = sign_in(Client(), "ai đó", "sai mật khẩu rồi")
    assert wrong_password.status_code == wrong_name.status_code == 200
    said = [str(r.context["form"].non_field_errors()) for r in (wrong_password, wrong_name)]
    assert said[0] == said[1]
    assert said[0]


def test_a_closed_account_cannot_sign_in() -> None:
    account = with_password(make_officer("lan"))
    account.is_active = False
    account.save()
    sign_in(client := Client(), "lan")
    assert client.get("/desk/").status_code == 302


def test_it_keeps_passwords_with_argon2id() -> None:
    assert identify_hasher(with_password(make_officer("lan")).password).algorithm == "argon2"
    assert "$argon2id$" in Account.objects.get().password


def test_nobody_signs_up_by_themselves() -> None:
    client = Client()
    client.post("/accounts/signup/", {"username": "moi", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.exists()


def test_the_demonstration_people_can_sign_in_and_are_marked_on_the_page() -> None:
    load_places()
    api.load_agencies()
    people = api.ensure_demo_people(password=PASSWORD)
    assert [p.username for p in people] == ["lanhdao", "canbo", "xa", "quantri", "congdan"]
    client = Client()
    assert sign_in(client, "xa").headers["Location"] == "/desk/"
    page = client.get("/desk/")
    assert page.context["viewer"].agency == COMMUNE
    assert page.context["synthetic"]
