"""A citizen on a phone, from handing in to rating; the same without JavaScript; eye, ear and keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from honglam.core.identity.hooks import Courier
from honglam.core.identity.service import citizens
from honglam.core.identity.testing import client_of, make_citizen
from honglam.engines.case.models import Case
from honglam.engines.case.tests import portal
from honglam.engines.case.tests.portal import PETITION, Post, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("HONGLAM_SHOTS", "")  # a folder to look at the pages by eye


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    made = Post()
    couriers = {name: Courier(name, lambda: True, made.send) for name in ("sms", "email")}  # type: ignore[arg-type]
    monkeypatch.setattr(citizens, "COURIERS", couriers)
    portal.begin()
    return made


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def phone(browser: Browser, request: Any) -> Iterator[BrowserContext]:
    made = browser.new_context(
        locale="vi-VN",
        viewport={"width": 360, "height": 640},
        java_script_enabled=request.param,
        has_touch=True,
        is_mobile=True,
    )
    made.set_default_timeout(40_000)
    yield made
    made.close()


def look(page: Page, name: str, *, axe: bool) -> None:
    """See that nothing sticks out and nothing is wrong for eye and ear; keep a picture when asked for."""
    if axe:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the phone"
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{'js' if axe else 'plain'}.png", full_page=True)


def test_a_citizen_hands_in_answers_and_rates(
    phone: BrowserContext, live_server: Any, post: Post, request: pytest.FixtureRequest
) -> None:
    axe = "with-javascript" in request.node.name
    page = phone.new_page()
    _hand_in(page, live_server.url, post, axe=axe)
    case = Case.objects.get()
    _answer(page, case, axe=axe)
    _rate(page, case, f"{live_server.url}/case/{case.code}/", axe=axe)


def _hand_in(page: Page, url: str, post: Post, *, axe: bool) -> None:
    page.goto(f"{url}/case/")
    look(page, "home", axe=axe)
    page.get_by_role("link", name="Xin chặt cây nguy hiểm").click()
    look(page, "topics", axe=axe)
    page.get_by_role("link", name="Cây nghiêng sau bão").click()
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.locator(".hl-summary")).to_be_visible()
    look(page, "mistakes", axe=axe)
    page.get_by_label("Cây nào, vì sao nguy hiểm").fill("Cây phượng trước trường nghiêng")
    page.get_by_label("Chiều cao").fill("12,5")
    plot = page.get_by_label("Số thửa đất")
    if axe:
        expect(plot).to_be_hidden()
        page.get_by_label("Của tôi").check()
        expect(plot).to_be_visible()
    else:
        page.get_by_label("Của tôi").check()
    plot.fill("12/7")
    page.get_by_label("Xã, phường").select_option("18562")
    page.get_by_label("Số điện thoại hoặc").fill(portal.PHONE)
    look(page, "form", axe=axe)
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.get_by_role("heading", name="Kiểm tra lại")).to_be_visible()
    look(page, "review", axe=axe)
    page.get_by_role("button", name="Gửi; mã xác nhận").click()
    look(page, "code", axe=axe)
    page.get_by_label("Mã", exact=True).fill(post.code)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    look(page, "received", axe=axe)


def _answer(page: Page, case: Case, *, axe: bool) -> None:
    work(case, verdict="ask", words="Cây nào trong hai cây?")
    page.get_by_role("link", name="Xem hồ sơ đến đâu rồi").click()
    expect(page.get_by_text("Cây nào trong hai cây?").first).to_be_visible()
    look(page, "supplement", axe=axe)
    page.get_by_role("link", name="Trả lời", exact=True).click()
    page.locator("#id_text").fill("Cây bên trái, sát cổng")
    look(page, "write", axe=axe)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("Cây bên trái, sát cổng")).to_be_visible()


def _rate(page: Page, case: Case, address: str, *, axe: bool) -> None:
    work(case, verdict="accept")
    work(case, answer="Đã chặt ngày 8/12.")
    page.goto(address)
    expect(page.get_by_text("Đã chặt ngày 8/12.").first).to_be_visible()
    look(page, "answered", axe=axe)
    page.get_by_role("link", name="Đánh giá", exact=True).click()
    page.get_by_label("Rất kém").check()
    page.get_by_label("Ý kiến của bạn").fill("Cây vẫn còn đó")
    page.get_by_label("Việc chưa xong").check()
    look(page, "rate", axe=axe)
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.wait_for_url(f"**/case/{case.code}/")
    case.refresh_from_db()
    assert (case.rating, case.reopened, case.state) == (1, 1, "open")
    look(page, "reopened", axe=axe)


def test_a_stranger_with_the_code_sees_a_page_that_holds_on_a_small_laptop(page: Page, live_server: Any) -> None:
    case = portal.hand_in(client_of(make_citizen("hoa")))
    page.goto(f"{live_server.url}/case/{case.code}/")
    expect(page.get_by_text("Đây là hồ sơ của bạn?")).to_be_visible()
    look(page, "stranger", axe=True)
    page.goto(f"{live_server.url}/case/new/{PETITION}/?topic=storm")
    look(page, "form-laptop", axe=True)
    page.goto(f"{live_server.url}/case/")
    look(page, "home-laptop", axe=True)
