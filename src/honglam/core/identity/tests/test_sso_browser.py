from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from honglam.core.identity.testing import client_of, make_officer
from honglam.core.identity.tests.relying import RelyingParty, fresh, query, register  # noqa: F401  (a fixture)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def client_on_another_host() -> Iterator[str]:
    """Another host than ours, as browsers see it: 127.0.0.1 is not localhost."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Arrived</title>")

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/callback"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_browser_lets_the_person_go_back_to_the_system_from_the_page_of_consent(
    live_server, context: BrowserContext
) -> None:
    officer = make_officer("lan")
    context.add_cookies(
        [{"name": "session", "value": client_of(officer).cookies["session"].value, "url": live_server.url}]
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    with client_on_another_host() as callback:
        party = RelyingParty(live_server.url, register(redirect_uris=(callback,)), redirect_uri=callback)
        page.goto(party.address())
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("Tab")
        page.click("button[name=allow]")
        page.wait_for_url(f"{callback}**")
        assert page.title() == "Arrived"
        tokens = party.tokens(page.url)
        assert party.claims(tokens["id_token"])["sub"] == str(officer.uid)
        page.goto(party.address())
        page.wait_for_url(f"{callback}**")
        assert "code" in query(page.url)
    assert not complaints
