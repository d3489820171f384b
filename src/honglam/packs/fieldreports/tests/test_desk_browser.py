"""The boxes over a picture by mouse and keyboard, and the pages of officers, crews and leaders for eye and ear."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from honglam.base.access import Viewer
from honglam.core.files import api as files
from honglam.core.files.models import Blob, File, Hidden
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.engines.case.models import Case
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import Sender, Written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def code(province: None) -> str:
    """Return a report with a picture whose previews are made."""
    made = io.BytesIO()
    Image.new("RGB", (800, 600), (96, 120, 90)).save(made, "JPEG")
    made.seek(0)
    account, now = make_citizen("hoa"), timezone.now()
    report = Written(key=str(uuid4()), topic="road", text="Ổ gà", lon=105.8886, lat=18.3486, photos=(("a.jpg", made),))
    viewer = Viewer(id=str(account.pk), name=account.full_name, kind=account.kind)
    found = api.submit(written=report, sender=Sender(viewer, {}, "203.0.113.7"), now=now)
    for blob in Blob.objects.all():
        files.prepare(sha256=blob.sha256, now=now)
    return found


def opened(browser: Browser, live_server: Any, path: str, agency: str, role: str, **how: Any) -> Page:
    context = browser.new_context(locale="vi-VN", **({"viewport": {"width": 1366, "height": 900}} | how))
    session = client_of(make_officer(f"{role}-{uuid4().hex[:6]}", agency=agency, role=role)).cookies
    value = session[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    page.goto(live_server.url + path)
    return page


def boxes(page: Page) -> list[dict[str, float]]:
    return list(json.loads(page.input_value("input[name=boxes]")))


def test_boxes_are_drawn_moved_resized_and_removed_by_mouse_and_keyboard(
    browser: Browser, live_server: Any, code: str
) -> None:
    case, file = Case.objects.get(code=code), File.objects.get(owner_id=code)
    path = reverse("desk-fieldreports:picture", args=[code, file.pk])
    page = opened(browser, live_server, path, case.agency, "officer")
    page.wait_for_selector(".hl-hide-sheet")
    page.locator(".hl-hide-sheet img").evaluate("(picture) => picture.decode()")
    assert boxes(page) == []
    sheet = page.locator(".hl-hide-sheet").bounding_box()
    assert sheet is not None
    left, top = sheet["x"] + 0.25 * sheet["width"], sheet["y"] + 0.25 * sheet["height"]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 0.25 * sheet["width"], top + 0.25 * sheet["height"], steps=4)
    page.mouse.up()
    drawn = boxes(page)[0]
    assert [round(drawn[side], 1) for side in ("left", "top", "width", "height")] == [0.2, 0.2, 0.2, 0.2]
    page.locator(".hl-hide-box").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    moved = boxes(page)[0]
    assert moved["left"] == pytest.approx(drawn["left"] + 0.01)
    assert moved["height"] == pytest.approx(drawn["height"] + 0.01)
    page.get_by_role("button", name="Thêm ô che").click()
    assert len(boxes(page)) == 2
    page.keyboard.press("Delete")
    assert len(boxes(page)) == 1
    page.mouse.click(sheet["x"] + 3, sheet["y"] + 3)  # a press without a way is no box
    assert len(boxes(page)) == 1
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="Tôi đã xem").click()
    page.wait_for_url(f"**{reverse('desk-case:case', args=[code])}")
    kept = Hidden.objects.get(file=file)
    assert kept.boxes[0]["left"] == pytest.approx(moved["left"])
    assert kept.result_id is not None
    page.context.close()


@pytest.mark.parametrize("size", [{"width": 360, "height": 640}, {"width": 1366, "height": 768}])
def test_pages_of_crews_and_leaders_have_no_fault_of_access(
    browser: Browser, live_server: Any, code: str, size: dict[str, int]
) -> None:
    agency = Case.objects.get(code=code).agency
    for name, role in (
        ("desk-fieldreports:crew", "officer"),
        ("desk-fieldreports:texts", "officer"),
        ("board-fieldreports:home", "leader"),
    ):
        page = opened(browser, live_server, reverse(name), agency, role, viewport=size)
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()
