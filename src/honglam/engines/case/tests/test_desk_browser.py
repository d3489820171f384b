"""An officer works from the list to the answer with the keyboard alone; the pages hold for eye and ear."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from honglam.core.identity.testing import client_of, make_officer
from honglam.core.places.testing import load_places
from honglam.engines.case import api
from honglam.engines.case.models import Case, Task
from honglam.engines.case.tests.desk import COMMUNE, furnish, opened, task_of
from honglam.kit.testing import actor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_FOCUSED = "() => (document.activeElement.value || document.activeElement.textContent || '').trim()"


@pytest.fixture
def desk(browser: Browser, live_server: Any) -> Any:
    """Return a function that opens the desk of an officer of the commune."""
    load_places()
    furnish()
    contexts = []

    def at(path: str, *, role: str = "officer", **how: Any) -> Page:
        account = make_officer(f"lan-{len(contexts)}", role=role, agency=COMMUNE)
        context = browser.new_context(locale="vi-VN", **({"viewport": {"width": 1366, "height": 768}} | how))
        contexts.append(context)
        session = client_of(account).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.route("**/live/**", lambda route: route.fulfill(status=204))
        page.goto(live_server.url + path)
        return page

    yield at
    for context in contexts:
        context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus stands on what is called so."""
    for _press in range(80):
        if page.evaluate(_FOCUSED).startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the focus never came to “{words}”")


def test_an_officer_takes_cases_and_answers_one_without_a_mouse(desk: Callable[..., Page]) -> None:
    now = timezone.now()
    first, second = opened("Đèn đường hỏng", now=now), opened("Ổ gà trên đường", now=now)
    page = desk(reverse("desk-case:unit"))
    expect(page.locator("hl-table")).to_be_visible()
    expect(page.locator("hl-table:defined, hl-palette:defined")).to_have_count(2)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("dòng sau")
    page.keyboard.press("Escape")
    for key in "jxjxb":
        page.keyboard.press(key)
    expect(page.locator(".hl-bulk-count")).to_contain_text("2")
    page.keyboard.press("Enter")  # the first thing that can be done is to take them
    page.wait_for_url("**/bulk/")
    tab_to(page, "Thực hiện")
    page.keyboard.press("Enter")
    expect(page.locator("#batch [role=status]")).to_contain_text("Đã làm: 2")
    assert Task.objects.exclude(holder="").count() == 2
    expect(page.locator("hl-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open] input")).to_be_focused()
    page.keyboard.type("viec cua toi")
    expect(page.get_by_role("option").first).to_contain_text("Việc của tôi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine/")
    expect(page.locator("hl-table:defined")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?task=*")
    tab_to(page, "ask")  # the first choice
    page.keyboard.press("ArrowUp")  # round to the last choice
    tab_to(page, "Hoàn thành bước này")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "task=" not in url)
    states = set(Case.objects.filter(code__in=[first, second]).values_list("state", flat=True))
    assert states == {"done", "open"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_desk(desk: Callable[..., Page], scheme: str) -> None:
    now = timezone.now()
    code = opened(contact={"name": "Hoa", "phone": "0912345678"}, now=now)
    viewer = actor(COMMUNE, "case.work")
    api.add_note(code=code, text="Đã hỏi", viewer=viewer, now=now)
    api.send_message(code=code, text="Chúng tôi đang xem.", viewer=viewer, now=now)
    number = task_of(code)
    page = desk(reverse("desk-case:unit"), role="leader", color_scheme=scheme)
    base = page.url.split("/desk/")[0]
    pages = [
        reverse("desk-case:unit"),
        reverse("desk-case:cases"),
        reverse("desk-case:case", args=[code]),
        reverse("desk-case:transfer", args=[number]),
        reverse("desk-case:split", args=[number]),
        reverse("desk-case:message", args=[code]),
        reverse("desk-case:reveal", args=[code]),
        reverse("desk-case:team"),
        reverse("desk-case:hand-over"),
    ]
    found = []
    for path in pages:
        page.goto(base + path)
        expect(page.locator("hl-map:not([data-ready]), hl-process:not([data-ready])")).to_have_count(0, timeout=10_000)
        for violation in Axe().run(page).response["violations"]:
            found += [f"{path} {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    assert not found, "\n".join(found)
