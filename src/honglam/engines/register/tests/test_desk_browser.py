"""A clerk enters a record by keyboard: a name is suggested, rows are added; axe finds nothing on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register.service import checking_names
from honglam.engines.register.testing import deployed, dropped

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Any:
    """Return a page on which a data steward is signed in."""
    have_places()
    have_agencies()
    checking_names.forget()
    deployed()
    steward = client_of(make_officer("quan", role="steward", agency="H27"))
    context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 640}, base_url=live_server.url)
    session = steward.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    yield page
    context.close()
    dropped("wells")
    checking_names.forget()


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong with a page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def test_a_record_is_entered_by_keyboard_and_stands_in_the_list(page: Page) -> None:
    page.goto("/desk/register/wells/new/")
    page.locator("hl-rows [data-add]").wait_for()
    assert not faults(page)
    page.get_by_label("Mã giếng").fill("G1")
    commune = page.get_by_role("combobox", name="Xã")
    commune.press_sequentially("thach ha")
    page.get_by_role("option", name="Xã Thạch Hà").wait_for()
    commune.press("ArrowDown")
    commune.press("Enter")
    expect(commune).to_have_value("Xã Thạch Hà")
    page.locator("hl-rows [data-add]").click()
    page.get_by_label("Kết quả").last.fill("Nước trong")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("G1")
    expect(page.get_by_text("Nước trong")).to_be_visible()
    assert not faults(page)
    page.goto("/desk/register/wells/?with=name_starts")
    expect(page.get_by_role("link", name="G1")).to_be_visible()
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
