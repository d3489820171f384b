"""The board for eye and ear: on a desk, on a phone in the dark, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from honglam.core.identity.testing import client_of, make_officer
from honglam.packs.plan.tests.scene import NOW, living

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"}


@pytest.fixture
def plan(province: None) -> Iterator[int]:
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        yield living()


def opened(browser: Browser, live_server: Any, name: str, *args: Any, **how: Any) -> Page:
    context = browser.new_context(locale="vi-VN", **({"viewport": {"width": 1366, "height": 768}} | how))
    value = client_of(make_officer(f"chu-{name}", agency="H27", role="leader")).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value.value, "url": live_server.url}])
    page = context.new_page()
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    page.goto(live_server.url + reverse(f"desk-plan:{name}", args=args))
    return page


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


@pytest.mark.usefixtures("plan")
def test_the_pages_around_the_board_have_no_fault_of_access_and_no_width_too_much(
    browser: Browser, live_server: Any
) -> None:
    page = opened(browser, live_server, "board")
    address = live_server.url + "/desk/plan/"
    for path in ("board/", "board/tasks/", "board/agencies/H27.sxd/", "directives/", "reports/?period=2026-Q4"):
        page.goto(address + path)
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.usefixtures("plan")
def test_on_a_phone_what_must_be_decided_stands_on_the_first_screen(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server, "board", **PHONE)
    first = page.locator(".hl-plan-decide li").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= 640
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []


@pytest.mark.usefixtures("plan")
def test_the_brief_fills_at_most_two_sheets(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server, "brief")
    assert faults(page) == []
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") in {1, 2}
