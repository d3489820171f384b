from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from honglam.core.audit.models import Entry
from honglam.core.identity import api
from honglam.core.identity.contracts.sign_in import Blocked
from honglam.core.identity.models import Account, Attempts
from honglam.core.identity.testing import COMMUNE, PROVINCE, client_of, make_officer
from honglam.core.identity.tests.test_sign_in import sign_in, with_password

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def officer() -> Account:
    return with_password(make_officer("lan"))


def is_in(client: Client) -> bool:
    return client.session.get("_auth_user_id") is not None


def fail(times: int, name: str = "lan", address: str = "10.1.2.3") -> None:
    """Guess, with as much time between as the growing delay asks for."""
    for _ in range(times):
        sign_in(Client(REMOTE_ADDR=address), name, "đoán thử xem")
        Attempts.objects.filter(failures__lt=5).update(blocked_until=NOW - timedelta(seconds=1))


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(officer: Account) -> None:
    fail(5)
    answer = sign_in(client := Client(), "lan")
    assert not is_in(client)
    assert answer.context["form"].non_field_errors()


def test_four_wrong_passwords_do_not(officer: Account) -> None:
    fail(4)
    sign_in(client := Client(), "lan")
    assert is_in(client)


def test_the_wait_grows_with_each_failure() -> None:
    waits = []
    for _ in range(5):
        now = timezone.now()
        assert not isinstance(api.begin_attempt(name="ai", device="", address="", now=now), Blocked)
        waits.append((Attempts.objects.get().blocked_until - now).total_seconds())
        Attempts.objects.update(blocked_until=now - timedelta(seconds=1))
    assert waits == [0, 0, 5, 30, 12 * 3600]


def test_a_lock_by_strangers_does_not_lock_the_owner_out_of_their_own_device(officer: Account) -> None:
    sign_in(own := Client(), "lan")
    own.post("/accounts/logout/")
    fail(6)
    sign_in(own, "lan")
    assert is_in(own)
    sign_in(stranger := Client(), "lan")
    assert not is_in(stranger)


def test_a_known_device_has_five_failures_of_its_own(officer: Account) -> None:
    sign_in(own := Client(), "lan")
    own.post("/accounts/logout/")
    for _ in range(5):
        sign_in(own, "lan", "nhớ nhầm rồi")
        Attempts.objects.filter(failures__lt=5).update(blocked_until=NOW - timedelta(seconds=1))
    sign_in(own, "lan")
    assert not is_in(own)


def test_a_forged_device_cookie_is_a_strangers(officer: Account) -> None:
    fail(5)
    client = Client()
    client.cookies["device"] = "WyJhIixbImxhbiJdXQ:1abcde:sai"
    sign_in(client, "lan")
    assert not is_in(client)


def test_an_unknown_name_is_locked_with_the_same_words(officer: Account) -> None:
    fail(5)
    fail(5, "không có ai")
    said = []
    for name in ("lan", "không có ai"):
        Attempts.objects.update(blocked_until=NOW + timedelta(hours=1))
        said.append(str(sign_in(Client(), name).context["form"].non_field_errors()))
    assert said[0] == said[1]


def test_a_thousand_attempts_on_many_names_hold_up_their_address_and_nobody_else(officer: Account) -> None:
    for number in range(100):
        api.begin_attempt(name=f"tên {number}", device="", address="10.9.9.9", now=NOW)
    rows = Attempts.objects.count()
    for number in range(100, 1000):
        assert isinstance(api.begin_attempt(name=f"tên {number}", device="", address="10.9.9.9", now=NOW), Blocked)
    sign_in(elsewhere := Client(REMOTE_ADDR="10.1.1.1"), "lan")
    assert is_in(elsewhere)
    own = Client(REMOTE_ADDR="10.9.9.9")
    own.cookies["device"] = elsewhere.cookies["device"].value
    sign_in(own, "lan")
    assert is_in(own)
    assert rows <= 110


def test_attempts_that_are_held_up_add_no_rows(officer: Account) -> None:
    for _ in range(100):
        api.begin_attempt(name="x", device="", address="10.9.9.9", now=NOW)
        Attempts.objects.filter(kind="name").update(blocked_until=NOW - timedelta(seconds=1))
    before = Attempts.objects.count()
    for number in range(50):
        api.begin_attempt(name=f"mới {number}", device="", address="10.9.9.9", now=NOW)
    assert Attempts.objects.filter(failures__gt=0).count() <= before
    assert api.begin_attempt(name="mới", device="", address="10.9.9.8", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_many_attempts_at_once_five_are_looked_at_at_most() -> None:
    def attempt(_number: int) -> bool:
        try:
            return not isinstance(api.begin_attempt(name="lan", device="", address="10.1.1.1", now=NOW), Blocked)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(attempt, range(40)))
    assert 1 <= looked_at <= 5


def test_an_administrator_ends_a_lock(officer: Account) -> None:
    fail(5)
    administrator = client_of(make_officer("quantri", role="admin", agency=PROVINCE))
    listed = administrator.get("/studio/identity/locks/")
    assert [lock.name for lock in listed.context["locks"]] == [officer.full_name]
    assert administrator.post(f"/studio/identity/locks/{officer.pk}/end/").status_code == 302
    assert not administrator.get("/studio/identity/locks/").context["locks"]
    assert administrator.post(f"/studio/identity/locks/{officer.pk}/end/").status_code == 404
    sign_in(client := Client(), "lan")
    assert is_in(client)


def test_an_administrator_of_another_agency_neither_sees_nor_ends_a_lock(officer: Account) -> None:
    fail(5)
    other = client_of(make_officer("xa", role="admin", agency=COMMUNE))
    assert not other.get("/studio/identity/locks/").context["locks"]
    assert other.post(f"/studio/identity/locks/{officer.pk}/end/").status_code == 404
    assert client_of(make_officer("mai")).get("/studio/identity/locks/").status_code == 403


def test_a_lock_ends_by_itself_after_its_time(officer: Account) -> None:
    fail(5)
    Attempts.objects.update(blocked_until=NOW - timedelta(seconds=1))
    sign_in(client := Client(), "lan")
    assert is_in(client)


def test_an_attack_is_one_entry_of_the_ledger_and_a_lock_another(officer: Account) -> None:
    fail(5)
    fail(5, "không có ai")
    assert Entry.objects.filter(verb="identity.sign_in.locked").count() == 1
    assert not Entry.objects.filter(verb="identity.sign_in.failed").exists()
    assert api.tell_failures(now=timezone.now()) == 10
    assert api.tell_failures(now=timezone.now()) == 0
    entry = Entry.objects.values().get(verb="identity.sign_in.failed")
    assert "'failures': 10" in str(entry)


def test_a_sign_in_says_how_many_attempts_had_failed_before(officer: Account) -> None:
    fail(2)
    sign_in(Client(), "lan")
    told = Entry.objects.get(verb="identity.sign_in.done")
    assert told.after["failed_before"] == 2
    assert told.actor == told.person
    assert told.actor_name


def test_old_counts_are_forgotten(officer: Account) -> None:
    fail(2)
    api.tell_failures(now=timezone.now() + timedelta(days=3))
    assert not Attempts.objects.exists()


def test_a_name_nobody_has_takes_as_long_as_a_wrong_password(officer: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    from honglam.core.identity.passwords import Argon2idHasher

    for name in ("encode", "verify"):
        plain: Any = getattr(Argon2idHasher, name)
        monkeypatch.setattr(
            Argon2idHasher, name, lambda *a, _p=plain, _n=name, **o: (hashed.append(_n), _p(*a, **o))[1]
        )
    sign_in(Client(), "lan", "sai")
    known = len(hashed)
    sign_in(Client(), "không có ai", "sai")
    assert known == 1
    assert len(hashed) - known == 1


def test_an_account_that_nobody_uses_is_closed_after_45_days(officer: Account) -> None:
    Account.objects.update(synthetic=False, last_login=NOW - timedelta(days=44))
    assert api.close_unused_accounts(now=NOW) == 0
    Account.objects.update(last_login=NOW - timedelta(days=46))
    assert api.close_unused_accounts(now=NOW) == 1
    sign_in(client := Client(), "lan")
    assert not is_in(client)
    assert Entry.objects.filter(verb="identity.account.closed").exists()


def test_a_first_password_opens_what_was_unused_and_not_what_somebody_closed(officer: Account) -> None:
    for because, opened in (("unused", True), ("administrator", False)):
        Account.objects.update(is_active=False, closed_because=because)
        api.give_password(account_id=officer.pk, now=timezone.now())
        assert Account.objects.get().is_active is opened
