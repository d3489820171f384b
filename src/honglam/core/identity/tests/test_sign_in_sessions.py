from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as Row
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from honglam.core.audit.models import Entry
from honglam.core.identity import api
from honglam.core.identity.models import Account
from honglam.core.identity.service.sessions import browser_of
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.identity.tests.test_sign_in import PASSWORD, later, sign_in, with_password
from honglam.kit.access import signed_in, step_up
from honglam.project.urls import urlpatterns as ours

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


def entered(name: str = "lan", *, role: str = "officer", shared: bool = False, **extra: Any) -> Client:
    """Return the browser of an officer who has signed in with a password and put the second factor off."""
    if not Account.objects.filter(username=name).exists():
        with_password(make_officer(name, role=role))
    client = Client(**({"HTTP_USER_AGENT": CHROME, "REMOTE_ADDR": "10.1.2.3"} | extra))
    sign_in(client, name, **({"shared": "on"} if shared else {}))
    later(client)
    return client


def age(client: Client, *, seen: float = 0, opened: float = 0) -> None:
    """Let a session be so many seconds older."""
    session = client.session
    session["seen"] -= seen
    session["opened"] = session["opened"] | {"until": session["opened"]["until"] - opened}
    session.save()


def open_to(client: Client, **extra: Any) -> bool:
    return client.get("/desk/", **extra).status_code == 200


@pytest.mark.parametrize(
    ("role", "shared", "minutes"), [("officer", False, 15), ("admin", False, 5), ("officer", True, 5)]
)
def test_a_session_ends_after_a_pause(role: str, shared: bool, minutes: int) -> None:  # noqa: FBT001
    client = entered(role=role, shared=shared)
    age(client, seen=minutes * 60 - 5)
    assert open_to(client)
    age(client, seen=minutes * 60 + 5)
    answer = client.get("/desk/")
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/"
    assert answer.cookies["ended"].value == "idle"
    assert not Row.objects.filter(session_key=client.session.session_key).exists()


def test_the_sign_in_page_says_why_and_leads_back() -> None:
    client = entered()
    age(client, seen=3600)
    page = client.get("/desk/", follow=True)
    assert 'role="status"' in page.content.decode()
    assert 'name="next" value="/desk/"' in page.content.decode()


def test_a_session_ends_after_a_working_day_however_busy() -> None:
    client = entered()
    age(client, opened=12 * 3600 + 1)
    assert not open_to(client)


def test_what_a_page_fetches_by_itself_is_no_sign_of_life() -> None:
    client = entered()
    age(client, seen=14 * 60)
    assert open_to(client, HTTP_SEC_FETCH_MODE="cors")
    age(client, seen=120)
    assert not open_to(client)


def test_somebody_who_types_stays_signed_in() -> None:
    client = entered()
    age(client, seen=14 * 60)
    assert client.post("/accounts/sessions/touch/", HTTP_SEC_FETCH_MODE="cors").status_code == 204
    age(client, seen=120)
    assert open_to(client)


def test_a_session_is_written_at_most_once_a_minute(django_assert_num_queries: Any) -> None:
    client = entered()
    open_to(client)
    with django_assert_num_queries(2):  # the session and the viewer
        client.post("/accounts/sessions/touch/")
    age(client, seen=61)
    with django_assert_num_queries(6):  # and the two rows written, the session's within a savepoint
        client.post("/accounts/sessions/touch/")


def test_a_stolen_session_is_refused_from_another_network_and_lives_on_in_its_own() -> None:
    client = entered()
    thief = Client(HTTP_USER_AGENT=CHROME, REMOTE_ADDR="203.0.113.9")
    thief.cookies["session"] = client.cookies["session"].value
    answer = thief.get("/desk/")
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/"
    assert answer.cookies["ended"].value == "network"
    thief.cookies["session"] = client.cookies["session"].value
    for path_ in ("/accounts/security/", "/accounts/proof/", "/accounts/security/codes/", "/api/v1/places/communes"):
        assert "_auth_user_id" not in thief.get(path_).wsgi_request.session
    assert open_to(client)
    assert Entry.objects.filter(verb="identity.session.refused").count() == 1


def test_within_one_network_an_address_may_change() -> None:
    assert open_to(entered(), REMOTE_ADDR="10.1.2.99")


def test_a_session_does_not_move_to_another_browser() -> None:
    assert not open_to(entered(), HTTP_USER_AGENT=FIREFOX)
    assert open_to(entered(), HTTP_USER_AGENT=CHROME.replace("140", "141"))


def test_a_citizens_phone_may_change_its_network() -> None:
    client = client_of(make_citizen("hoa"))
    assert (
        api.session_opened(
            kind=make_citizen("na").kind,
            administers=False,
            shared=False,
            address="10.1.1.1",
            agent=CHROME,
            now=timezone.now(),
        )["network"]
        == ""
    )
    assert client.get("/accounts/security/", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_shared_machine_keeps_nothing() -> None:
    client = entered(shared=True)
    assert "device" not in client.cookies
    assert client.session.get_expire_at_browser_close()
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_its_owner_sees_each_session_and_ends_one_or_all_others() -> None:
    here, there, third = entered(), entered(HTTP_USER_AGENT=FIREFOX), entered()
    page = here.get("/accounts/security/")
    listed = page.context["sessions"]
    assert [each.current for each in listed] == [True, False, False]
    other = next(each for each in listed if each.browser == browser_of(FIREFOX))
    here.post("/accounts/sessions/end/", {"session": other.id})
    assert not open_to(there, HTTP_USER_AGENT=FIREFOX)
    assert open_to(third)
    here.post("/accounts/sessions/end/")
    assert not open_to(third)
    assert open_to(here)


def test_nobody_ends_the_session_of_somebody_else() -> None:
    mine, theirs = entered(), entered("nam")
    foreign = api.sessions(account_id=Account.objects.get(username="nam").pk, now=timezone.now())[0]
    mine.post("/accounts/sessions/end/", {"session": foreign.id})
    assert open_to(theirs)


def test_a_new_device_is_told_once() -> None:
    first = entered()
    sign_in(first, "lan")
    told = [
        e["after"]["new_device"]
        for e in Entry.objects.filter(verb="identity.sign_in.done").order_by("pk").values("after")
    ]
    assert told == [True]
    first.post("/accounts/logout/")
    sign_in(first, "lan")
    assert (
        Entry.objects.filter(verb="identity.sign_in.done").order_by("-pk").values("after")[0]["after"]["new_device"]
        is False
    )


SIGNED: list[str] = []


@signed_in
@step_up
def sign(request: HttpRequest) -> HttpResponse:
    SIGNED.append(request.POST.get("what", ""))
    return HttpResponse("signed")


urlpatterns = [path("sign/", sign, name="sign"), *ours]


@override_settings(ROOT_URLCONF=__name__)
def test_signing_needs_a_fresh_proof_and_what_was_sent_is_done_afterwards() -> None:
    SIGNED.clear()
    client = entered()
    assert client.post("/sign/", {"what": "now"}).content == b"signed"
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 600
    session.save()
    asked = client.post("/sign/", {"what": "later"})
    assert asked.headers["Location"] == "/accounts/proof/?next=%2Fsign%2F"
    assert client.post(asked.headers["Location"], {"password": "sai"}).status_code == 200
    assert SIGNED == ["now"]
    done = client.post(asked.headers["Location"], {"password": PASSWORD, "next": "/sign/"})
    assert done.content == b"signed"
    assert SIGNED == ["now", "later"]
    assert "proof-needed" not in done.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_program_hears_that_a_fresh_proof_is_missing() -> None:
    answer = client_of(make_officer("lan")).get("/sign/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 403
    assert "proof-needed" in answer.content.decode()


def test_the_rules_are_dated_data() -> None:
    rules = api.sign_in_rules(now=timezone.now())
    assert rules.idle == timedelta(minutes=15)
    assert rules.idle_administrator == rules.idle_shared == timedelta(minutes=5)
