"""A crew without a network: the route is there, what was done at a stop is kept and sent once; the page is light."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from honglam.core.files.models import File
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import EventKind, NewCase
from honglam.engines.case.models import Case, Event, Task
from honglam.packs.fieldreports.contracts import PROCEDURE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIGHT = 60 * 1024
ANSWER = "Đã vá ổ gà, mặt đường đi lại bình thường."


@pytest.fixture
def code(province: None) -> str:
    """Return a report that waits to be handled."""
    entry = NewCase(procedure=PROCEDURE, form={"text": "Ổ gà"}, topic="road", lon=105.8886, lat=18.3486, title="Ổ gà")
    found = cases.open_case(entry=entry, now=timezone.now())
    officer = client_of(make_officer("lan", agency=Case.objects.get(code=found).agency, role="officer"))
    task = Task.objects.get(case__code=found, state="open")
    page = f"{reverse('desk-case:case', args=[found])}?task={task.pk}"
    assert officer.post(page, {"verdict": "accept", "urgency": "normal"}).status_code == 302
    return found


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    made = tmp_path / "sau.jpg"
    Image.effect_noise((1600, 1200), 30).save(made, "JPEG")
    return made


def crew(browser: Browser, live_server: Any, code: str) -> BrowserContext:
    place = {"longitude": 105.8886, "latitude": 18.3486, "accuracy": 12}
    context = browser.new_context(
        locale="vi-VN",
        viewport={"width": 360, "height": 640},
        is_mobile=True,
        has_touch=True,
        geolocation=place,  # type: ignore[arg-type]
        permissions=["geolocation"],
    )
    context.set_default_timeout(30_000)
    officer = make_officer(f"tho-{uuid4().hex[:6]}", agency=Case.objects.get(code=code).agency, role="officer")
    value = client_of(officer).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return context


def test_what_a_crew_did_without_a_network_is_sent_once_when_it_is_back(
    browser: Browser, live_server: Any, code: str, picture: Path
) -> None:
    context = crew(browser, live_server, code)
    page = context.new_page()
    page.goto(live_server.url + reverse("desk-fieldreports:crew"))
    expect(page.get_by_role("heading", name="Ổ gà")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(
        "() => new Promise((done) => { const look = () => localStorage.getItem('honglam-crew') === null"
        " ? setTimeout(look, 100) : done(); look(); })"
    )
    context.set_offline(True)
    page.reload()
    stop = page.locator("[data-stop]")
    expect(stop.get_by_role("heading", name="Ổ gà")).to_be_visible()
    expect(page.locator("[data-said]")).to_contain_text("Không có mạng")
    stop.locator("input[type=file]").set_input_files(picture)
    stop.get_by_label("Đã làm gì").fill(ANSWER)
    stop.get_by_role("button", name="Hoàn thành").tap()
    expect(stop.locator("[data-standing]")).to_contain_text("Chờ mạng")
    assert Task.objects.get(case__code=code, state="open").element == "accept"
    context.set_offline(False)
    page.reload()  # the crew looks at its route again; an emulated line does not tell the page that it is back
    expect(stop.locator("[data-standing]")).to_contain_text("Đã gửi", timeout=25_000)
    assert Task.objects.get(case__code=code, state="open").element == "approve"
    done = Event.objects.filter(case__code=code, kind=EventKind.TASK_DONE, element="accept")
    assert [each.data["outcome"]["answer"] for each in done] == [ANSWER]
    assert File.objects.filter(owner_id=code, label="after").count() == 1
    page.reload()
    page.wait_for_timeout(1000)
    assert File.objects.filter(owner_id=code, label="after").count() == 1
    context.close()


def test_the_page_of_a_crew_is_light_on_its_first_visit(browser: Browser, live_server: Any, code: str) -> None:
    context = crew(browser, live_server, code)
    page = context.new_page()
    fetched: list[str] = []
    # What the worker keeps for later comes after the page, in no hurry, and is the same for every page of the house.
    context.route("**/sw.js", lambda route: route.abort())
    page.on("response", lambda answer: fetched.append(answer.url))
    page.goto(live_server.url + reverse("desk-fieldreports:crew"), wait_until="networkidle")
    cookies = {each["name"]: each["value"] for each in context.cookies()}  # type: ignore[typeddict-item]
    sizes = {address: on_the_line(address, cookies) for address in set(fetched) if address.startswith("http")}
    assert any(address.endswith(".css") for address in sizes)
    assert sum(sizes.values()) <= LIGHT, sizes
    assert not [address for address in sizes if address.endswith(".woff2")], "the letters are the phone's own"
    context.close()


def on_the_line(address: str, cookies: dict[str, str]) -> int:
    """Return what an address costs on the line: what is text is sent compressed."""
    answer = httpx.get(address, headers={"Accept-Encoding": "identity"}, cookies=cookies)
    packed = answer.headers["content-type"].startswith(("font/", "image/png", "image/jpeg"))
    return len(answer.content) if packed else len(gzip.compress(answer.content, 6))
