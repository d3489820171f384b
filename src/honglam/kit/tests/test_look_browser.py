from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from playwright.sync_api import expect

from honglam.core.identity.testing import client_of, make_officer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STYLE = "/studio/kit/"
# What a browser shows for a token, whatever way it is written.
COLOUR = """(names) => Object.fromEntries(names.map((name) => {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  probe.remove();
  return [name, found];
}))"""
TEXT = [  # what stands on what, as text: 4.5 to 1
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("page", "surface", "sunken")),
    *((tone, ground) for tone in ("lam", "now", "soon", "done") for ground in (f"{tone}-tint", "surface", "page")),
    ("on-lam", "lam"),
    ("on-lam", "lam-strong"),
    ("ink", "hover"),
]
MARKS = [  # as lines and shapes: 3 to 1
    ("line-strong", "surface"),
    ("line-strong", "page"),
    ("check", "surface"),
    *((f"series-{n}", "surface") for n in range(1, 6)),
]


def sign_in(context: BrowserContext, base: str, role: str = "admin") -> None:
    client = client_of(make_officer("an", role=role))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])


@pytest.fixture
def style(context: BrowserContext, live_server: Any) -> Page:
    """The style page, open."""
    sign_in(context, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + STYLE)
    expect(page.locator("hl-palette:not(:defined)")).to_have_count(0)  # it is fetched after the page has loaded
    return page


def luminance(colour: list[float]) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_keep_their_contrast(scheme: Any, browser: Browser, live_server: Any) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{live_server.url}/offline/")
    names = sorted({name for pair in (*TEXT, *MARKS) for name in pair})
    colours = page.evaluate(COLOUR, names)
    page.close()
    weak = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for pairs, least in ((TEXT, 4.5), (MARKS, 3.0))
        for ink, ground in pairs
        if contrast(colours[ink], colours[ground]) < least
    }
    assert not weak


def test_the_first_page_of_a_citizen_is_light(browser: Browser, live_server: Any) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640}, service_workers="block")
    sent: dict[str, int] = {}

    def weigh(response: Any) -> None:
        body = response.body()
        kind = response.headers.get("content-type", "")
        if "html" in kind or "manifest" in kind:
            sent[response.url] = len(gzip.compress(body))
        elif "font" in kind or response.url.endswith(".woff2"):
            sent[response.url] = len(body)
        else:
            sent[response.url] = len(brotli.compress(body))

    page.on("response", weigh)
    page.goto(f"{live_server.url}/", wait_until="networkidle")
    page.close()
    assert any(url.endswith(".woff2") for url in sent)
    assert sum(sent.values()) <= 120 * 1024, sent


def test_it_remembers_how_a_reader_wants_it_lit(style: Page) -> None:
    root, button = style.locator("html"), style.locator("hl-theme button")
    expect(root).to_have_attribute("data-theme", "auto")
    for theme, said in (("light", "Nền sáng"), ("dark", "Nền tối")):
        button.click()
        expect(root).to_have_attribute("data-theme", theme)
        expect(button).to_have_accessible_name(said)
    dark = style.evaluate("getComputedStyle(document.body).backgroundColor")
    style.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    assert style.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_language_changes_where_one_stands(style: Page) -> None:
    style.get_by_role("button", name="English").click()
    expect(style.get_by_role("heading", level=1)).to_have_text("How pages look")
    assert style.url.endswith(STYLE)
    style.get_by_role("button", name="Tiếng Việt").click()
    expect(style.get_by_role("heading", level=1)).to_have_text("Mẫu giao diện")


def test_the_keyboard_goes_to_any_page_of_the_menu_without_accents(style: Page) -> None:
    style.keyboard.press("Control+k")
    field = style.get_by_role("combobox", name="Tìm kiếm, hoặc mở một trang")
    expect(field).to_be_focused()
    field.fill("mau giao")
    option = style.get_by_role("listbox", name="Kết quả tìm được").get_by_role("option")
    expect(option.first).to_contain_text("Mẫu giao diện")
    field.fill("không có đâu zzz")
    expect(option).to_have_count(0)
    expect(style.get_by_text("Không tìm thấy gì")).to_be_visible()
    style.keyboard.press("Escape")
    style.keyboard.press("Escape")
    expect(field).to_be_hidden()


def test_the_menu_of_a_phone_opens_and_gives_the_focus_back(style: Page) -> None:
    style.set_viewport_size({"width": 360, "height": 640})
    button, menu = style.get_by_role("button", name="Mục lục"), style.locator("#menu")
    expect(menu).to_be_hidden()
    button.focus()
    style.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    style.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_a_deed_that_cannot_be_undone_asks_first(style: Page) -> None:
    delete = style.get_by_role("button", name="Xoá bản nháp")
    delete.click()
    asked = style.get_by_role("alertdialog")
    expect(asked).to_contain_text("Xoá rồi không lấy lại được")
    expect(asked.get_by_role("button", name="Huỷ")).to_be_focused()
    style.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    expect(delete).to_be_focused()
    assert style.url.endswith(STYLE)
    delete.click()
    asked.get_by_role("button", name="Xoá bản nháp").click()
    style.wait_for_url("**/studio/kit/?")


def test_a_dialog_opens_from_its_button_and_closes_by_escape(style: Page) -> None:
    opener = style.get_by_role("button", name="Mở hộp thoại")
    opener.click()
    dialog = style.get_by_role("dialog", name="Bàn giao hồ sơ")
    expect(dialog).to_be_visible()
    style.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_messages_are_shown_and_can_be_closed(style: Page) -> None:
    style.get_by_role("button", name="Hiện mỗi loại thông báo một lần").click()
    toasts = style.locator(".hl-toast")
    expect(toasts).to_have_count(4)
    toasts.first.get_by_role("button", name="Đóng").click()
    expect(toasts).to_have_count(3)


def test_a_part_comes_later_and_a_refusal_stands_in_its_place(style: Page) -> None:
    style.get_by_role("button", name="Tải một phần").click()
    expect(style.locator("#later")).to_contain_text("Phần này được tải lúc")
    style.get_by_role("button", name="Thử bị từ chối").click()
    expect(style.locator("#later")).to_contain_text("Lời từ chối trông như thế này.")


def test_without_network_a_kept_page_says_what_still_works(context: BrowserContext, live_server: Any) -> None:
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    context.set_offline(True)
    page.goto(f"{live_server.url}/communes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hiện không có mạng")
    context.set_offline(False)


def test_every_icon_that_the_style_page_draws_is_in_the_sprite(style: Page) -> None:
    drawn = style.eval_on_selector_all("svg.icon use", "found => found.map((use) => use.getAttribute('href'))")
    sprite = style.request.get(style.url.partition("/studio")[0] + drawn[0].partition("#")[0]).text()
    known = set(re.findall(r'id="([\w-]+)"', sprite))
    assert {address.partition("#")[2] for address in drawn} <= known
