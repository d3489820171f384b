"""An officer sends a plan, looks through it with the keyboard, confirms it; and the pages for eye and ear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from honglam.core.identity.testing import client_of, make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.packs.plan import api, models
from honglam.packs.plan.contracts import PlanState
from honglam.packs.plan.tests.importing import sent

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("province")]
DOCUMENT = Path(__file__).parent / "data" / "review.md"


def opened(browser: Browser, live_server: Any, path: str, **how: Any) -> Page:
    context = browser.new_context(locale="vi-VN", **({"viewport": {"width": 1366, "height": 768}} | how))
    client = client_of(make_officer(f"ke-hoach-{uuid4().hex[:6]}", role="planner", agency="H27"))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    page.goto(live_server.url + path)
    return page


def test_from_the_document_to_cases_with_the_keyboard(browser: Browser, live_server: Any) -> None:
    page = opened(browser, live_server, reverse("desk-plan:send"))
    page.set_input_files("input[type=file]", DOCUMENT)
    page.click("button[type=submit].btn-primary")
    page.wait_for_url("**/desk/plan/*/")
    run_jobs()
    page.wait_for_url("**/review/")
    page.get_by_text("Đã trả lời 0/2 câu hỏi").first.wait_for()
    page.fill("input[name=other]", "Sở Khoa học và Công nghệ")
    page.press("input[name=other]", "Control+Enter")
    page.wait_for_url("**/review/?item=*")
    assert page.locator(".hl-review-text .is-now").first.is_visible()
    page.fill("input[name=deadline]", "30/11/2026")
    page.press("input[name=deadline]", "Tab")  # leaving the input saves it
    page.get_by_text("Đã trả lời 2/2 câu hỏi").first.wait_for()
    page.get_by_role("link", name="Tóm tắt và xác nhận").click()
    page.get_by_role("button", name="Xác nhận kế hoạch").click()
    page.wait_for_url("**/desk/plan/*/")
    run_jobs()
    page.locator("#tasks").wait_for()
    plan = api.plan(plan_id=models.Plan.objects.get().pk, viewer=None)
    assert plan.head.state is PlanState.CONFIRMED
    assert all(one.case for task in plan.tasks for one in task.assigned)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="desktop"),
        pytest.param({"viewport": {"width": 360, "height": 640}, "color_scheme": "dark"}, id="phone"),
    ],
)
def test_the_review_has_no_fault_of_access_and_fits_its_screen(
    browser: Browser, live_server: Any, how: dict[str, Any]
) -> None:
    client = client_of(make_officer("gui", role="planner", agency="H27"))
    plan_id = sent(client, DOCUMENT.read_bytes(), "ke-hoach.md")
    for name in ("review", "confirm", "plan"):
        page = opened(browser, live_server, reverse(f"desk-plan:{name}", args=[plan_id]), **how)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()
