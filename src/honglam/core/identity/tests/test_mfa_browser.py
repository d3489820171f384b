"""Passkeys in a real browser, with the virtual authenticator of its developer tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator

from honglam.core.identity.models import Account
from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.test_mfa import code_of
from honglam.core.identity.tests.test_sign_in import PASSWORD, with_password

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOKEN = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def passkeys(page: Page) -> Any:
    """Give the page a device that keeps passkeys and always agrees."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    return tools.send("WebAuthn.addVirtualAuthenticator", {"options": TOKEN})


def sign_in(page: Page, live_server: Any, next_page: str = "/desk/") -> None:
    page.goto(f"{live_server.url}/accounts/login/?next={next_page}")
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


@pytest.mark.usefixtures("passkeys")
def test_an_officer_enrols_a_passkey_and_then_signs_in_with_it_alone(page: Page, live_server: Any) -> None:
    with_password(make_officer("lan"))
    sign_in(page, live_server)
    page.wait_for_url("**/accounts/begin/**")
    page.click("a[href='/accounts/security/keys/add/']")
    page.wait_for_selector("hl-passkey:defined")
    page.click("hl-passkey button[type=submit]")
    page.wait_for_url("**/accounts/security/codes/")
    assert page.locator(".hl-codes code").count() == 10
    page.click("a[href='/accounts/begin/']")
    page.wait_for_url(f"{live_server.url}/desk/")
    page.click("header form[action='/accounts/logout/'] button")
    page.wait_for_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/accounts/login/?next=/desk/")
    page.wait_for_selector("hl-passkey:defined")
    page.click("hl-passkey button[type=submit]")
    page.wait_for_url(f"{live_server.url}/desk/")
    assert Authenticator.objects.get(type="webauthn").last_used_at


@pytest.mark.usefixtures("passkeys")
def test_a_passkey_is_the_second_proof_beside_a_password(page: Page, live_server: Any) -> None:
    with_password(make_officer("lan"))
    sign_in(page, live_server)
    page.click("a[href='/accounts/security/keys/add/']")
    page.wait_for_selector("hl-passkey:defined")
    page.click("hl-passkey button[type=submit]")
    page.wait_for_url("**/accounts/security/codes/")
    page.context.clear_cookies()
    sign_in(page, live_server)
    page.wait_for_url("**/accounts/login/second/")
    page.wait_for_selector("hl-passkey:defined")
    page.click("hl-passkey button[type=submit]")
    page.wait_for_url(f"{live_server.url}/desk/")


def test_an_officer_enrols_an_app_with_the_keyboard_alone(page: Page, live_server: Any) -> None:
    with_password(make_officer("lan"))
    sign_in(page, live_server)
    page.wait_for_url("**/accounts/begin/**")
    page.focus("a[href='/accounts/security/app/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/security/app/")
    secret = page.inner_text(".hl-secret")
    page.focus("input[name=code]")
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/security/codes/")
    assert Account.objects.get().authenticator_set.filter(type="totp").exists()


def test_the_page_warns_before_a_session_ends_and_a_key_keeps_it(page: Page, live_server: Any, settings: Any) -> None:
    settings.DEMO = True
    with_password(make_officer("lan"))
    page.clock.install()
    sign_in(page, live_server)
    page.click("form[action='/accounts/begin/later/'] button")
    page.wait_for_url(f"{live_server.url}/desk/")
    page.wait_for_selector("hl-idle:defined", state="attached")
    page.clock.run_for(14 * 60 * 1000 + 5_000)
    warning = page.locator("dialog[role=alertdialog]")
    warning.wait_for()
    with page.expect_response("**/accounts/sessions/touch/") as touched:
        page.keyboard.press("Enter")
    assert touched.value.status == 204
    warning.wait_for(state="detached")
    page.clock.run_for(15 * 60 * 1000 + 5_000)
    page.wait_for_url("**/accounts/login/**")
