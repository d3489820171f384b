"""The map of parcels under a finger, and the pages for eye and ear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from honglam.base import trace
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.places.testing import THACH_HA
from honglam.engines.register.api import lookup
from honglam.engines.register.testing import MONDAY, dropped
from honglam.packs.land.api import generating
from honglam.packs.land.contracts import PARCELS, REGISTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def filled(land: None) -> Iterator[None]:
    """A small invented commune, in tables that stay behind a test that commits unless they are dropped."""
    generating.fill(parcels=120, seed=1, only=[THACH_HA], now=MONDAY)
    yield
    dropped(*REGISTERS)


@pytest.mark.usefixtures("filled")
def test_axe_finds_no_barrier_and_a_parcel_opens_from_the_map(browser: Browser, live_server: Any) -> None:
    parcel = lookup.matching(register=PARCELS, viewer=trace.SYSTEM, where={"sheet": 1, "number": 20}, limit=1)[0]
    context = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 900})
    session = client_of(make_officer("clerk", agency=f"H27.{THACH_HA}")).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    for path in ("/desk/land/?q=1/20", "/desk/land/cleaning/", f"/desk/land/{parcel.id}/split/"):
        page.goto(live_server.url + path)
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found] == [], path
    page.goto("about:blank")  # what the page before still asks for is not what is awaited
    with page.expect_response(lambda answer: "bbox=" in answer.url) as neighbours:
        page.goto(f"{live_server.url}/desk/land/{parcel.id}/")
    assert len(neighbours.value.json()["features"]) > 1
    page.wait_for_selector("hl-map[data-ready]")
    box = page.locator("hl-map canvas").bounding_box()
    assert box
    with page.expect_navigation():
        # Beside the parcel itself, which fills the middle, lie its neighbours.
        page.mouse.click(box["x"] + box["width"] * 0.03, box["y"] + box["height"] * 0.5)
    assert str(parcel.id) not in page.url
    page.wait_for_selector("h1:has-text('Thửa')")
    context.close()
