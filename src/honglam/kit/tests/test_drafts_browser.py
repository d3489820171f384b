"""What somebody writes is kept for them until the server has it, and for nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from honglam.core.identity.testing import client_of, make_officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The form of the page, put in by the test: the page's own scripts keep its draft.
FORM = """
() => {
  const holder = document.createElement("hl-form");
  holder.dataset.draft = "trial";
  holder.innerHTML = `<form method="post" action="/nowhere/"><input type="hidden" name="_once" value="mark-1">
    <input name="title" id="title"><input name="secret" id="secret" type="password"><input name="paper" type="file">
    <input name="code" id="code" autocomplete="one-time-code"><button type="submit">Gửi</button>
    <span class="hl-draft" hidden></span></form>`;
  document.querySelector("main").append(holder);
}
"""
KEPT = (
    "(box) => Object.entries(box === 'tab' ? sessionStorage : localStorage).filter(([key]) => key.includes('draft:'))"
)


def open_form(page: Page, address: str) -> None:
    page.goto(address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate(FORM)
    page.evaluate("() => document.dispatchEvent(new CustomEvent('htmx:load'))")
    expect(page.locator("hl-form:not(:defined)")).to_have_count(0)


def write(page: Page, text: str) -> None:
    page.locator("#title").fill(text)
    expect(page.locator(".hl-draft")).to_be_visible()


@pytest.fixture
def officer(context: BrowserContext, live_server) -> str:
    cookie = client_of(make_officer("lan")).cookies["session"]
    context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
    return f"{live_server.url}/desk/"


def test_a_draft_survives_a_sending_that_failed(page: Page, officer: str) -> None:
    open_form(page, officer)
    write(page, "Đơn của tôi")
    page.route("**/nowhere/", lambda route: route.abort())
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_url("chrome-error://**")  # the browser's own page of a sending that failed
    open_form(page, officer)
    expect(page.locator("#title")).to_have_value("Đơn của tôi")


def test_a_draft_goes_when_the_server_says_that_it_took_this_form(
    page: Page, officer: str, context: BrowserContext
) -> None:
    open_form(page, officer)
    write(page, "Đơn của tôi")
    page.route(
        "**/nowhere/",
        lambda route: route.fulfill(status=303, headers={"Location": officer, "Set-Cookie": "taken=mark-1; Path=/"}),
    )
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_url(officer)
    expect(page.locator("hl-palette:not(:defined)")).to_have_count(0)
    assert page.evaluate(KEPT, "device") == []
    assert "taken" not in {cookie["name"] for cookie in context.cookies()}


def test_passwords_codes_and_files_are_never_kept(page: Page, officer: str) -> None:
    open_form(page, officer)
    page.locator("#secret").fill("mat-khau-bi-mat")
    page.locator("#code").fill("123456")
    write(page, "Đơn của tôi")
    held = str(page.evaluate(KEPT, "device"))
    assert "Đơn của tôi" in held
    assert "mat-khau" not in held
    assert "123456" not in held


def test_a_draft_of_nobody_belongs_to_the_tab(page: Page, context: BrowserContext, live_server) -> None:
    open_form(page, f"{live_server.url}/")
    write(page, "Phản ánh")
    assert page.evaluate(KEPT, "device") == []
    assert len(page.evaluate(KEPT, "tab")) == 1
    other = context.new_page()
    open_form(other, f"{live_server.url}/")
    expect(other.locator("#title")).to_have_value("")
    open_form(page, f"{live_server.url}/")
    expect(page.locator("#title")).to_have_value("Phản ánh")


def test_drafts_go_when_the_session_is_over(page: Page, officer: str, context: BrowserContext, live_server) -> None:
    open_form(page, officer)
    write(page, "Đơn của tôi")
    context.clear_cookies(name="session")
    page.goto(f"{live_server.url}/")
    expect(page.locator("hl-palette:not(:defined)")).to_have_count(0)
    assert page.evaluate(KEPT, "device") == []


def test_drafts_go_at_sign_out(page: Page, officer: str) -> None:
    open_form(page, officer)
    write(page, "Đơn của tôi")
    page.locator("form[data-sign-out] button").click()
    page.wait_for_load_state()
    assert page.evaluate(KEPT, "device") == []


def test_a_page_that_does_not_know_who_looks_lets_drafts_be(page: Page, officer: str, live_server) -> None:
    open_form(page, officer)
    write(page, "Đơn của tôi")
    page.goto(f"{live_server.url}/offline/")
    assert page.evaluate("document.documentElement.dataset.viewer") is None
    assert len(page.evaluate(KEPT, "device")) == 1
