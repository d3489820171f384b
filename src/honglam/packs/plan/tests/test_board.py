"""The board and the pages around it: numbers lead to records, an agency sees its own, everybody sees what is public."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import docx
import pytest
from django.test import Client
from django.urls import reverse

from honglam.base.access import Grant, Kind, Viewer
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.api import targets as indicator_targets
from honglam.engines.indicator.testing import figures
from honglam.kit.testing import actor
from honglam.packs.plan import api
from honglam.packs.plan.contracts import TargetLine
from honglam.packs.plan.contracts.board import State
from honglam.packs.plan.models import Work
from honglam.packs.plan.tests.scene import NOW, SECRET, living

pytestmark = pytest.mark.django_db
DIRECTS = frozenset(Grant(right, "H27") for right in ("plan.view", "plan.direct", "plan.lead"))
LEADS = Viewer("9", "Chủ tịch", Kind.OFFICER, "H27", DIRECTS)
WORKS = frozenset({Grant("plan.view", "H27"), Grant("plan.work", "H27.snv")})


@pytest.fixture
def plan(province: None) -> Iterator[int]:
    """A plan at work, on Monday 7 December 2026."""
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        yield living()


def officer(agency: str, role: str = "officer") -> Client:
    return client_of(make_officer(f"{role}-{agency[-3:]}", agency=agency, role=role))


def read(client: Client, name: str, *args: Any, words: str = "") -> str:
    answer = client.get(reverse(f"desk-plan:{name}", args=args) + words)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def test_the_board_counts_each_task_once_and_each_number_leads_to_its_records(plan: int) -> None:
    leader = officer("H27", "leader")
    page = read(leader, "board")
    links = re.findall(r'<dd><a href="([^"]+)">(\d+)</a></dd>', page)
    assert {re.search(r"state=(\w+)", link)[1]: int(n) for link, n in links} == {  # type: ignore[index]
        "late": 1, "soon": 1, "running": 0, "waiting": 1, "verifying": 0, "done": 1,
    }  # fmt: skip
    for link, count in links:
        listed = leader.get(link.replace("&amp;", "&")).content.decode()
        assert f"({count})</h1>" in listed
    assert "Tỷ lệ hồ sơ trực tuyến đạt 70%" in page
    assert "1.050" in page, "the money of the plan, which names no source"


def test_what_a_leader_must_decide_comes_first_and_others_decide_their_own(plan: int) -> None:
    del plan
    chair = Viewer("1", "Chủ tịch", Kind.OFFICER, "H27", DIRECTS)
    found = api.board.board(plan=None, viewer=chair, now=NOW)
    assert [task.title for task in found.decisions] == ["Số hóa hồ sơ đất đai"]
    assert found.worst[0].title == "Số hóa hồ sơ đất đai"
    stranger = Viewer("2", "Lan", Kind.OFFICER, "H27.snv", WORKS)
    assert api.board.board(plan=None, viewer=stranger, now=NOW).decisions == ()


def test_an_agency_reads_its_own_obstacles_and_of_others_only_how_they_stand(plan: int) -> None:
    del plan
    own, stranger, leader = officer("H27.sxd"), officer("H27.syt"), officer("H27", "leader")
    assert SECRET in read(own, "agency", "H27.sxd")
    assert SECRET in read(leader, "agency", "H27.sxd")
    page = read(stranger, "agency", "H27.sxd")
    assert "Số hóa hồ sơ đất đai" in page
    assert SECRET not in page
    assert SECRET not in read(stranger, "board") + read(stranger, "tasks") + read(stranger, "brief")


def test_nobody_without_the_right_gets_in(plan: int) -> None:
    del plan
    for name in ("board", "brief", "tasks", "directives"):
        assert Client().get(reverse(f"desk-plan:{name}")).status_code in {302, 401, 403}, name


def test_everybody_sees_targets_titles_and_states_and_nothing_else(plan: int) -> None:
    del plan
    page = Client().get(reverse("plan:public")).content.decode()
    for said in ("Tỷ lệ hồ sơ trực tuyến đạt 70%", "Số hóa hồ sơ đất đai", "Sở Xây dựng", "Quá hạn"):
        assert said in page
    for kept in (SECRET, "Chọn nhà thầu khác", "NV-", "900"):
        assert kept not in page


def test_a_leader_urges_two_at_once_from_the_page(plan: int) -> None:
    del plan
    leader = officer("H27", "leader")
    codes = [task.code for task in Work.objects.filter(closed_at__isnull=True)[:2]]
    said = {"codes": codes, "text": "Báo cáo trước thứ Sáu", "back": reverse("desk-plan:tasks")}
    assert leader.post(reverse("desk-plan:urge"), said).url == reverse("desk-plan:tasks")
    assert "Đã đôn đốc 2 nhiệm vụ" in leader.get(reverse("desk-plan:tasks")).content.decode()
    assert officer("H27.sxd").post(reverse("desk-plan:urge"), said).status_code == 403


def test_a_directive_is_registered_on_the_page_and_its_thread_shows_who_does_it(plan: int) -> None:
    del plan
    leader = officer("H27", "leader")
    said = {"sentence": "Giao Sở Y tế báo cáo.", "agencies": ["H27.syt"], "key": "k1", "deadline": "20/12/2026"}
    gone = leader.post(reverse("desk-plan:new-directive"), said)
    assert gone.status_code == 302, gone.content.decode()
    page = leader.get(gone.url).content.decode()
    assert "Giao Sở Y tế báo cáo." in page
    assert "Sở Y tế" in page
    listed = read(leader, "directives")
    assert "chưa kết nối" in listed


def test_an_agency_completes_and_sends_its_report_on_the_page(plan: int) -> None:
    del plan
    own, leader = officer("H27.sxd"), officer("H27", "leader")
    address = reverse("desk-plan:report", args=["H27.sxd", "2026-Q4"])
    assert "Số hóa hồ sơ đất đai" in own.get(address).content.decode()
    assert own.post(address, {"reasons": "Nhà thầu bỏ việc", "proposals": "", "send": "on"}).status_code == 302
    assert "Nhà thầu bỏ việc" in own.get(address).content.decode()
    page = read(leader, "reports", words="?period=2026-Q4")
    assert "Chưa gửi" in page
    for form, begin in (("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        answer = leader.get(reverse("desk-plan:synthesis", args=["2026-Q4", form]))
        assert answer.content.startswith(begin)
    assert officer("H27.syt").get(address).status_code == 403


def test_the_pages_speak_english(plan: int) -> None:
    del plan
    leader = officer("H27", "leader")
    page = leader.get(reverse("desk-plan:board"), headers={"accept-language": "en"}).content.decode()
    assert "Needs your decision today" in page
    assert "Overdue" in page


def test_the_board_of_a_province_asks_the_database_a_fixed_number_of_times(
    plan: int, django_assert_max_num_queries: Any
) -> None:
    rows = list(Work.objects.all())
    for number in range(150):
        for row in rows:
            row.pk, row.code, row.series = None, f"NV-{number}-{row.title[:4]}", ""
        Work.objects.bulk_create(rows)
    viewer = Viewer("1", "x", Kind.OFFICER, "H27", DIRECTS)
    with django_assert_max_num_queries(25):
        found = api.board.board(plan=plan, viewer=viewer, now=NOW)
    assert found.counts[State.LATE] == 151


def test_of_many_agencies_the_dozen_with_most_that_is_late_stands_open_on_the_board(plan: int) -> None:
    row = Work.objects.first()
    for number in range(20):
        row.pk, row.code, row.series, row.lead = None, f"NV-{number}", "", f"H27.xa{number:02}"
        row.save()
    page = read(officer("H27", "leader"), "board", words=f"?plan={plan}")
    table = page.partition('id="agencies-title"')[2].partition("</section>")[0]
    shown, folded = table.split("<details>")
    assert shown.count('scope="row"') == 12
    assert folded.count('scope="row"') == len({work.lead for work in Work.objects.all()}) - 12


def test_a_figure_stands_beside_its_target_and_everybody_sees_it_only_when_its_indicator_is_public(plan: int) -> None:
    (line,) = (each for each in api.plan(plan_id=plan, viewer=None).targets if "trực tuyến" in each.text)
    (scope,) = {each.scope for each in indicator_targets.targets(code=line.code)}
    period = {"year": "2026", "quarter": "2026-Q3", "month": "2026-10"}[definitions.find(code=line.code).frequency]
    figures(line.code, {period: "41.5"}, scope=scope)
    page = read(officer("H27", "leader"), "board")
    assert "41,5" in page
    assert "28,5" in page, "the gap to 70"
    found = api.reports.synthesis(period=api.reports.period_of(text="2026-Q4"), viewer=LEADS, now=NOW)
    assert "41,5 %" in paper_of(found)
    assert "41,5" not in Client().get(reverse("plan:public")).content.decode()
    shown, maker = replace(definitions.find(code=line.code), public=True), actor("H27", "indicator.define")
    definitions.define(indicator=shown, viewer=maker, now=NOW)
    assert "41,5" in Client().get(reverse("plan:public")).content.decode()


def paper_of(found: Any) -> str:
    made = docx.Document(io.BytesIO(api.reports.paper(of=found, now=NOW)))
    return "\n".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)


def test_a_long_list_of_tasks_comes_in_pages_that_keep_what_was_asked(plan: int) -> None:
    leader = officer("H27", "leader")
    with mock.patch("honglam.packs.plan.views.board._ROWS", 3):
        first = read(leader, "tasks", words=f"?plan={plan}&agency=")
        second = read(leader, "tasks", words=f"?plan={plan}&page=2")
    assert "(4)</h1>" in first
    assert f"plan={plan}&amp;agency=&amp;page=2" in first
    assert first.count('scope="row"') == 3
    assert second.count('scope="row"') == 1
    assert f"?state=late&amp;plan={plan}" in second


def test_the_menu_lights_the_one_entry_under_which_a_page_lies(plan: int) -> None:
    del plan
    leader = officer("H27", "leader")
    for name in ("board", "plans"):
        menu = read(leader, name).partition('id="menu"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [reverse(f"desk-plan:{name}")]


@pytest.mark.parametrize(
    ("value", "direction", "shown"), [("2026-12-31", "<=", "≤ 31/12/2026"), ("15-20", "range", "15-20 %")]
)
def test_a_day_to_be_reached_is_written_as_people_write_days(value: str, direction: str, shown: str) -> None:
    unit = "%" if direction == "range" else ""
    line = TargetLine(
        id=1, plan=1, code="", agency="H27", section="", text="", value=value, unit=unit, direction=direction
    )
    assert api.board.said(target=line) == shown
