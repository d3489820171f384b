"""The public map and list on a telephone and a desktop, as people and axe see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from honglam.engines.case import api
from honglam.engines.case.tests.published import LAT, LON, prepare, published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser: Browser) -> Page:
    """Return a tab of a small telephone."""
    return browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 640}, has_touch=True).new_page()


def fair(page: Page) -> None:
    """Find nothing that shuts anybody out."""
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def test_a_telephone_reads_the_list_fetches_the_map_when_asked_and_opens_a_case(phone: Page, live_server: Any) -> None:
    prepare()
    _, public_id = published()
    published(topic="light", lon=LON + 0.01, lat=LAT)
    api.publications.fold_cells()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{live_server.url}/case/public/")
    expect(phone.locator(".public-card")).to_have_count(2)
    assert not any("/map" in address or "cells" in address for address in asked), "the heavy part waits"
    fair(phone)
    phone.get_by_role("link", name="Hiện bản đồ").click()
    expect(phone.locator("hl-map[data-ready]")).to_be_visible(timeout=20_000)
    phone.wait_for_timeout(1_000)
    assert any("/cells/" in address and "bbox=" in address for address in asked)
    fair(phone)
    phone.get_by_role("button", name="Xem dạng bảng").click()
    expect(phone.get_by_role("table")).to_contain_text("2")
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, "nothing sticks out"
    phone.locator("select#topic").select_option("road")
    phone.get_by_role("button", name="Tìm", exact=True).click()
    expect(phone.locator(".public-card")).to_have_count(1)
    assert "topic=road" in phone.url
    phone.locator(".public-card a").click()
    expect(phone).to_have_url(f"{live_server.url}/case/public/{public_id}/")
    fair(phone)
    phone.goto(f"{live_server.url}/case/public/watch/")
    fair(phone)


def test_without_scripts_the_list_filters_and_pages_all_the_same(browser: Browser, live_server: Any) -> None:
    prepare()
    for number in range(21):
        published(words=f"Ổ gà {number}")
    page = browser.new_context(locale="vi-VN", java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/case/public/?topic=road")
    expect(page.locator(".public-card")).to_have_count(20)
    page.locator("a[rel=next]").click()
    expect(page.locator(".public-card")).to_have_count(1)
    assert "topic=road" in page.url
