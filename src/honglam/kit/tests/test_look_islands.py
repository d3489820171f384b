from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from honglam.core.identity.testing import client_of, make_officer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STYLE = "/studio/kit/"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def blank(context: BrowserContext, live_server: Any) -> Page:
    """A tab of somebody who may see the style page."""
    client = client_of(make_officer("an", role="admin"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context.new_page()


@pytest.fixture
def style(blank: Page, live_server: Any) -> Page:
    """The style page with its islands at work."""
    blank.goto(live_server.url + STYLE)
    expect(blank.locator("hl-map:not([data-ready]), hl-chart:not([data-ready])")).to_have_count(0)
    return blank


def test_rows_are_chosen_from_the_keyboard_and_the_bar_says_how_many(style: Page) -> None:
    bar = style.locator("hl-table .hl-bulk").first
    expect(bar).to_be_hidden()
    style.keyboard.press("j")
    style.keyboard.press("x")
    style.keyboard.press("j")
    style.keyboard.press("x")
    expect(bar).to_be_visible()
    expect(bar.locator(".hl-bulk-count")).to_contain_text("2")
    style.keyboard.press("k")
    style.keyboard.press("x")
    expect(bar.locator(".hl-bulk-count")).to_contain_text("1")


def test_keys_that_are_typed_into_a_field_move_no_row(style: Page) -> None:
    style.locator("#style-text").fill("")
    style.locator("#style-text").press_sequentially("jjx")
    expect(style.locator("#style-text")).to_have_value("jjx")
    expect(style.locator("hl-table tr[data-current]")).to_have_count(0)


def test_a_map_has_a_table_that_follows_its_slider(style: Page) -> None:
    one = style.locator("hl-map").first
    one.locator(".hl-island-bar > .btn").click()
    rows = one.locator(".hl-twin tbody tr")
    expect(rows.first).to_be_visible()
    last = rows.all_inner_texts()
    one.locator(".hl-slider input").focus()
    style.keyboard.press("Home")
    expect(rows.first).to_be_visible()
    assert rows.all_inner_texts() != last
    assert len(rows.all_inner_texts()) == len(last)


def test_a_chart_has_the_same_figures_as_a_table(style: Page) -> None:
    one = style.locator("hl-chart").first
    one.locator(".hl-island-bar > .btn").click()
    expect(one.locator(".hl-twin thead th")).to_have_count(3)
    expect(one.locator(".hl-twin tbody tr").first).to_be_visible()
    assert one.locator(".hl-chart-canvas").get_attribute("aria-label")


def test_a_wrong_file_is_refused_before_it_is_sent(style: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    style.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    program, empty = tmp_path / "setup.exe", tmp_path / "empty.pdf"
    program.write_bytes(b"MZ")
    empty.write_bytes(b"")
    for path in (program, empty):
        style.locator("#style-file").set_input_files(path)
        expect(style.locator(".hl-file.is-bad").last).to_contain_text(path.name)
    assert not sent


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(style: Page, tmp_path: Path) -> None:
    style.locator("hl-upload").evaluate("(e) => e.setAttribute('max-bytes', '1000')")
    large = tmp_path / "large.pdf"
    large.write_bytes(PDF + b" " * 2000)
    style.locator("#style-file").set_input_files(large)
    expect(style.locator(".hl-file.is-bad")).to_contain_text("large.pdf")


def test_a_cut_line_is_tried_again_and_the_file_arrives(style: Page, tmp_path: Path) -> None:
    tries: list[str] = []

    def cut_once(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    style.route(lambda url: "style-upload" in url or url.endswith("/upload/"), cut_once)
    paper = tmp_path / "giấy tờ.pdf"
    paper.write_bytes(PDF)
    style.locator("#style-file").set_input_files(paper)
    expect(style.locator(".hl-file.is-done")).to_contain_text("giấy tờ.pdf")
    assert len(tries) == 2


def test_what_was_written_comes_back_and_can_be_dropped(blank: Page, live_server: Any) -> None:
    def without_errors(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('class="hl-summary"', 'class="gone"'))

    blank.route(f"{live_server.url}{STYLE}", without_errors)
    blank.on("dialog", lambda dialog: dialog.accept())
    blank.goto(live_server.url + STYLE)
    field, note = blank.locator("#style-text"), blank.locator("hl-form .hl-draft")
    field.fill("Xin cấp đổi giấy chứng nhận")
    expect(note).to_be_visible()
    expect(note).not_to_be_empty()
    blank.reload()
    expect(field).to_have_value("Xin cấp đổi giấy chứng nhận")
    note.locator("button").click()
    expect(field).to_have_value("")
    blank.reload()
    expect(blank.locator("#style-text")).to_have_value("")
