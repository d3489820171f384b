"""Every page of signing in is for everybody: axe finds nothing, and a narrow phone need not be scrolled sideways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from honglam.core.identity.hooks import Courier
from honglam.core.identity.service import citizens
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.test_mfa import code_of
from honglam.core.identity.tests.test_sign_in import PASSWORD, with_password

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1366, "height": 768}


def look(page: Page, name: str) -> None:
    """Fail on what axe finds, and on a page that is wider than a phone."""
    for view in (PHONE, DESK):
        page.set_viewport_size(view)  # type: ignore[arg-type]
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= view["width"], f"{name} is {wide} px wide on {view['width']}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


@pytest.fixture(autouse=True)
def _couriers(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(address: str, template: str, values: Mapping[str, str], language: str) -> None:
        del address, template, values, language

    both: dict[str, Courier] = {
        "sms": Courier("sms", lambda: True, send),
        "email": Courier("email", lambda: True, send),
    }
    monkeypatch.setattr(citizens, "COURIERS", both)


def test_the_pages_of_an_officers_first_day_are_for_everybody(page: Page, live_server: Any) -> None:
    with_password(make_officer("lan"))
    page.goto(f"{live_server.url}/accounts/login/?next=/desk/")
    look(page, "sign-in")
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", "sai")
    page.press("input[name=password]", "Enter")
    page.wait_for_selector(".hl-summary")
    look(page, "sign-in-wrong")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/accounts/begin/**")
    look(page, "begin")
    page.goto(f"{live_server.url}/accounts/security/keys/add/")
    look(page, "add-passkey")
    page.goto(f"{live_server.url}/accounts/security/app/")
    look(page, "add-app")
    secret = page.inner_text(".hl-secret")
    page.fill("input[name=code]", code_of(secret))
    page.press("input[name=code]", "Enter")
    page.wait_for_url("**/accounts/security/codes/")
    look(page, "recovery-codes")
    for path in ("security/", "password/", "me/", "security/app/remove/", "security/codes/new/", "logout/"):
        page.goto(f"{live_server.url}/accounts/{path}")
        look(page, path)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/accounts/login/second/")
    look(page, "second-factor")


def test_the_pages_of_a_citizen_are_for_everybody(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/accounts/code/")
    look(page, "code")
    page.fill("input[name=contact]", "0912 345 678")
    page.press("input[name=contact]", "Enter")
    page.wait_for_url("**/accounts/code/confirm/")
    look(page, "code-confirm")
    page.fill("input[name=code]", "1")
    page.press("input[name=code]", "Enter")
    page.wait_for_selector(".invalid-feedback")
    look(page, "code-wrong")
