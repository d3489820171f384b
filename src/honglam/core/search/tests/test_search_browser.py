"""The palette finds what is not in the menu, and remembers on this device only what this person opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from honglam.core.identity.testing import client_of, make_officer
from honglam.core.search import api
from honglam.core.search.testing import declared, public, trial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _papers():
    with declared(trial("papers")):
        api.put(
            source="papers", documents=[public("1", "Kế hoạch chuyển đổi số", text="tỉnh"), public("2", "<b>Xã</b>")]
        )
        yield


@pytest.fixture
def desk(context: BrowserContext, live_server) -> Callable[[str], Page]:
    def signed_in(name: str) -> Page:
        context.clear_cookies()
        cookie = client_of(make_officer(name)).cookies["session"]
        context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/desk/")
        expect(page.locator("hl-palette:not(:defined)")).to_have_count(0)
        return page

    return signed_in


def test_the_palette_shows_hits_below_the_menu_and_opens_one_by_keyboard(desk) -> None:
    page = desk("lan")
    page.keyboard.press("Control+k")
    page.keyboard.type("chuyen doi")
    row = page.get_by_role("option").filter(has_text="Kế hoạch chuyển đổi số")
    expect(row.locator("mark")).to_have_text("chuyển đổi")
    expect(row).to_have_attribute("aria-selected", "true")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/trial/1/")


def test_nothing_of_a_document_becomes_markup(desk) -> None:
    page = desk("lan")
    page.keyboard.press("Control+k")
    page.keyboard.type("xa b")
    expect(page.get_by_role("option").filter(has_text="<b>Xã</b>")).to_be_visible()
    assert page.locator("dialog.hl-palette b").count() == 0


def test_what_was_opened_is_offered_again_and_gone_for_the_next_person(desk, live_server) -> None:
    page = desk("lan")
    page.goto(f"{live_server.url}/desk/search/?q=chuyen+doi")
    page.locator("a[data-found]").first.click()
    page.goto(f"{live_server.url}/desk/")
    expect(page.locator("hl-palette:not(:defined)")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_contain_text("Kế hoạch chuyển đổi số")
    other = desk("minh")
    other.keyboard.press("Control+k")
    expect(other.get_by_role("option").first).to_be_visible()
    expect(other.get_by_role("option").filter(has_text="Kế hoạch chuyển đổi số")).to_have_count(0)
    assert not other.evaluate("Object.keys(localStorage).filter((key) => key.includes('found')).length")
