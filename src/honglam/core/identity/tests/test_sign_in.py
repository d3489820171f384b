from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from honglam.core.identity import api
from honglam.core.identity.adapter import STEPS
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


def later(client: Client) -> str:
    """Put the second factor off, as the demonstration allows; return where that leads."""
    return client.post("/accounts/begin/later/").headers["Location"]


@pytest.fixture
def demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(("role", "home"), [("officer", "/desk/"), ("leader", "/board/"), ("admin", "/studio/")])
def test_it_leads_each_role_to_the_surface_of_its_work(role: str, home: str) -> None:
    with_password(make_officer("lan", role=role))
    sign_in(client := Client(), "lan")
    client.get("/accounts/begin/")
    assert later(client) == home
    assert client.get("/desk/").status_code == 200


@pytest.mark.usefixtures("demonstration")
def test_it_returns_to_the_page_that_asked_for_the_sign_in() -> None:
    with_password(make_officer("lan"))
    client = Client()
    asked = client.get("/desk/")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/accounts/login/?next=/desk/"
    begun = sign_in(client, "lan", next="/desk/?a=1").headers["Location"]
    assert client.get(begun).status_code == 200
    assert later(client) == "/desk/?a=1"


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_it_does_not_return_to_another_site(elsewhere: str) -> None:
    with_password(make_officer("lan"))
    sign_in(client := Client(), "lan", next=elsewhere)
    client.get("/accounts/begin/", {"next": elsewhere})
    assert later(client) == "/desk/"


def test_an_officer_without_a_second_factor_has_no_rights_anywhere() -> None:
    with_password(make_officer("lan", role="admin"))
    client = Client()
    assert sign_in(client, "lan").headers["Location"].startswith("/accounts/begin/")
    assert client.get("/desk/", follow=True).redirect_chain[-1][0].startswith("/accounts/begin/")
    assert client.get("/accounts/begin/").status_code == 200
    assert client.get("/studio/").status_code == 302
    assert client.get("/accounts/security/").status_code == 302


def test_outside_a_demonstration_nobody_puts_the_second_factor_off(settings: Any) -> None:
    with_password(make_officer("lan"))
    sign_in(client := Client(), "lan")
    assert "begin/later" not in client.get("/accounts/begin/").content.decode()
    assert client.post("/accounts/begin/later/").status_code == 403
    settings.DEMO = True
    Account.objects.update(synthetic=False)
    assert client.post("/accounts/begin/later/").status_code == 403
    assert client.get("/desk/").status_code == 302


def test_a_given_password_is_changed_before_anything_else() -> None:
    officer = make_officer("lan")
    given = api.give_password(account_id=officer.pk, now=timezone.now())
    sign_in(client := Client(), "lan", given)
    assert client.session[STEPS] == ["enrol", "password"]
    new = "Ba con trâu, 7 cái ao"
    answer = client.post("/accounts/password/", {"oldpassword": given, "password1": new, "password2": new})
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Account.objects.get().must_change_password
    client.get("/accounts/begin/")
    assert client.get("/accounts/begin/").context["enrol"]
    assert not client.get("/accounts/begin/").context["password"]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ngắn 7,", "short"),
        ("khong co chu hoa 7,", "short"),
        ("Matkhau@2026!!!!", "common"),
        ("Mật khẩu 2026, !", "common"),
        (PASSWORD, "used"),
    ],
)
def test_a_poor_password_is_refused_with_the_reason(password: str, why: str) -> None:
    officer = with_password(make_officer("lan"))
    with pytest.raises(ValidationError) as refused:
        validate_password(password, officer)
    assert why in {error.code for error in refused.value.error_list}


def test_a_former_password_does_not_come_back_until_ten_others_were_used() -> None:
    officer = make_officer("lan")
    for number in range(11):
        api.change_password(account_id=officer.pk, password=f"Cây cầu số {number}, bắc qua sông", now=timezone.now())
    assert api.password_was_used(account_id=officer.pk, password="Cây cầu số 1, bắc qua sông")
    assert not api.password_was_used(account_id=officer.pk, password="Cây cầu số 0, bắc qua sông")


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


@pytest.mark.usefixtures("demonstration")
def test_the_demonstration_people_can_sign_in_and_are_marked_on_the_page() -> None:
    load_places()
    api.load_agencies()
    people = api.ensure_demo_people(password=PASSWORD)
    assert [p.username for p in people] == ["lanhdao", "canbo", "xa", "quantri", "congdan"]
    client = Client()
    assert sign_in(client, "xa").headers["Location"].startswith("/accounts/begin/")
    assert later(client) == "/desk/"
    page = client.get("/desk/")
    assert page.context["viewer"].agency == COMMUNE
    assert page.context["synthetic"]
