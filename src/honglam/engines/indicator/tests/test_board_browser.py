"""The board of indicators and the page of one hold for eye and ear, on a desk and on a phone, and print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from honglam.core.identity.testing import client_of, have_agencies, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.indicator import testing
from honglam.engines.indicator.contracts import Scope
from honglam.engines.indicator.testing import a_target, an_indicator, figures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến toàn trình"


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Any:
    """Return a function that opens a page as a leader of the province."""
    have_places()
    have_agencies()
    testing.forget()
    an_indicator("test.online", title=TITLE, group="Chính quyền số", kinds=("province", "commune"), public=True)
    figures("test.online", {"2026-06": 40, "2026-07": 44, "2026-08": "48.5", "2026-09": 50, "2026-10": 52})
    a_target("test.online", "2026", ">=", 75)
    for code, number in (("18562", 60), ("18073", 70)):
        figures("test.online", {"2026-10": number}, scope=Scope(kind="commune", key=code))
    leader = client_of(make_officer("chi", role="leader", agency="H27"))
    contexts = []

    def at(path: str, **how: Any) -> Page:
        context = browser.new_context(locale="vi-VN", **({"viewport": {"width": 1366, "height": 768}} | how))
        contexts.append(context)
        session = leader.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.route("**/live/**", lambda route: route.fulfill(status=204))
        page.goto(live_server.url + path)
        return page

    yield at
    for context in contexts:
        context.close()


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong with a page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def test_a_leader_goes_from_the_board_to_the_chart_and_its_table(opened: Any) -> None:
    page = opened("/board/indicator/")
    assert not faults(page)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("img", name=TITLE)).to_be_visible()
    expect(page.locator("table").first.get_by_role("rowheader", name="10/2026")).to_be_visible()
    page.locator("hl-map[data-ready]").wait_for()
    assert not faults(page)


def test_a_phone_without_a_script_shows_the_chart_and_each_figure(opened: Any) -> None:
    page = opened("/indicator/test.online/", viewport={"width": 360, "height": 640}, java_script_enabled=False)
    expect(page.get_by_role("img", name=TITLE)).to_be_visible()
    expect(page.get_by_text("52,0 %").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Như đã công bố đến ngày").fill("2026-09-15")
    page.locator("form", has=page.locator("#on")).get_by_role("button").click()
    expect(page.get_by_role("rowheader", name="08/2026")).to_be_visible()
    expect(page.get_by_role("rowheader", name="10/2026")).to_have_count(0)
