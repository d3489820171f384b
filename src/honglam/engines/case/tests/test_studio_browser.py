"""A procedure is drawn in a browser: a step gets another name, a running case keeps its version until it is moved."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from honglam.core.identity import api as identity
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case import api
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Case, Move, Version
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/studio/case/own.errand/"


@pytest.fixture
def case(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Case:
    del transactional_db
    monkeypatch.setattr("honglam.kit.access.recently_proved", lambda _request: True)
    scene.build()
    viewer = identity.viewer(account_id=make_officer("mai", role="admin", agency="H27").pk)
    procedure = api.procedures.begin_procedure(name="errand", title="Việc nhỏ", viewer=viewer, now=MONDAY)
    api.procedures.publish_draft(procedure=procedure, revision=1, viewer=viewer, now=MONDAY)
    code = api.open_case(entry=NewCase(procedure=procedure, form={"text": "Đèn hỏng"}), now=MONDAY)
    return Case.objects.get(code=code)


@pytest.fixture
def page(context: BrowserContext, live_server: LiveServer, case: Case) -> Page:
    from honglam.core.identity.models import Account

    del case
    signed_in = client_of(Account.objects.get(username="mai"))
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": signed_in.cookies[name].value, "url": live_server.url}])
    context.set_default_timeout(60_000)  # the drawing tool is large, and machines that run tests are busy
    expect.set_options(timeout=30_000)
    return context.new_page()


def test_a_step_is_named_anew_published_and_the_running_case_moved(
    page: Page, live_server: LiveServer, case: Case
) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{live_server.url}{BASE}")
    page.get_by_role("button", name="Sửa").click()
    page.wait_for_selector("hl-bpmn-edit[data-ready]")
    assert page.locator(".bjs-powered-by").is_visible()  # the licence of the drawing tool asks for it
    page.locator("[data-element-id=handle] .djs-hit").first.click()
    page.locator("#bpmn-name").fill("Giải quyết")
    page.locator("#bpmn-name").blur()
    expect(page.locator("[data-element-id=handle]").first).to_contain_text("Giải quyết")
    with page.expect_navigation():  # the page before it says the same sentence
        page.get_by_role("button", name="Lưu và kiểm tra").click()
    expect(page.get_by_text("Bản nháp không có lỗi")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
    page.get_by_role("button", name="Công bố bản nháp này").click()
    expect(
        page.get_by_role("cell", name="Giải quyết").or_(page.get_by_role("rowheader", name="Giải quyết"))
    ).to_be_visible()
    assert "Giải quyết" in Version.objects.get(procedure="own.errand", number=2).files["process.bpmn"]
    case.refresh_from_db()
    assert case.version.number == 1
    page.get_by_role("link", name=re.compile("Chuyển hồ sơ sang phiên bản 2")).click()
    expect(page.get_by_text(case.code)).to_be_visible()
    page.get_by_role("button", name="Chuyển 1 hồ sơ").click()
    page.wait_for_url(re.compile("/moves/"))
    api.procedures.run_move(move=Move.objects.get().pk, clock=lambda: MONDAY)
    page.reload()
    expect(page.get_by_text("Đã xong.")).to_be_visible()
    case.refresh_from_db()
    assert case.version.number == 2
    # The server of tests cannot keep the stream of live pages open; scripts and the content policy must be silent.
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def test_a_problem_leads_to_its_element(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{BASE}")
    page.get_by_role("button", name="Sửa").click()
    page.wait_for_selector("hl-bpmn-edit[data-ready]")
    page.locator("[data-element-id=handle] .djs-hit").first.click()
    page.locator("#bpmn-id").fill("work")
    page.locator("#bpmn-id").blur()
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu và kiểm tra").click()
    page.wait_for_selector("hl-bpmn-edit[data-ready]")
    page.locator('.hl-problem[data-element="steps.handle"]').click()
    chosen = "() => document.activeElement.value.slice(document.activeElement.selectionStart).split('\\n')[0]"
    assert page.evaluate(chosen) == "[steps.handle]"
