from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from honglam.base.access import Kind
from honglam.base.errors import Refusal
from honglam.core.audit.models import Entry
from honglam.core.identity import api
from honglam.core.identity.contracts.citizens import Contact
from honglam.core.identity.hooks import Courier
from honglam.core.identity.models import Account, SignInCode
from honglam.core.identity.service import citizens as service
from honglam.core.identity.testing import client_of, make_citizen, make_officer

pytestmark = pytest.mark.django_db
PHONE = "0912 345 678"


class Post:
    """What couriers were given to carry."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.ready = True

    def send(self, address: str, template: str, values: Mapping[str, str], language: str) -> None:
        assert template == "identity.code"
        assert language == "vi"
        self.sent.append((address, values["code"]))

    @property
    def code(self) -> str:
        return self.sent[-1][1]


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    couriers = {name: Courier(name, lambda: made.ready, made.send) for name in ("sms", "email")}  # type: ignore[arg-type]
    monkeypatch.setattr(service, "COURIERS", couriers)
    return made


def ask(client: Client, contact: str = PHONE, **more: str) -> Any:
    return client.post("/accounts/code/", {"contact": contact, "kind": "citizen"} | more)


def enter(client: Client, post: Post, contact: str = PHONE, **more: str) -> Any:
    ask(client, contact, **more)
    return client.post("/accounts/code/confirm/", {"code": post.code})


def who(client: Client) -> str:
    return client.get("/accounts/security/").context["viewer"].id if "_auth_user_id" in client.session else ""


def test_the_first_code_opens_an_account_and_the_next_one_the_same(post: Post) -> None:
    first, second = Client(), Client()
    assert enter(first, post).headers["Location"] == "/accounts/me/"
    enter(second, post, "+84 912345678")
    assert who(first) == who(second) == str(Account.objects.get().pk)
    assert post.sent[0][0] == "+84912345678"
    assert Account.objects.get().kind == Kind.CITIZEN
    assert not Account.objects.get().has_usable_password()


def test_a_business_has_an_account_of_its_own(post: Post) -> None:
    enter(Client(), post, "Giam.Doc@congty.example")
    enter(Client(), post, "giam.doc@congty.example", kind="business")
    assert sorted(Account.objects.values_list("kind", flat=True)) == ["business", "citizen"]


def test_no_account_is_made_before_the_code_was_right(post: Post) -> None:
    ask(Client())
    assert not Account.objects.exists()
    assert post.code not in str(list(SignInCode.objects.values()))
    assert "912345678" not in str(list(SignInCode.objects.values()))


def test_asking_looks_the_same_whether_there_is_an_account_or_not(post: Post) -> None:
    enter(Client(), post)
    said = []
    for contact in (PHONE, "0912 345 999"):
        client = Client()
        answer = ask(client, contact)
        page = client.get(answer.headers["Location"]).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        said.append((answer.status_code, re.sub(r"678|999|value=\"\w{64}\"", "", main)))
    assert said[0] == said[1]
    assert len(post.sent) == 3


def test_a_wrong_code_is_refused_and_the_third_is_the_last(post: Post) -> None:
    ask(client := Client())
    wrong = "000000" if post.code != "000000" else "111111"
    for _ in range(3):
        assert client.post("/accounts/code/confirm/", {"code": wrong}).status_code == 422
    assert client.post("/accounts/code/confirm/", {"code": post.code}).status_code == 422
    assert not Account.objects.exists()


def test_an_expired_code_is_refused(post: Post) -> None:
    ask(client := Client())
    SignInCode.objects.update(asked_at=timezone.now() - timedelta(minutes=11))
    assert client.post("/accounts/code/confirm/", {"code": post.code}).status_code == 422
    assert not Account.objects.exists()


def test_a_code_is_used_once(post: Post) -> None:
    ask(client := Client())
    held = client.session["code_asked"]
    contact = Contact(held["channel"], held["address"])
    used = {"code_id": held["id"], "contact": contact, "code": post.code, "kind": Kind.CITIZEN, "now": timezone.now()}
    api.enter_by_code(**used)
    with pytest.raises(Refusal, match="does not count"):
        api.enter_by_code(**used)


def test_a_code_for_one_number_does_not_open_another(post: Post) -> None:
    ask(client := Client())
    held = client.session["code_asked"]
    with pytest.raises(Refusal):
        api.enter_by_code(
            code_id=held["id"],
            contact=Contact("sms", "+84912345999"),
            code=post.code,
            kind=Kind.CITIZEN,
            now=timezone.now(),
        )


def test_one_number_gets_five_codes_an_hour(post: Post) -> None:
    for _ in range(5):
        assert ask(Client()).status_code == 302
    assert ask(Client()).status_code == 422
    assert len(post.sent) == 5
    SignInCode.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    assert ask(Client()).status_code == 302


def test_one_address_asks_for_sixty_codes_an_hour(post: Post) -> None:
    for number in range(60):
        ask(Client(), f"nguoi{number}@example.vn")
    assert ask(Client(), "nguoi61@example.vn").status_code == 422
    assert (
        Client(REMOTE_ADDR="10.8.8.8").post("/accounts/code/", {"contact": PHONE, "kind": "citizen"}).status_code == 302
    )


@pytest.mark.parametrize("typed", ["", "091", "không phải", "a@b", "0912345678901", "\u200b"])
def test_what_is_no_contact_is_said_so_at_the_field(post: Post, typed: str) -> None:
    answer = ask(Client(), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["contact"]
    assert not post.sent


def test_where_nothing_can_be_sent_the_page_says_so(post: Post) -> None:
    post.ready = False
    assert api.code_channels() == ()
    assert '<form class="hl-form"' not in Client().get("/accounts/code/").content.decode()
    assert ask(Client()).status_code == 422


def test_it_does_not_lead_to_another_site(post: Post) -> None:
    assert enter(Client(), post, next="https://elsewhere.example/").headers["Location"] == "/accounts/me/"
    assert enter(Client(), post, next="/?a=1").headers["Location"] == "/?a=1"


def test_its_owner_changes_the_name_and_adds_a_contact(post: Post) -> None:
    enter(client := Client(), post)
    client.post("/accounts/me/", {"name": "Nguyễn  Thị   Hoa"})
    client.post("/accounts/me/contact/", {"contact": "hoa@example.vn"})
    assert client.post("/accounts/code/confirm/", {"code": post.code}).headers["Location"] == "/accounts/me/"
    account = Account.objects.get()
    assert (account.full_name, account.phone, account.email) == ("Nguyễn Thị Hoa", "+84912345678", "hoa@example.vn")
    enter(other := Client(), post, "hoa@example.vn")
    assert who(other) == str(account.pk)


def test_a_contact_of_somebody_else_is_refused(post: Post) -> None:
    enter(Client(), post, "hoa@example.vn")
    enter(client := Client(), post)
    client.post("/accounts/me/contact/", {"contact": "hoa@example.vn"})
    assert client.post("/accounts/code/confirm/", {"code": post.code}).status_code == 422
    assert Account.objects.get(phone="+84912345678").email == ""


def test_closing_ends_every_session_and_forgets_who_it_was(post: Post) -> None:
    enter(client := Client(), post)
    enter(second := Client(), post)
    client.post("/accounts/me/", {"name": "Nguyễn Thị Hoa"})
    client.post("/accounts/me/close/")
    assert second.get("/accounts/me/").status_code == 302
    row = Account.objects.get()
    assert (row.full_name, row.phone, row.email, row.is_active) == ("—", "", "", False)
    assert Entry.objects.filter(verb="identity.account.closed").exists()
    enter(anew := Client(), post)
    assert who(anew) != str(row.pk)


def test_an_officer_does_not_close_their_own_account() -> None:
    client = client_of(officer := make_officer("lan"))
    with pytest.raises(Refusal):
        api.close_myself(account_id=officer.pk, now=timezone.now())
    assert client.get("/accounts/me/").status_code == 200


def test_a_strangers_account_is_nobodys_business() -> None:
    make_citizen("hoa")
    assert Client().get("/accounts/me/").headers["Location"].startswith("/accounts/login/")
    assert Client().post("/accounts/me/close/").headers["Location"].startswith("/accounts/login/")
