"""Ways round the counters and the doors of signing in."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from honglam.core.identity import api
from honglam.core.identity.contracts.sign_in import Blocked
from honglam.core.identity.models import Account, Attempts
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.identity.tests.test_citizens import Post, ask, enter, post  # noqa: F401  (a fixture)
from honglam.core.identity.tests.test_mfa import code_of, enrol
from honglam.core.identity.tests.test_sign_in import sign_in, with_password

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_other_letters_of_the_same_name_are_the_same_name() -> None:
    with_password(make_officer("sinh"))
    assert Account.objects.filter(username__iexact="\u017f\u0131nh").exists()  # as PostgreSQL looks names up
    for name in ("sinh", "S\u0131nh", "\u017finh"):
        assert not isinstance(api.begin_attempt(name=name, device="", address="", now=NOW), Blocked)
    assert isinstance(api.begin_attempt(name="\u017f\u0131nh", device="", address="", now=NOW), Blocked)


def test_a_lock_is_shown_however_the_name_was_written() -> None:
    with_password(make_officer("sinh"))
    admin = make_officer("quantri", role="admin")
    for number in range(5):
        sign_in(Client(REMOTE_ADDR="10.1.1.1"), "SINH", f"đoán lần {number}")
        Attempts.objects.filter(failures__lt=5).update(blocked_until=NOW)
    assert [lock.name for lock in api.sign_in_locks(viewer=api.viewer(account_id=admin.pk), now=timezone.now())]


def test_all_addresses_of_one_customer_are_one() -> None:
    blocked = [
        isinstance(api.begin_attempt(name=f"ai{n}", device="", address=f"2001:db8:1:2::{n:x}", now=NOW), Blocked)
        for n in range(1, 105)
    ]
    assert blocked.count(True) >= 4
    assert not isinstance(api.begin_attempt(name="kia", device="", address="2001:db8:1:3::1", now=NOW), Blocked)


def test_what_a_stranger_says_of_their_address_is_not_believed() -> None:
    for number in range(100):
        told = {"X-Forwarded-For": f"10.9.{number}.1", "X-Real-IP": f"10.9.{number}.1", "Forwarded": "for=10.9.9.9"}
        Client(REMOTE_ADDR="10.1.1.1", headers=told).post("/accounts/login/", {"login": f"a{number}", "password": "x"})
    assert isinstance(api.begin_attempt(name="moi", device="", address="10.1.1.1", now=timezone.now()), Blocked)


def test_codes_are_counted_for_all_addresses_of_one_customer(post: Post) -> None:  # noqa: F811
    for number in range(61):
        ask(Client(REMOTE_ADDR=f"2001:db8:1:2::{number + 1:x}"), f"nguoi{number}@example.vn")
    assert len(post.sent) == 60


def test_a_further_contact_signs_nobody_in(post: Post) -> None:  # noqa: F811
    enter(client := Client(), post)
    client.post("/accounts/me/contact/", {"contact": "hoa@example.vn"})
    account = Account.objects.get()
    account.set_unusable_password()  # its sessions are not believed any more
    account.save()
    answer = client.post("/accounts/code/confirm/", {"code": post.code})
    assert answer.headers["Location"].startswith("/accounts/login/")
    assert Account.objects.get().email == ""


def test_no_other_site_ties_an_identity_to_an_account() -> None:
    client = client_of(make_officer("lan"))
    answer = client.get("/accounts/identity/main/?process=connect", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 422


def test_a_code_of_the_app_counts_once_however_it_is_written() -> None:
    officer = with_password(make_officer("lan"))
    sign_in(client := Client(), "lan")
    code = code_of(enrol(client))
    for written, opens in ((code, True), (f"{code[:3]}-{code[3:]}", False), (f"{code}.", False), (f" {code} ", False)):
        sign_in(client := Client(), "lan")
        client.post("/accounts/login/second/", {"code": written})
        assert ("_auth_user_id" in client.session) is opens, written
        # The package remembers a code for half a minute, and the code counts for one and a half.
        cache.delete(f"allauth.mfa.totp.used?user={officer.pk}&code={code}")
