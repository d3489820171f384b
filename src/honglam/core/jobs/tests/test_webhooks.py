"""Other systems are told of what happens: signed, in order, tried for days, and only of what the owner may see."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook as Foreign
from standardwebhooks import WebhookVerificationError

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.events import Event
from honglam.core.audit.testing import ledger
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.jobs import api, calling, models, outbox, webhooks
from honglam.core.jobs.contracts import CallState, Ended, WebhookDisabled, WebhookEntry
from honglam.core.jobs.hooks import PEOPLE, READERS, People, Reader
from honglam.core.jobs.testing import _registered, deliver

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HERE, OTHER = "H27.skhcn", "H27.18562"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Event):
    """Something was done at an agency."""

    name: ClassVar[str] = "vn.honglam.trial.thing-done"
    thing: str
    agency: str

    @property
    def subject(self) -> str:
        return self.thing


@dataclass
class Receiver:
    """Another system: a real server that answers as the test says."""

    address: str = ""
    answers: list[int] = field(default_factory=list)  # the next ones; 204 when none is left
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def events(self) -> list[Any]:
        return [json.loads(body) for _headers, body in self.got]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.CALL_NETWORKS = ["127.0.0.0/8"]
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(found.answers.pop(0) if found.answers else 204)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}/events?from=honglam"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def owner(monkeypatch: Any) -> Iterator[dict[str, Viewer]]:
    """Who the owners of webhooks are now, by account id; tests change it."""
    known: dict[str, Viewer] = {}
    monkeypatch.setattr(calling, "PEOPLE", [People("test", lambda account: known.get(account, Viewer()))])
    assert len(PEOPLE) == 1
    monkeypatch.setattr(webhooks, "known_types", lambda: ((Done.name, ""), ("vn.honglam.trial.*", "")))
    webhooks.forget()
    with _registered(READERS, (Reader("vn.honglam.trial.*", "trial.view"),)):
        yield known
    webhooks.forget()


def officer(agency: str = HERE, *rights: str) -> Viewer:
    grants = frozenset(Grant(right, agency) for right in ("jobs.webhooks", "trial.view", *rights))
    return Viewer(id="7", name="Lan", kind=Kind.OFFICER, agency=agency, grants=grants)


def made(receiver: Receiver, owner: dict[str, Viewer], agency: str = HERE, **more: Any) -> tuple[int, str]:
    viewer = owner["7"] = officer(agency)
    entry = WebhookEntry("Kho", receiver.address, (Done.name,), agency)
    found = api.make_webhook(entry=entry, viewer=viewer, now=more.get("now", NOW))
    return found.webhook, found.secret


def happens(thing: str, agency: str = HERE) -> str:
    number = api.publish(event=Done(thing=thing, agency=agency), source="/trial", now=NOW)
    deliver()
    return number


def call(webhook: int, now: datetime = NOW) -> int:
    now = max(now, timezone.now())
    count = 0
    while api.call_next(webhook_id=webhook, now=now):
        count += 1
    return count


def later(**time: float) -> datetime:
    return timezone.now() + timedelta(**time)


def test_a_foreign_library_finds_the_call_genuine(receiver: Receiver, owner: Any) -> None:
    webhook, secret = made(receiver, owner)
    number = happens("a")
    assert call(webhook) == 1
    ((headers, body),) = receiver.got
    event = Foreign(secret).verify(body, headers)
    assert (event["specversion"], event["id"], event["type"]) == ("1.0", number, Done.name)
    assert (event["source"], event["subject"], event["data"]) == ("/trial", "a", {"thing": "a", "agency": HERE})
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert headers["webhook-id"] == number
    with pytest.raises(WebhookVerificationError):
        Foreign(secret).verify(body.replace(b'"a"', b'"b"'), headers)


def test_what_fails_twice_is_taken_the_third_time_and_later_events_of_its_subject_wait(
    receiver: Receiver, owner: Any
) -> None:
    webhook, _secret = made(receiver, owner)
    receiver.answers = [500]
    happens("a"), happens("a"), happens("b")
    assert call(webhook) == 2  # the first of a fails, b goes; the second of a waits for the first
    assert [each["subject"] for each in receiver.events()] == ["a", "b"]
    receiver.answers = [503]
    assert call(webhook, later(seconds=6)) == 1
    assert call(webhook, later(seconds=400)) == 2
    assert [each["subject"] for each in receiver.events()].count("a") == 4
    ids = [headers["webhook-id"] for headers, _body in receiver.got if b'"subject":"a"' in _body]
    assert len(set(ids)) == 2
    assert ids[-1] != ids[0]  # the second came last
    found = api.calls(webhook_id=webhook, viewer=owner["7"])
    assert {each.state for each in found} == {CallState.TAKEN}
    assert api.webhook(webhook_id=webhook, viewer=owner["7"]).failing_since is None


def test_after_three_days_a_call_is_given_up_the_webhook_switched_off_and_its_owner_told(
    receiver: Receiver, owner: Any
) -> None:
    webhook, _secret = made(receiver, owner)
    receiver.answers = [500] * 50
    happens("a")
    now, count = timezone.now(), 0
    while api.webhook(webhook_id=webhook, viewer=owner["7"]).enabled:
        count += 1
        assert api.call_next(webhook_id=webhook, now=now)
        now = api.calls(webhook_id=webhook, viewer=owner["7"])[0].due_at
    assert (count, now - timezone.now() > timedelta(days=3)) == (10, True)
    found = api.webhook(webhook_id=webhook, viewer=owner["7"])
    assert (found.ended_why, found.dead) == (Ended.FAILING, 1)
    told = models.OutboxEvent.objects.get(name=WebhookDisabled.name)
    assert (told.data["owner"], told.data["title"], told.data["why"]) == ("7", "Kho", "failing")
    happens("b")
    assert call(webhook, later(days=9)) == 0
    with pytest.raises(Conflict):
        api.call_again(webhook_id=webhook, viewer=owner["7"], now=NOW)
    receiver.answers = []
    api.switch_webhook(webhook_id=webhook, enabled=True, viewer=owner["7"])
    assert api.call_again(webhook_id=webhook, viewer=owner["7"], now=NOW) == 1
    assert call(webhook) == 1
    assert receiver.events()[-1]["subject"] == "a"


def test_who_answers_that_nothing_is_wanted_is_asked_no_more(receiver: Receiver, owner: Any) -> None:
    webhook, _secret = made(receiver, owner)
    receiver.answers = [410]
    happens("a")
    assert call(webhook) == 1
    assert api.webhook(webhook_id=webhook, viewer=owner["7"]).ended_why is Ended.GONE


def test_nobody_is_told_of_what_the_owner_may_not_see(receiver: Receiver, owner: Any) -> None:
    webhook, _secret = made(receiver, owner)
    happens("theirs", OTHER), happens("ours"), happens("below", f"{HERE}.unit")
    call(webhook)
    happens("before")
    owner["7"] = Viewer(id="7", kind=Kind.OFFICER, agency=HERE)  # the right was withdrawn
    happens("after")
    call(webhook)
    assert sorted(each["subject"] for each in receiver.events()) == ["below", "ours"]


def test_who_takes_a_webhook_over_is_not_sent_what_only_its_former_owner_could_see(
    receiver: Receiver, owner: Any
) -> None:
    webhook, _secret = made(receiver, owner)
    receiver.answers = [500]
    happens("theirs")
    call(webhook)
    owner["8"] = taker = Viewer(
        id="8", name="Minh", kind=Kind.OFFICER, agency=HERE, grants=frozenset({Grant("jobs.webhooks", HERE)})
    )
    entry = WebhookEntry("Kho", f"{receiver.address}&mine", (Done.name,), HERE)
    api.change_webhook(webhook_id=webhook, entry=entry, viewer=taker)
    call(webhook, later(days=1))
    assert len(receiver.got) == 1, "what waited went to the new address"
    (found,) = api.calls(webhook_id=webhook, viewer=taker)
    assert (found.state, found.code) == (CallState.DROPPED, None)
    assert "may not see" in found.error


def test_events_without_a_reader_go_to_the_province_only(receiver: Receiver, owner: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(calling, "READERS", ())
    webhook, _secret = made(receiver, owner)
    happens("a")
    assert call(webhook) == 0
    whole, _secret = made(receiver, owner, "H27")
    happens("b")
    assert (call(webhook), call(whole)) == (0, 1)


def test_nothing_is_written_while_no_webhook_asks_for_it(receiver: Receiver, owner: Any) -> None:
    happens("a")
    assert not models.Delivery.objects.exists()
    made(receiver, owner)
    happens("b")
    assert models.Delivery.objects.get().subscription == "jobs.webhooks"


def test_for_a_day_both_secrets_prove_a_call(receiver: Receiver, owner: Any) -> None:
    webhook, old = made(receiver, owner)
    new = api.renew_webhook_secret(webhook_id=webhook, viewer=owner["7"], now=timezone.now()).secret
    happens("a")
    call(webhook)
    headers, body = receiver.got[-1]
    assert new != old
    assert Foreign(old).verify(body, headers) == Foreign(new).verify(body, headers)
    happens("b")
    models.Webhook.objects.update(former_until=timezone.now())
    call(webhook)
    headers, body = receiver.got[-1]
    Foreign(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Foreign(old).verify(body, headers)


def test_a_webhook_is_tried_at_once(receiver: Receiver, owner: Any) -> None:
    webhook, secret = made(receiver, owner)
    found = api.test_webhook(webhook_id=webhook, viewer=owner["7"], now=timezone.now())
    assert (found.state, found.code, found.type) == (CallState.TAKEN, 204, "vn.honglam.jobs.webhook-tested")
    headers, body = receiver.got[-1]
    assert Foreign(secret).verify(body, headers)["data"]["webhook"] == webhook
    receiver.answers = [404]
    found = api.test_webhook(webhook_id=webhook, viewer=owner["7"], now=timezone.now())
    assert (found.state, found.code) == (CallState.DROPPED, 404)


def test_an_address_within_a_network_is_refused_when_it_is_entered_and_when_it_is_called(
    receiver: Receiver, owner: Any, settings: Any
) -> None:
    webhook, _secret = made(receiver, owner)
    settings.CALL_NETWORKS = []
    for address in (receiver.address, "https://10.0.0.1/", "http://example.com/", "file:///etc/passwd", "https://"):
        entry = WebhookEntry("Kho", address, (Done.name,), HERE)
        with pytest.raises(Refusal) as told:
            api.make_webhook(entry=entry, viewer=owner["7"], now=NOW)
        assert told.value.field == "address"
    happens("a")
    call(webhook)
    assert not receiver.got
    assert api.calls(webhook_id=webhook, viewer=owner["7"])[0].code is None


def test_a_crash_between_call_and_note_calls_once_more_under_the_same_id(
    receiver: Receiver, owner: Any, monkeypatch: Any
) -> None:
    webhook, _secret = made(receiver, owner)
    happens("a")
    with monkeypatch.context() as dying:
        dying.setattr(calling, "_settle", lambda *_arguments: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            call(webhook)
    assert call(webhook) == 0  # another process may still be at it
    assert call(webhook, later(seconds=61)) == 1
    first, second = (headers["webhook-id"] for headers, _body in receiver.got)
    assert first == second


def test_strangers_do_not_learn_that_there_is_a_webhook(receiver: Receiver, owner: Any) -> None:
    webhook, _secret = made(receiver, owner)
    stranger = officer(OTHER)
    for act in (api.webhook, api.calls):
        with pytest.raises(Missing):
            act(webhook_id=webhook, viewer=stranger)
    with pytest.raises(Missing):
        api.remove_webhook(webhook_id=webhook, viewer=stranger)
    with pytest.raises(Forbidden):
        api.make_webhook(entry=WebhookEntry("Kho", receiver.address, (Done.name,), HERE), viewer=stranger, now=NOW)


def test_the_secret_lies_sealed_and_changes_stand_on_the_ledger(receiver: Receiver, owner: Any) -> None:
    webhook, secret = made(receiver, owner)
    assert secret.removeprefix("whsec_") not in models.Webhook.objects.get().secret
    api.remove_webhook(webhook_id=webhook, viewer=owner["7"])
    written = ledger(thing=f"webhook:{webhook}")
    assert [entry.verb for entry in written] == ["jobs.webhook.made", "jobs.webhook.removed"]
    assert secret not in str(written)


def test_what_waits_to_be_called_is_not_forgotten(receiver: Receiver, owner: Any) -> None:
    webhook, _secret = made(receiver, owner)
    happens("a")
    outbox.forget(now=later(days=60))
    assert call(webhook) == 1
    outbox.forget(now=later(days=60))
    assert not models.Call.objects.exists()


def test_an_administrator_makes_tries_and_removes_one_in_the_studio(receiver: Receiver) -> None:
    client = client_of(make_officer("admin1", role="admin", agency="H27"))
    data = {"name": "Kho", "address": receiver.address, "agency": "H27", "types": [Done.name]}
    page = client.post("/studio/jobs/webhooks/new/", data, follow=True)
    assert "whsec_" in page.content.decode()
    number = models.Webhook.objects.get().pk
    assert "whsec_" not in client.get(f"/studio/jobs/webhooks/{number}/secret/").content.decode()
    page = client.post(f"/studio/jobs/webhooks/{number}/try/", follow=True)
    assert "204" in page.content.decode()
    assert len(receiver.got) == 1
    assert Client().get(f"/studio/jobs/webhooks/{number}/").status_code in (302, 401)
    client.post(f"/studio/jobs/webhooks/{number}/remove/", follow=True)
    assert not models.Webhook.objects.exists()


def test_a_machine_makes_one_by_rest(receiver: Receiver) -> None:
    client = client_of(make_officer("admin2", role="admin", agency="H27"))
    body = {"name": "Kho", "address": receiver.address, "agency": "H27", "types": [Done.name]}
    made = client.post("/api/v1/jobs/webhooks", body, content_type="application/json")
    assert made.status_code == 201
    number = made.json()["id"]
    found = client.get(f"/api/v1/jobs/webhooks/{number}").json()
    assert (found["name"], found["enabled"], "secret" in found) == ("Kho", True, False)
    assert client.post(f"/api/v1/jobs/webhooks/{number}/test").json()["code"] == 204
    assert client.get("/api/v1/jobs/webhooks").json()["items"][0]["name"] == "Kho"
    wrong = client.post("/api/v1/jobs/webhooks", body | {"types": ["no"]}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "types")
    assert client.delete(f"/api/v1/jobs/webhooks/{number}").status_code == 204
