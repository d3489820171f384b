from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from honglam.base.errors import Refusal
from honglam.core.identity import api, backchannel
from honglam.core.identity.models import ClientSession
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.relying import (  # noqa: F401  (a fixture)
    Browser,
    RelyingParty,
    administrator,
    fresh,
    get,
    register,
)
from honglam.core.jobs.testing import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Listener:
    """The logout address of another system."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.heard: list[str] = []
        self.answers: list[int] = []


@contextmanager
def listening(*answers: int, location: str = "") -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            listener.heard.append(parse_qs(body)["logout_token"][0])
            self.send_response(listener.answers.pop(0) if listener.answers else 200)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}/logout")
    listener.answers += answers
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings) -> None:
    settings.CALL_NETWORKS = ["127.0.0.0/8"]


def test_a_client_is_told_when_the_person_signs_out(live_server) -> None:
    officer = make_officer("lan")
    browser = Browser(live_server.url, officer)
    with listening() as listener:
        party = RelyingParty(live_server.url, register(backchannel_logout_uri=listener.url))
        tokens = party.sign_in(browser)
        sid = party.claims(tokens["id_token"])["sid"]
        page = browser.http.get("/accounts/logout/")
        mark = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        browser.http.post("/accounts/logout/", data={"csrfmiddlewaretoken": mark})
        assert run_jobs() == ["identity.tell_logout"]
    token = jwt.decode(listener.heard[0], KeySet.import_key_set(get(party.server["jwks_uri"]).json()), ["RS256"])
    assert token.header["typ"] == "logout+jwt"
    assert token.claims["events"] == {EVENT: {}}
    assert token.claims["sub"] == str(officer.uid)
    assert token.claims["sid"] == sid
    assert token.claims["aud"] == party.registered.client.client_id
    assert token.claims["iss"] == party.server["issuer"]
    assert "nonce" not in token.claims
    assert ClientSession.objects.get().told_at
    answer = get(party.server["userinfo_endpoint"], headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert answer.status_code == 401


def test_a_client_is_told_when_a_session_is_revoked_or_the_account_closed(live_server) -> None:
    officer = make_officer("lan")
    with listening() as listener:
        party = RelyingParty(live_server.url, register(backchannel_logout_uri=listener.url))
        party.sign_in(Browser(live_server.url, officer))
        Session.objects.all().delete()
        assert run_jobs() == ["identity.tell_logout"]
        party.sign_in(Browser(live_server.url, officer))
        officer.is_active = False
        officer.save()
        assert run_jobs() == ["identity.tell_logout"]
    assert len(listener.heard) == 2


def test_it_ends_the_sessions_of_one_browser_only(live_server) -> None:
    officer = make_officer("lan")
    registered = register()
    here, there = (RelyingParty(live_server.url, registered) for _ in range(2))
    first, second = Browser(live_server.url, officer), Browser(live_server.url, officer)
    here.sign_in(first)
    kept = there.sign_in(second)
    Session.objects.filter(session_key=first.http.cookies["session"]).delete()
    answer = get(there.server["userinfo_endpoint"], headers={"Authorization": f"Bearer {kept['access_token']}"})
    assert answer.status_code == 200


def test_a_client_that_does_not_answer_is_told_again(live_server) -> None:
    with listening(503) as listener:
        party = RelyingParty(live_server.url, register(backchannel_logout_uri=listener.url))
        party.sign_in(Browser(live_server.url, make_officer("lan")))
        Session.objects.all().delete()
        session = ClientSession.objects.get()
        with pytest.raises(backchannel.NotTaken):
            run_jobs()
        assert not ClientSession.objects.get().told_at
        address, token = api.logout_notice(session_id=session.pk, now=timezone.now())
        backchannel.post(address, {"logout_token": token})
    assert len(listener.heard) == 2


def test_an_unused_code_leaves_nobody_to_tell(live_server) -> None:
    with listening() as listener:
        party = RelyingParty(live_server.url, register(backchannel_logout_uri=listener.url))
        browser = Browser(live_server.url, make_officer("lan"))
        browser.allow(browser.http.get(party.address()))
        Session.objects.all().delete()
        assert run_jobs() == []
    assert not listener.heard


def test_it_follows_no_redirect() -> None:
    with listening() as other, listening(302, location=other.url) as listener:
        with pytest.raises(backchannel.NotTaken):
            backchannel.post(listener.url, {"logout_token": "x"})
        assert not other.heard


def test_it_calls_no_address_inside_unless_it_was_named(settings) -> None:
    settings.CALL_NETWORKS = []
    with pytest.raises(Refusal):
        backchannel.post("http://127.0.0.1/logout", {"logout_token": "x"})


def test_switching_a_client_off_ends_everything_there(live_server) -> None:
    party = RelyingParty(live_server.url, register())
    browser = Browser(live_server.url, make_officer("lan"))
    tokens = party.sign_in(browser)
    api.switch_client(client_id=party.registered.client.id, enabled=False, viewer=administrator(), now=timezone.now())
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert get(party.server["userinfo_endpoint"], headers=bearer).status_code == 401
    assert "code=" not in browser.http.get(party.address()).headers.get("Location", "")
