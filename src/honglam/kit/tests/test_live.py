from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from django.db import connection, transaction

from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.core.jobs.testing import database_url, eventually
from honglam.kit import live

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(scope="module")
def server(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """A real Granian on the test's database; return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with django_db_blocker.unblock():
        environment = os.environ | {"DATABASE_URL": database_url(), "HONGLAM_POOL": "4", "HONGLAM_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, "honglam.project.asgi:application"], env=environment)
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{address}/healthz").status_code == 200
        except httpx.TransportError:
            return False

    eventually(answers, within=60)
    yield address
    process.terminate()
    process.wait(20)


class Page:
    """An open page that listens."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """Return the next event and its data; comments are passed over."""
        event, data = "", None
        for line in self.lines:
            key, _, value = line.partition(": ")
            if key == "event":
                event = value
            elif key == "data":
                data = json.loads(value)
            elif not line and event:
                return event, data
        return "closed", None


@contextmanager
def listening(server: str, topics: str, cookies: dict[str, str], **headers: str) -> Iterator[Page]:
    url, wanted = f"{server}/live/{topics}", {"Accept": "text/event-stream", **headers}
    with httpx.Client(timeout=30, cookies=cookies) as http, http.stream("GET", url, headers=wanted) as response:
        assert response.status_code == 200
        yield Page(response)


def cookies_of(client: Any) -> dict[str, str]:
    return {"session": client.cookies["session"].value}


@pytest.fixture
def admin() -> Any:
    return client_of(make_officer("quantri", role="admin", agency="H27"))


def test_a_page_hears_what_was_committed_and_nothing_else(server, admin) -> None:
    with listening(server, "jobs", cookies_of(admin)) as page:
        assert page.response.headers["content-type"].startswith("text/event-stream")
        assert page.next() == ("ready", {})
        with transaction.atomic():
            live.notify(topic="jobs", key="1", data={"never": True})
            transaction.set_rollback(True)
        began = time.monotonic()
        live.notify(topic="jobs", key="2", data={"tên": "Hồng Lam"})
        assert page.next() == ("jobs", {"key": "2", "data": {"tên": "Hồng Lam"}})
        assert time.monotonic() - began < 1


def test_a_page_may_watch_one_thing_of_a_kind(server, admin) -> None:
    with listening(server, "jobs:7", cookies_of(admin)) as page:
        page.next()
        live.notify(topic="jobs", key="8")
        live.notify(topic="jobs", key="7")
        assert page.next()[1]["key"] == "7"


def test_what_is_too_long_for_the_database_is_a_hint_only(server, admin) -> None:
    with listening(server, "jobs", cookies_of(admin)) as page:
        page.next()
        live.notify(topic="jobs", key="1", data={"text": "đ" * 8000})
        assert page.next() == ("jobs", {"key": "1", "data": None})


def test_a_page_that_comes_again_is_told_to_refresh(server, admin) -> None:
    with listening(server, "jobs", cookies_of(admin), **{"Last-Event-ID": "5"}) as page:
        assert page.next()[0] == "refresh"


@pytest.mark.parametrize(
    ("who", "topic", "status"), [(None, "jobs", 401), ("citizen", "jobs", 403), ("admin", "moon", 404)]
)
def test_it_asks_for_the_right_of_the_topic(server, admin, who, topic, status) -> None:
    client = {"citizen": lambda: client_of(make_citizen("hoa")), "admin": lambda: admin}.get(who, lambda: None)()
    cookies = cookies_of(client) if client else {}
    answer = httpx.get(f"{server}/live/{topic}", headers={"Accept": "text/event-stream"}, cookies=cookies)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_signing_out_closes_the_page_at_once(server, admin) -> None:
    with listening(server, "jobs", cookies_of(admin)) as page:
        page.next()
        admin.post("/accounts/logout/")
        assert page.next()[0] == "signed-out"
        assert page.next()[0] == "closed"


def test_open_pages_hold_no_connection_of_the_pool(server, admin) -> None:
    cookies = cookies_of(admin)
    with ExitStack() as stack:
        pages = [stack.enter_context(listening(server, "jobs", cookies)) for _ in range(live.PER_VIEWER)]
        assert {page.next()[0] for page in pages} == {"ready"}  # three times as many as the pool has connections
        began = time.monotonic()
        assert httpx.get(f"{server}/studio/", cookies=cookies, timeout=20).status_code == 200
        assert time.monotonic() - began < 5
        refused = httpx.get(f"{server}/live/jobs", cookies=cookies, headers={"Accept": "text/event-stream"})
        assert refused.status_code == 429
    # Closed pages are forgotten.
    eventually(lambda: _opens(server, cookies))


def _opens(server: str, cookies: dict[str, str]) -> bool:
    with httpx.stream("GET", f"{server}/live/jobs", cookies=cookies, headers={"Accept": "text/event-stream"}) as answer:
        return answer.status_code == 200


def test_it_comes_back_when_the_database_drops_its_listener(server, admin) -> None:
    with listening(server, "jobs", cookies_of(admin)) as page:
        page.next()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN hl_live%'")
            assert cursor.fetchall() == [(True,)]
        assert page.next()[0] == "refresh"
        live.notify(topic="jobs", key="9")
        assert page.next()[1]["key"] == "9"


def test_nobody_can_tell_of_a_topic_that_is_not_declared(db) -> None:
    with pytest.raises(KeyError, match="moon"):
        live.notify(topic="moon")
