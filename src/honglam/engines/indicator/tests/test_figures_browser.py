"""The grid of figures in a browser: keys, pasting from a spreadsheet, and for eye and ear."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from honglam.base.periods import Frequency, Period
from honglam.core.identity.testing import client_of, make_agency, make_officer
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.testing import an_indicator

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = "H27.skhcn"
_PASTE = """(input, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    input.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_figures_copied_in_a_spreadsheet_fill_the_grid_and_keys_move_in_it(
    context: BrowserContext, live_server: Any
) -> None:
    make_agency(OURS)
    for code in ("dx.a", "dx.b", "dx.c"):
        an_indicator(code, owner=OURS, now=timezone.now() - timedelta(days=90))
    month = Period.of(timezone.localdate(), Frequency.MONTH).shifted(-1)
    session = client_of(make_officer("lan", agency=OURS)).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.route("**/live/**", lambda route: route.fulfill(status=204))
    page.goto(live_server.url + reverse("desk-indicator:grid", args=[str(month)]))
    expect(page.locator("hl-grid:defined")).to_have_count(1)
    numbers = page.locator("[name=number]")
    numbers.first.focus()
    numbers.first.evaluate(_PASTE, "70,5\tsố sơ bộ\r\n1.5.2\t\r\n40\t\r\n")
    expect(page.locator("[name=comment]").first).to_have_value("số sơ bộ")
    numbers.first.focus()
    page.keyboard.press("Enter")
    expect(numbers.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(numbers.first).to_be_focused()
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="Lưu nháp").click()
    expect(page.get_by_role("alert")).to_contain_text("1.5.2")
    expect(numbers.nth(1)).to_have_value("1.5.2")
    assert sorted(Value.objects.values_list("code", flat=True)) == ["dx.a", "dx.c"]
    assert not Axe().run(page).response["violations"]
    numbers.nth(1).fill("52")
    page.get_by_role("button", name="Lưu và trình").click()
    expect(numbers).to_have_count(0)
    assert set(Value.objects.values_list("state", flat=True)) == {"submitted"}
