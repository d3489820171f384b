"""A form with files in a browser: in parts over a line that breaks, after a reload, by keyboard, without scripts."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from playwright.sync_api import expect

from honglam.core.files import api
from honglam.core.files.contracts import Owner
from honglam.core.files.models import File
from honglam.core.files.testing import PDF, picture
from honglam.core.identity.testing import client_of, make_officer
from honglam.kit import forms
from honglam.kit.access import public, viewer_of
from honglam.kit.attachments import FilesField
from honglam.kit.testing import OWNER_AT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class WellForm(forms.Form):
    name = forms.Text(label="Tên giếng")
    papers = FilesField(use="trial.all", label="Giấy tờ", required=False)


@public("only in this test")
def add(request):
    def save(data: dict[str, Any]) -> str:
        given = {"agency": OWNER_AT, "viewer": viewer_of(request), "now": timezone.now(), "use": "trial.all"}
        api.adopt(ids=data["papers"], owner=Owner("trial.free", "1"), **given)
        return "/done/"

    return forms.respond(request, WellForm, save, title="Giếng mới")


@pytest.fixture(autouse=True)
def _routes(settings: Any):
    """A page of the test beside those of the platform."""
    from honglam.core.files.hooks import OwnerKind
    from honglam.core.files.testing import declared
    from honglam.project import urls

    module = ModuleType("trial_urls")
    module.__dict__.update({name: value for name, value in vars(urls).items() if not name.startswith("__")})
    module.urlpatterns = [
        path("trial/", add),
        path("done/", public("only in this test")(lambda _request: HttpResponse("Xong"))),
        *urls.urlpatterns,
    ]
    sys.modules["trial_urls"] = module
    settings.ROOT_URLCONF = "trial_urls"
    free = OwnerKind(id="trial.free", title="Free", may_read=lambda _v, _o: True, may_write=lambda _v, _o: True)
    with declared(free):
        yield
    del sys.modules["trial_urls"]


@pytest.fixture
def form(context: BrowserContext, live_server: Any) -> Page:
    session = client_of(make_officer("lan")).cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/trial/")
    return page


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    made = tmp_path / "ảnh hiện trường.png"
    made.write_bytes(picture(1200, 900, compress_level=0))  # 3 MB: seven parts
    return made


def sent(page: Page) -> None:
    page.get_by_label("Tên giếng").fill("Giếng 1")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url("**/done/")


def test_a_file_goes_up_in_parts_through_a_line_that_breaks(form: Page, photo: Path) -> None:
    seen: list[int] = []

    def broken(route: Route) -> None:
        if route.request.method == "PATCH":
            seen.append(int(route.request.headers["upload-offset"]))
            if len(seen) == 3:
                route.abort("connectionreset")
                return
        route.continue_()

    form.route("**/files/uploads/*", broken)
    form.get_by_label("Giấy tờ").set_input_files(photo)
    expect(form.get_by_text("Đã tiếp nhận")).to_be_visible(timeout=30_000)
    assert seen.count(0) == 1, "what had arrived was sent again"
    assert not Axe().run(form).violations_count
    sent(form)
    file = File.objects.get()
    assert (file.name, file.size, file.owner_id) == (photo.name, photo.stat().st_size, "1")


def test_after_a_reload_the_same_file_goes_on_where_it_was(form: Page, photo: Path) -> None:
    parts: list[int] = []

    def stopped(route: Route) -> None:
        if route.request.method == "PATCH" and int(route.request.headers["upload-offset"]) >= 1_500_000:
            return  # the phone has lost the network: no answer comes
        route.continue_()

    form.route("**/files/uploads/*", stopped)
    form.get_by_label("Giấy tờ").set_input_files(photo)
    expect(form.locator(".hl-file-said")).to_contain_text("1,5 MB", timeout=30_000)
    form.reload()  # first: what is let go again would still be sent by the page that was left
    form.unroute("**/files/uploads/*")
    form.wait_for_function("() => customElements.get('hl-upload') !== undefined")
    form.on(
        "request",
        lambda request: parts.append(int(request.headers["upload-offset"])) if request.method == "PATCH" else None,
    )
    form.get_by_label("Giấy tờ").set_input_files(photo)
    expect(form.get_by_text("Đã tiếp nhận")).to_be_visible(timeout=30_000)
    assert min(parts) >= 1_500_000
    sent(form)
    assert File.objects.get().size == photo.stat().st_size


def test_an_input_that_is_left_is_checked_and_a_form_that_is_right_is_not_sent_by_that(form: Page) -> None:
    with form.expect_response(lambda response: response.request.headers.get("x-check") == "name") as checked:
        form.get_by_label("Tên giếng").fill("Giếng 1")
        form.get_by_label("Tên giếng").blur()
    assert "hl-field" in checked.value.text()
    assert "hx-redirect" not in checked.value.headers
    assert form.url.endswith("/trial/")


def test_what_is_refused_is_said_at_the_file_and_the_others_go_on(form: Page, tmp_path: Path) -> None:
    bad, good = tmp_path / "xấu.pdf", tmp_path / "tốt.pdf"
    bad.write_bytes(b"MZ is a program and no paper")
    good.write_bytes(PDF)
    form.get_by_label("Giấy tờ").set_input_files([bad, good])
    expect(form.locator(".hl-file.is-bad")).to_contain_text("không đúng với tên tệp")
    expect(form.locator(".hl-file.is-done")).to_contain_text("tốt.pdf")
    remove = form.locator(".hl-file.is-bad").get_by_role("button")
    remove.focus()
    form.keyboard.press("Enter")
    expect(form.locator(".hl-file.is-bad")).to_have_count(0)
    sent(form)
    assert File.objects.get().name == "tốt.pdf"


def test_the_form_waits_for_a_file_under_way(form: Page, photo: Path) -> None:
    held: list[Route] = []
    form.route("**/files/uploads/*", lambda r: held.append(r) if r.request.method == "PATCH" else r.continue_())
    form.get_by_label("Giấy tờ").set_input_files(photo)
    expect(form.locator(".hl-file progress")).to_be_visible()
    form.get_by_label("Tên giếng").fill("Giếng 1")
    form.get_by_role("button", name="Lưu").click()
    expect(form.get_by_text("Tệp đang được gửi.")).to_be_visible()
    assert form.url.endswith("/trial/")
    assert not File.objects.exists()


def test_without_scripts_the_files_come_with_the_form_and_stay_when_something_is_wrong(
    context: BrowserContext, live_server: Any, tmp_path: Path
) -> None:
    paper = tmp_path / "đơn.pdf"
    paper.write_bytes(PDF)
    assert context.browser is not None
    plain = context.browser.new_context(
        java_script_enabled=False, locale="vi-VN", viewport={"width": 360, "height": 640}
    )
    page = plain.new_page()
    page.goto(f"{live_server.url}/trial/")
    page.get_by_label("Giấy tờ").set_input_files(paper)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("checkbox", name="đơn.pdf")).to_be_checked()
    sent(page)
    assert File.objects.get().owner_kind == "trial.free"
    plain.close()
