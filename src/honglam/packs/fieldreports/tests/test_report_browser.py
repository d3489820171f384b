"""A report on a phone: four taps, a cut line in the middle, a small line, the keyboard, and no scripts at all."""

from __future__ import annotations

import gzip
import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from honglam.core.files.models import File
from honglam.engines.case.models import Case, Event
from honglam.packs.fieldreports.models import Report
from honglam.packs.fieldreports.tests.conftest import Post

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("province"),
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
    "geolocation": {"longitude": 105.8886, "latitude": 18.3486, "accuracy": 12},
    "permissions": ["geolocation"],
}
SMALL = 200 * 1024
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


class Finger:
    """Counts how often a person touches the glass."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(**PHONE)
    fresh.set_default_timeout(30_000)
    yield fresh
    fresh.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of four megapixels, as a phone takes it, with its place."""
    exif, made = Image.Exif(), tmp_path / "IMG_0001.jpg"
    exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 20.0, 6.0), 3: "E", 4: (105.0, 54.0, 18.0)})
    Image.effect_noise((2400, 1700), 30).save(made, "JPEG", quality=90, exif=exif.tobytes())
    return made


def opened(context: BrowserContext, live_server: Any) -> Page:
    page = context.new_page()
    page.goto(f"{live_server.url}/fieldreports/")
    expect(page.locator("hl-report[data-ready]")).to_be_attached()
    return page


def typed(page: Page, post: Post, contact: str = "0912 345 678") -> None:
    """Prove the number, which is asked once on a phone."""
    page.get_by_label("Số điện thoại hoặc email của bạn").fill(contact)
    page.get_by_role("button", name="Gửi mã cho tôi").tap()
    page.get_by_label("Mã vừa gửi cho bạn").fill(wait_for(post))
    page.get_by_role("button", name="Xác nhận và gửi").tap()


def wait_for(post: Post) -> str:
    deadline = time.monotonic() + 10
    while not post.codes and time.monotonic() < deadline:
        time.sleep(0.05)
    return post.codes.pop()


def road(page: Page) -> Locator:
    return page.get_by_role("radio", name="Đường sá")


def send(page: Page) -> Locator:
    return page.get_by_role("button", name="Gửi phản ánh", exact=True)


def take(page: Page, finger: Finger, photo: Path) -> None:
    """Press "take a picture"; the camera itself is the phone's."""
    with page.expect_file_chooser() as chooser:
        finger.tap(page.get_by_text("Chụp ảnh", exact=True))
    chooser.value.set_files(photo)
    expect(page.get_by_role("img", name="Ảnh 1")).to_be_visible()


def test_a_usual_report_takes_at_most_four_taps(
    phone: BrowserContext, live_server: Any, post: Post, photo: Path
) -> None:
    first = opened(phone, live_server)
    road(first).tap()
    expect(first.get_by_text("chính xác 12 m")).to_be_visible()
    send(first).tap()
    typed(first, post)
    expect(first.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()

    page, finger = opened(phone, live_server), Finger()
    finger.tap(road(page))
    take(page, finger, photo)
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    finger.tap(send(page))
    expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    assert finger.taps <= 4
    assert not post.codes, "a device that was proven was asked again"

    case = Case.objects.order_by("-id")[0]
    assert page.get_by_text(case.code).is_visible()
    assert (round(case.lon or 0, 4), round(case.lat or 0, 4)) == (105.8886, 18.3486)
    file = File.objects.get(owner_id=case.code)
    assert file.size <= 310 * 1024
    assert not Axe().run(page).violations_count


def test_each_step_stands_on_one_screen_of_a_small_phone(phone: BrowserContext, live_server: Any) -> None:
    page = opened(phone, live_server)
    last = page.get_by_role("radio").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 640
    assert not Axe().run(page).violations_count
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    button = send(page).bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= 640
    page.get_by_role("button", name="Chỉ trên bản đồ").tap()
    expect(page.locator("hl-pin[data-ready]")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not Axe().run(page).violations_count


def test_where_a_picture_was_taken_is_offered_and_not_sent_along(
    phone: BrowserContext, live_server: Any, post: Post, photo: Path
) -> None:
    page = opened(phone, live_server)
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    take(page, Finger(), photo)
    page.get_by_role("button", name="Dùng nơi chụp ảnh").tap()
    expect(page.get_by_text("Nơi chụp ảnh", exact=True)).to_be_visible()
    send(page).tap()
    typed(page, post)
    expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    case = Case.objects.get()
    assert (round(case.lon or 0, 3), round(case.lat or 0, 3)) == (105.905, 18.335)


def test_a_report_without_a_network_is_kept_over_a_reload_and_sent_once_with_its_true_time(
    phone: BrowserContext, live_server: Any, post: Post, photo: Path
) -> None:
    page = opened(phone, live_server)
    page.evaluate("navigator.serviceWorker.ready")
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    take(page, Finger(), photo)
    phone.set_offline(True)
    page.get_by_label("Bạn thấy gì?").fill("Ổ gà sâu trước cổng trường")
    written = timezone.now()
    send(page).tap()
    expect(page.get_by_role("heading", name="Chờ gửi (1)")).to_be_visible()
    expect(page.get_by_text("Mất mạng: phản ánh được giữ trên điện thoại này")).to_be_visible()
    assert not Report.objects.exists()

    page.reload()
    expect(page.locator("hl-report[data-ready]")).to_be_attached()
    expect(page.get_by_role("heading", name="Chờ gửi (1)")).to_be_visible()
    expect(page.get_by_text("Đang mất mạng. Bạn cứ viết")).to_be_visible()

    time.sleep(1.5)
    phone.set_offline(False)
    expect(page.get_by_role("listitem").get_by_text("Trước khi gửi: bạn là ai?")).to_be_visible(timeout=25_000)
    page.get_by_role("button", name="Mở", exact=True).tap()
    typed(page, post)
    expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    case = Case.objects.get()
    assert case.form["text"] == "Ổ gà sâu trước cổng trường"
    assert File.objects.filter(owner_id=case.code).count() == 1
    seen = timezone.datetime.fromisoformat(Event.objects.get(case=case, kind="opened").data["at"])
    assert abs(seen - written) < timedelta(seconds=1.4), "it was sent with the time at which the network came back"
    assert Report.objects.count() == 1


def test_an_answer_that_was_lost_on_the_way_makes_no_second_report(
    phone: BrowserContext, live_server: Any, post: Post
) -> None:
    page = opened(phone, live_server)
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    send(page).tap()
    lost: list[int] = []

    def cut(route: Any) -> None:
        answer = route.fetch()
        lost.append(answer.status)
        route.abort("connectionreset") if len(lost) == 1 else route.fulfill(response=answer)

    page.route("**/fieldreports/send/", cut)
    typed(page, post)
    expect(page.get_by_text(re.compile(r"Đã gửi: PA"))).to_be_visible(timeout=25_000)
    assert lost == [201, 201]
    assert Case.objects.count() == 1


def test_a_category_that_is_gone_asks_for_another_and_loses_nothing(
    phone: BrowserContext, live_server: Any, post: Post
) -> None:
    page = opened(phone, live_server)
    page.locator("[name=topic][value=road]").evaluate("(input) => input.value = 'closed-meanwhile'")
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    page.get_by_label("Bạn thấy gì?").fill("Ổ gà sâu")
    send(page).tap()
    typed(page, post)
    page.get_by_role("radio", name="Việc khác").tap()
    assert page.get_by_label("Bạn thấy gì?").input_value() == "Ổ gà sâu"
    send(page).tap()
    expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    assert Case.objects.get().topic == "other"


def test_what_somebody_else_reported_nearby_is_shown_before_sending(
    phone: BrowserContext, live_server: Any, post: Post
) -> None:
    for _ in range(2):
        page = opened(phone, live_server)
        road(page).tap()
        expect(page.get_by_text("chính xác 12 m")).to_be_visible()
        if Report.objects.exists():
            break
        send(page).tap()
        typed(page, post)
        expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    expect(page.get_by_text("có một việc cùng loại, chưa công khai")).to_be_visible()
    page.get_by_role("button", name="Tôi cũng thấy").tap()
    expect(page.get_by_text("Cảm ơn bạn. 1 người cũng thấy")).to_be_visible()
    assert Case.objects.count() == 1


def test_the_queue_belongs_to_the_device_and_its_owner_can_empty_it(phone: BrowserContext, live_server: Any) -> None:
    page = opened(phone, live_server)
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    phone.set_offline(True)
    send(page).tap()
    expect(page.get_by_role("heading", name="Chờ gửi (1)")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa hết danh sách này").tap()
    expect(page.get_by_role("heading", name="Chờ gửi (1)")).to_be_hidden()


def test_the_whole_first_visit_is_small_and_quick_on_a_slow_line(
    phone: BrowserContext, live_server: Any, post: Post
) -> None:
    page = phone.new_page()
    line = phone.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    fetched: dict[str, int] = {}
    page.on("response", lambda answer: fetched.setdefault(answer.url, 0))
    begun = time.monotonic()
    page.goto(f"{live_server.url}/fieldreports/")
    expect(page.locator("hl-report[data-ready]")).to_be_attached(timeout=40_000)
    road(page).tap()
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    send(page).tap()
    expect(page.get_by_label("Số điện thoại hoặc email của bạn")).to_be_visible()
    took = time.monotonic() - begun
    worker = httpx.get(f"{live_server.url}/sw.js").text.replace("\\u002D", "-").replace("\\u003D", "=")
    lists = worker.partition("const KEPT")[2].partition("const OFFLINE")[0]
    kept = re.findall(r'"(/[^"]*)"', lists) + re.findall(r'importScripts\("([^"]+)"', worker)
    addresses = {address for address in fetched if address.startswith("http")} | {
        f"{live_server.url}{each}" for each in kept
    }
    sizes = {address: size_of(address) for address in addresses}
    assert sum(sizes.values()) <= SMALL, sizes
    assert took < 60, f"{took:.0f} s on a line of 400 kbit/s"


def size_of(address: str) -> int:
    """Return what an address costs on the line: what is text is sent compressed."""
    answer = httpx.get(address, headers={"Accept-Encoding": "identity"})
    packed = answer.headers["content-type"].startswith(("font/", "image/png", "image/jpeg"))
    return len(answer.content) if packed else len(gzip.compress(answer.content, 6))


def test_the_page_is_used_with_the_keyboard_alone(phone: BrowserContext, live_server: Any, post: Post) -> None:
    page = opened(phone, live_server)
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("chính xác 12 m")).to_be_visible()
    page.get_by_role("button", name="Chỉ trên bản đồ").focus()
    page.keyboard.press("Enter")
    expect(page.locator("hl-pin[data-ready]")).to_be_attached()
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text("Chỗ đã chỉ trên bản đồ")).to_be_visible()
    page.get_by_label("Bạn thấy gì?").focus()
    page.keyboard.type("Đèn tắt")
    send(page).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Số điện thoại hoặc email của bạn").fill("0912 345 678")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Mã vừa gửi cho bạn")).to_be_focused()
    page.keyboard.type(wait_for(post))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    assert Case.objects.get().topic == "lighting"


def test_it_works_without_scripts(browser: Browser, live_server: Any, post: Post) -> None:
    plain = browser.new_context(**{**PHONE, "permissions": []}, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{live_server.url}/fieldreports/")
    road(page).check()
    page.get_by_label("Bạn thấy gì?").fill("Đường lún")
    page.get_by_label("Xã, phường").select_option(label="Xã Thạch Hà")
    made = io.BytesIO()
    Image.effect_noise((400, 300), 30).save(made, "JPEG")
    page.locator("#id_photos").set_input_files({"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()})
    page.get_by_label("Số điện thoại hoặc email của bạn").fill("0912 345 678")
    send(page).click()
    page.get_by_label("Mã vừa gửi cho bạn").fill(wait_for(post))
    send(page).click()
    expect(page.get_by_role("heading", name="Đã nhận phản ánh của bạn")).to_be_visible()
    assert File.objects.filter(owner_id=Case.objects.get().code).count() == 1
    plain.close()
