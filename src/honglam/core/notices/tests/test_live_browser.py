"""A notice arrives on an open page, through a real server; the pages hold for eye, ear and keyboard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from honglam.core.identity.testing import PROVINCE, client_of, make_officer
from honglam.core.jobs.testing import database_url, eventually
from honglam.core.notices import api
from honglam.core.notices.contracts import Account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[str]:
    """A real Granian with its islands on the test's database; return its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with django_db_blocker.unblock():
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "HONGLAM_POOL": "4",
            "HONGLAM_LOG_LEVEL": "WARNING",
            "HONGLAM_HOME": str(tmp_path_factory.mktemp("home")),
            "HONGLAM_SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "honglam.project.settings",
        }
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=environment, check=True)
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


def opened(context: BrowserContext, server: str, account: Any, path: str) -> Page:
    """Open a page as somebody who is signed in."""
    cookie = client_of(account).cookies["session"].value
    context.add_cookies([{"name": "session", "value": cookie, "url": server}])
    page = context.new_page()
    page.goto(f"{server}{path}")
    return page


def tell(account: Any) -> None:
    api.send(
        template="notices.new_device",
        to=(Account(str(account.pk)),),
        values={"browser": "Firefox 128", "address": "203.162.4.190"},
        now=timezone.now(),
    )


@pytest.mark.parametrize("path", ["/notices/", "/communes/"])
def test_a_notice_arrives_without_loading_the_page_again_and_is_said_aloud(citizen, context, server, path):
    lan = citizen("lan")
    page = opened(context, server, lan, path)
    with page.expect_response(lambda answer: "/live/notices:" in answer.url):
        page.reload()
    page.evaluate("window.kept = true")
    eventually(lambda: _rings(page, lan), within=30)
    assert page.evaluate("window.kept")
    expect(page.locator("#bell-notices-said")).to_have_attribute("aria-live", "polite")
    if path == "/notices/":
        expect(page.locator("tbody tr")).not_to_have_count(0)


def _rings(page: Page, account: Any) -> bool:
    """Tell something, and see whether the bell of the open page heard of it; the line may still be opening."""
    tell(account)
    page.wait_for_timeout(700)
    return "thông báo mới" in page.locator("#bell-notices-said").inner_text()


@pytest.mark.parametrize("path", ["/notices/", "/notices/choices/", "/desk/notices/", "/desk/notices/choices/"])
def test_axe_finds_nothing_on_a_persons_own_pages(citizen, context, server, path):
    person = make_officer("mot") if path.startswith("/desk") else citizen("lan")
    tell(person)
    page = opened(context, server, person, path)
    assert Axe().run(page).violations_count == 0


@pytest.mark.parametrize("path", ["", "channels/", "costs/", "templates/", "templates/notices.emergency/"])
def test_axe_finds_nothing_on_the_studios_pages(context, server, path):
    admin = make_officer("quan", role="admin", agency=PROVINCE)
    page = opened(context, server, admin, f"/studio/notices/{path}")
    assert Axe().run(page).violations_count == 0


def test_the_bell_is_reached_by_keyboard_and_opens_the_list(citizen, context, server):
    lan = citizen("lan")
    tell(lan)
    page = opened(context, server, lan, "/")
    page.locator("#bell-notices").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server}/notices/")
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("thiết bị mới")
