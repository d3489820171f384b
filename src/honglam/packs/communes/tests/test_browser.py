from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from honglam.core.places.testing import THACH_HA, load_places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _province(transactional_db: None) -> None:
    load_places()


def test_the_answer_appears_while_the_name_is_typed(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/communes/")
    page.get_by_label("Tên hoặc mã").press_sequentially("thach ha", delay=20)
    link = page.locator("#found").get_by_role("link", name="Xã Thạch Hà").first
    expect(link).to_be_visible()
    assert "q=thach" in page.url
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Thạch Hà")
    expect(page.get_by_text(THACH_HA).first).to_be_visible()


def test_it_works_without_javascript(context: BrowserContext, live_server: LiveServer) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, locale="vi-VN", viewport={"width": 360, "height": 640})
    page = plain.new_page()
    page.goto(f"{live_server.url}/communes/")
    page.get_by_label("Tên hoặc mã").fill("phường nam hà")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator("#found")).to_contain_text("Nay thuộc:")
    expect(page.get_by_role("button", name="Dùng vị trí của tôi")).to_have_count(0)
    plain.close()


def test_a_citizen_uses_their_position(context: BrowserContext, live_server: LiveServer) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 18.3874, "longitude": 105.8536})
    page = context.new_page()
    page.goto(f"{live_server.url}/communes/")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.locator("#found")).to_contain_text("Xã Thạch Hà")


def test_a_refused_position_is_explained(context: BrowserContext, live_server: LiveServer) -> None:
    context.clear_permissions()
    page = context.new_page()
    page.goto(f"{live_server.url}/communes/")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.locator("[data-position-said]")).to_contain_text("Bạn hãy gõ tên")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1366])
def test_axe_finds_no_barrier(context: BrowserContext, live_server: LiveServer, scheme: str, width: int) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.set_viewport_size({"width": width, "height": 720})
    for path in ("/communes/?q=thach+haa", "/communes/?q=zzzz", f"/communes/{THACH_HA}/"):
        page.goto(f"{live_server.url}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{path} is wider than the screen"
        )
