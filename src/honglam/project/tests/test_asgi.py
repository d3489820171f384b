from __future__ import annotations

import asyncio
import warnings
from typing import Any

import pytest
from django.db import connections

pytestmark = pytest.mark.django_db(transaction=True)


def ask(
    path: str = "/healthz",
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: list[bytes] | None = None,
):
    """Return status, headers and body, and how many pieces of the request's body were read."""
    pieces = list(body or [b""])
    sent: list[dict[str, Any]] = []
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        if not pieces:
            return {"type": "http.disconnect"}
        read += 1
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    lines = {"host": "localhost"} | (headers or {})
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in lines.items()],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # no static files are collected here
        from honglam.project.asgi import Application

        application = Application()
    asyncio.run(application(scope, receive, send))
    found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(each.get("body", b"") for each in sent[1:]), read


@pytest.fixture(autouse=True)
def _threads_see_the_test_database():
    yield
    connections.close_all()


def test_a_request_is_answered_with_its_id() -> None:
    status, headers, body, _read = ask()
    assert status == 200
    assert headers["x-request-id"]
    assert body


def test_an_upload_that_is_announced_as_too_large_is_refused_before_it_is_read(settings) -> None:
    status, _headers, body, read = ask(
        "/accounts/login/", method="POST", headers={"content-length": str(3 * 1024**3)}, body=[b"x", b"y"]
    )
    assert status == 413
    assert read == 0
    assert str(settings.UPLOAD_MAX_BYTES // 1024**2) in body.decode()


def test_an_upload_that_does_not_say_how_large_it_is_is_stopped_on_the_way(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    piece = b"x" * 700_000
    status, _headers, _body, read = ask("/accounts/login/", method="POST", body=[piece] * 50)
    assert status == 413
    assert read < 5
