"""Reports of quarters: filled from what is known, sent by agencies, put together, written as papers."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Conflict, Forbidden, Refusal
from honglam.base.periods import Period
from honglam.base.time import VIETNAM
from honglam.core.identity.testing import make_officer
from honglam.core.notices.testing import outbox
from honglam.engines.case.testing import CaseStory, Story
from honglam.packs.plan import api
from honglam.packs.plan.contracts.work import NewTask

pytestmark = pytest.mark.django_db
QUARTER = Period.read("2026-Q4")
LEADER = Viewer("1", "Chủ tịch", Kind.OFFICER, "H27", frozenset({Grant("plan.lead", "H27")}))
LAN = Viewer("2", "Lan", Kind.OFFICER, "H27.sxd", frozenset({Grant("plan.work", "H27.sxd")}))


@pytest.fixture
def story() -> Story:
    """Three tasks: one done, one late with its reason, one of another agency."""
    made = Story.of("plan.task")
    for title, lead, last in (
        ("Số hóa hồ sơ đất đai", "H27.sxd", date(2026, 12, 30)),
        ("Kết nối kho dữ liệu", "H27.sxd", date(2026, 12, 8)),
        ("Đào tạo cán bộ", "H27.syt", date(2026, 12, 31)),
    ):
        with made.acting(Viewer("system", "Hồng Lam", Kind.SYSTEM)):
            code = api.work.give(task=NewTask(title=title, lead=lead, deadline=last), now=made.now)
        case = CaseStory(made, code).done(decision="take").done(steps="Khảo sát, làm, kiểm tra")
        if title.startswith("Số"):
            case.done(percent=100, work="Xong hết", next="finish").done(outcome="1.200 hồ sơ").done(verdict="close")
        elif title.startswith("Kết"):
            case.done(percent=35, work="Đã thử", obstacles="=CMD() thiếu máy chủ", proposals="Cấp máy", next="go_on")
    return made.comes(datetime(2026, 12, 10, 9, tzinfo=VIETNAM))


def write(story: Story, viewer: Viewer = LAN, **more: Any) -> None:
    said = {"reasons": "Đấu thầu chậm hai tháng", "proposals": "Bổ sung 2 tỷ đồng", "send": True} | more
    with story.acting(viewer):
        api.reports.write(agency="H27.sxd", period=QUARTER, viewer=viewer, now=story.now, **said)


def report(story: Story) -> Any:
    return api.reports.report(agency="H27.sxd", period=QUARTER, viewer=LAN, now=story.now)


def test_a_draft_shows_what_is_known_now_and_a_sent_report_what_was_known_then(story: Story) -> None:
    found = report(story)
    assert [len(part) for part in (found.done, found.running, found.overdue)] == [1, 0, 1]
    assert found.overdue[0].reason == "=CMD() thiếu máy chủ"
    write(story)
    CaseStory(story, found.overdue[0].code).done(percent=90, work="Gần xong", next="go_on")
    sent = report(story)
    assert (sent.overdue[0].percent, sent.sent_by, sent.late) == (35, "Lan", False)
    with pytest.raises(Conflict):
        write(story)


def test_only_the_agency_writes_its_report_and_only_leaders_see_all(story: Story) -> None:
    stranger = Viewer("3", "Nam", Kind.OFFICER, "H27.syt", frozenset({Grant("plan.work", "H27.syt")}))
    for act in (
        lambda: write(story, stranger),
        lambda: write(story, LEADER),
        lambda: api.reports.report(agency="H27.sxd", period=QUARTER, viewer=stranger, now=story.now),
        lambda: api.reports.synthesis(period=QUARTER, viewer=stranger, now=story.now),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Refusal):
        write(story, reasons="x" * 8001)


def test_who_is_late_and_who_is_missing_is_named(story: Story) -> None:
    story.comes(datetime(2026, 12, 22, 9, tzinfo=VIETNAM))
    write(story)
    found = api.reports.synthesis(period=QUARTER, viewer=LEADER, now=story.now)
    assert [each.agency for each in found.tardy] == ["H27.sxd"]
    assert [each.agency for each in found.missing] == ["H27.syt"]
    words = text_of(api.reports.paper(of=found, now=story.now))
    assert "Chưa gửi báo cáo (1 cơ quan): Sở Y tế." in words
    assert "Gửi chậm (1 cơ quan): Sở Xây dựng." in words
    assert "chưa được đối chiếu" in words


def text_of(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_the_paper_says_what_is_done_late_by_whom_why_and_what_is_proposed(story: Story) -> None:
    write(story)
    found = api.reports.synthesis(period=QUARTER, viewer=LEADER, now=story.now)
    words = text_of(api.reports.paper(of=found, now=story.now))
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "quý IV năm 2026",
        "có 3 nhiệm vụ: 1 đã hoàn thành, 1 đang thực hiện trong hạn, 1 quá hạn chưa hoàn thành",
        "Kết nối kho dữ liệu",
        "=CMD() thiếu máy chủ",
        "Sở Xây dựng: Đấu thầu chậm hai tháng",
        "Sở Xây dựng: Bổ sung 2 tỷ đồng",
    ):
        assert said in words, said


def test_the_paper_is_sound_for_other_programs(story: Story) -> None:
    content = api.reports.paper(of=report(story), now=story.now)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert parts.testzip() is None
        body = parts.read("word/document.xml").decode()
    assert body.count("<w:tblHeader") == 2, "the heads of both tables are repeated on each page"
    assert 'w:pgSz w:w="11906" w:h="16838"' in body, "A4, upright"


def test_the_national_system_gets_the_same_figures_as_workbook_and_json(story: Story) -> None:
    write(story)
    found = api.reports.synthesis(period=QUARTER, viewer=LEADER, now=story.now)
    whole = json.loads(api.reports.as_json(of=found))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(api.reports.workbook(of=found))).get_sheet_by_name("tasks")
    head, *lines = rows.to_python()
    kept = [dict(zip(head, line, strict=True)) for line in lines]
    assert [(each["title"], int(each["percent"])) for each in kept] == [
        (each["title"], each["percent"]) for each in whole["tasks"]
    ]
    assert {each["reason"] for each in kept} == {"", "=CMD() thiếu máy chủ"}
    assert [each["sent"] is not None for each in whole["reports"]] == [True, False]


def test_agencies_are_reminded_of_their_report_once_for_each_mark_and_not_when_it_is_sent(story: Story) -> None:
    lan, nam = make_officer("lan", agency="H27.sxd"), make_officer("nam", agency="H27.syt")
    write(story)
    for day in (9, 10, 10, 11, 15, 16, 19, 20, 21):
        with story.acting(Viewer(kind=Kind.SYSTEM)):
            api.reports.remind(now=datetime(2026, 12, day, 7, tzinfo=VIETNAM))
    told = {
        who.pk: [each.values["period"] for each in outbox(account=str(who.pk)) if each.template == "plan.report_due"]
        for who in (lan, nam)
    }
    assert told[nam.pk].count("2026-Q4") == 3
    assert "2026-Q4" not in told[lan.pk]


def test_a_period_that_nobody_reports_on_is_refused_with_what_to_write() -> None:
    with pytest.raises(Refusal) as refused:
        api.reports.period_of(text="2026-W31")
    assert "2026-Q4" in str(refused.value.remedy)
