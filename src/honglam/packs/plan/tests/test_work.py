"""Tasks at work: the way of one through its procedure, what is reported of it, who is urged, and what comes round."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

import pytest

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.time import VIETNAM
from honglam.core.files import api as files
from honglam.core.identity.testing import make_officer
from honglam.core.notices.testing import outbox
from honglam.engines.case.models import Case, Event
from honglam.engines.case.testing import MONDAY, CaseStory, ProcedureSuite, Story
from honglam.packs.plan import api
from honglam.packs.plan.contracts.work import EVIDENCE, Every, NewTask, Phase
from honglam.packs.plan.models import TaskLine, Work
from honglam.packs.plan.service import changing

pytestmark = pytest.mark.django_db
LEAD, COORDINATOR, STRANGER = "H27.sxd", "H27.skhcn", "H27.sct"
DONE = {"percent": 100, "work": "Đã số hóa toàn bộ hồ sơ", "next": "finish"}


class TestTask(ProcedureSuite):
    """What holds for every procedure."""

    procedure = "plan.task"
    opening = {"form": {"title": "Số hóa hồ sơ đất đai", "lead": LEAD, "coordinator": COORDINATOR}}


@pytest.fixture
def story() -> Story:
    return Story.of("plan.task")


def given(story: Story, **more: Any) -> CaseStory:
    known = {"title": "Số hóa hồ sơ đất đai", "lead": LEAD, "deadline": date(2026, 12, 18)}
    with story.acting(Viewer(kind=Kind.SYSTEM, id="system", name="Hồng Lam")):
        return CaseStory(story, api.work.give(task=NewTask(**known | more), now=story.now))


def viewer(agency: str, *rights: str) -> Viewer:
    grants = frozenset(Grant(right, agency) for right in rights)
    return Viewer(f"9{crc32(agency.encode()) % 1000}", f"Cán bộ {agency}", Kind.OFFICER, agency, grants)


def stands(case: CaseStory, who: Viewer) -> Any:
    return api.work.history(code=case.code, viewer=who, now=case.story.now)


def test_a_task_goes_from_its_acceptance_to_its_verification(story: Story) -> None:
    case = given(story).status_is("given")
    case.task("accept").is_for(LEAD).asks_for("plan.work").is_due_in("3 working days")
    case.done(decision="take").status_is("planning").done(steps="Khảo sát, số hóa, kiểm tra").status_is("working")
    assert case.task("progress").row.due_at == datetime(2026, 12, 18, 17, tzinfo=VIETNAM)
    case.done(percent=40, work="Đã khảo sát", obstacles="Thiếu máy quét", proposals="Bổ sung kinh phí", next="go_on")
    case.waits_for("progress").done(**DONE).waits_for("complete")
    case.done(outcome="1.200 hồ sơ đã số hóa").status_is("verifying")
    case.task("verify").is_for(COORDINATOR).asks_for("plan.verify").refuses(at="words", verdict="return")
    case.done(verdict="return", words="Thiếu biên bản nghiệm thu").waits_for("progress").status_is("working")
    case.done(**DONE).done(outcome="Đã bổ sung biên bản").done(verdict="close").is_closed().status_is("done")


def test_a_task_that_is_not_theirs_goes_back_and_on_to_another_agency(story: Story) -> None:
    case = given(story)
    case.task("accept").refuses(at="back_reason", decision="back")
    case.done(decision="back", back_reason="Thuộc Sở Công Thương").task("assign").is_for(COORDINATOR)
    case.done(decision="again", lead=STRANGER).task("accept").is_for(STRANGER)
    assert Work.objects.get().lead == STRANGER
    case.done(decision="back", back_reason="Không rõ nội dung").done(decision="withdraw", words="Trùng nhiệm vụ khác")
    case.is_closed().status_is("withdrawn")
    assert not api.work.listed(viewer=viewer("H27", "plan.lead"), now=story.now)


def test_the_last_day_of_the_plan_is_the_last_day_of_the_case(story: Story) -> None:
    case = given(story)
    story.comes(datetime(2026, 12, 18, 16, 59, tzinfo=VIETNAM))
    assert case.row.due_at == datetime(2026, 12, 18, 17, tzinfo=VIETNAM)
    story.comes(datetime(2026, 12, 19, 8, tzinfo=VIETNAM))
    (task,) = api.work.listed(viewer=viewer("H27", "plan.lead"), now=story.now)
    assert task.late
    assert task.days_left == -1


def test_leaders_read_each_percentage_obstacle_and_proposal(story: Story) -> None:
    case = given(story).done(decision="take").done(steps="Khảo sát trước")
    case.done(percent=20, work="Đã khảo sát", next="go_on")
    case.done(percent=45, work="Đã quét", obstacles="Thiếu máy quét", proposals="Bổ sung 2 máy", next="go_on")
    found = stands(case, viewer("H27", "plan.lead"))
    assert [each.percent for each in found.reports] == [45, 20]
    assert (found.task.percent, found.task.obstacles, found.task.proposals) == (45, "Thiếu máy quét", "Bổ sung 2 máy")


def test_evidence_stays_with_the_task_and_strangers_do_not_see_it(story: Story) -> None:
    case = given(story).done(decision="take").done(steps="Khảo sát trước")
    officer = case.task("progress").officer
    with story.acting(officer):
        draft = files.store(
            source=b"%PDF-1.4\n%%EOF",
            name="a.pdf",
            owner=None,
            agency=LEAD,
            viewer=officer,
            now=story.now,
            use=EVIDENCE,
        )
    case.done(percent=50, work="Đã khảo sát", evidence=[str(draft.id)], next="go_on")
    assert [each.id for each in api.work.evidence(code=case.code, viewer=officer)] == [draft.id]
    assert api.work.evidence(code=case.code, viewer=viewer(STRANGER, "plan.work")) == ()


def test_an_agency_sees_its_own_in_detail_and_of_others_only_how_they_stand(story: Story) -> None:
    case = given(story, coordinating=("H27.syt",), sentence="Sở Xây dựng số hóa hồ sơ.")
    case.done(decision="take").done(steps="Khảo sát trước")
    case.done(percent=45, work="Đã quét", obstacles="Thiếu máy quét", next="go_on")
    for who in (viewer(LEAD, "plan.work"), viewer("H27.syt", "plan.work"), viewer(COORDINATOR, "plan.verify")):
        (task,) = api.work.listed(viewer=who, now=story.now)
        assert (task.detail, task.obstacles, task.sentence) == (True, "Thiếu máy quét", "Sở Xây dựng số hóa hồ sơ.")
    stranger = viewer(STRANGER, "plan.work", "plan.view", "plan.lead")
    (task,) = api.work.listed(viewer=stranger, now=story.now)
    assert (task.detail, task.percent, task.obstacles, task.sentence) == (False, 45, "", "")
    with pytest.raises(Missing):
        stands(case, stranger)


def test_who_is_urged_hears_it_and_the_case_keeps_the_words(story: Story) -> None:
    case, worker = given(story), make_officer("lan", agency=LEAD)
    chair = viewer("H27", "plan.direct")
    with story.acting(chair):
        assert api.work.urge(codes=[case.code], text="Báo cáo trong ngày", viewer=chair, now=story.now) == 1
    told = outbox(account=str(worker.pk))
    assert [each.template for each in told if each.template == "plan.urged"] == ["plan.urged"]
    assert Event.objects.filter(case__code=case.code, kind="note", data__text="Báo cáo trong ngày").count() == 1
    (urging,) = stands(case, chair).urgings
    assert urging.text == "Báo cáo trong ngày"


def test_nobody_urges_whom_they_do_not_direct_and_nothing_of_many_is_done_when_one_is_not_theirs(story: Story) -> None:
    own, other = given(story, lead=STRANGER), given(story)
    leader = viewer(STRANGER, "plan.direct")
    with story.acting(leader), pytest.raises(Forbidden):
        api.work.urge(codes=[own.code, other.code], text="Báo cáo ngay", viewer=leader, now=story.now)
    with story.acting(leader), pytest.raises(Refusal):
        api.work.urge(codes=[own.code], text="  ", viewer=leader, now=story.now)
    assert not stands(own, leader).urgings


def test_reminders_of_a_last_day_go_out_once_each(story: Story) -> None:
    worker = make_officer("lan", agency=LEAD)
    given(story, deadline=date(2026, 12, 14))
    for day in (7, 7, 8, 11, 13, 13, 14, 15):
        with story.acting(Viewer(kind=Kind.SYSTEM)):
            api.work.remind(now=datetime(2026, 12, day, 7, tzinfo=VIETNAM))
    told = [each for each in outbox(account=str(worker.pk)) if each.template == "plan.reminded"]
    assert sorted(each.values["days"] for each in told) == [1, 3, 7]


def test_a_task_that_comes_round_is_opened_once_for_each_quarter(story: Story) -> None:
    first = given(story, deadline=date(2026, 12, 20), every=Every.QUARTER, until=date(2027, 6, 30), key="plan:1:line:9")
    january = datetime(2027, 1, 4, 5, tzinfo=VIETNAM)
    assert [api.work.begin_rounds(now=at) for at in (MONDAY, january, january, january + timedelta(days=60))] == [
        0,
        1,
        0,
        0,
    ]
    assert api.work.begin_rounds(now=datetime(2027, 4, 1, 5, tzinfo=VIETNAM)) == 1
    assert api.work.begin_rounds(now=datetime(2027, 7, 1, 5, tzinfo=VIETNAM)) == 0
    rows = list(Work.objects.order_by("id").values_list("round", "deadline", "phase"))
    assert rows == [
        ("2026-Q4", date(2026, 12, 20), Phase.GIVEN),
        ("2027-Q1", date(2027, 3, 20), Phase.GIVEN),
        ("2027-Q2", date(2027, 6, 19), Phase.GIVEN),
    ]
    assert Case.objects.count() == 3
    assert first.row.code == Work.objects.order_by("id")[0].series


def test_the_same_line_of_a_plan_is_given_once(story: Story) -> None:
    assert given(story, key="plan:1:7:H27.sxd").code == given(story, key="plan:1:7:H27.sxd").code
    assert Work.objects.count() == 1


def test_an_amendment_moves_the_last_day_of_open_tasks_and_the_case_tells_it(story: Story) -> None:
    case, done = given(story, plan=7, line=12), given(story, plan=7, line=12, lead=STRANGER)
    done.done(decision="back", back_reason="Trùng").done(decision="withdraw", words="Trùng nhiệm vụ khác")
    line = TaskLine(pk=12, plan_id=7, title="Số hóa hồ sơ đất đai, xây dựng", deadline=date(2027, 3, 31))
    with story.acting(Viewer(kind=Kind.SYSTEM, id="system", name="Hồng Lam")):
        assert changing.line(changed=line, reason="KH 102", now=story.now) == 1
    assert case.tells("extended").row.due_at == datetime(2027, 3, 31, 17, tzinfo=VIETNAM)
    assert case.task("accept").is_due_in("3 working days")
    (task,) = api.work.listed(plan=7, viewer=viewer("H27", "plan.lead"), now=story.now)
    assert (task.title, task.deadline) == ("Số hóa hồ sơ đất đai, xây dựng", date(2027, 3, 31))
    assert Work.objects.get(code=done.code).deadline == date(2026, 12, 18)


@pytest.mark.parametrize("steps", [(), ({"decision": "take"},), ({"decision": "take"}, {"steps": "Khảo sát"})])
def test_what_an_amendment_takes_away_ends_at_whatever_step_it_was(story: Story, steps: tuple[Any, ...]) -> None:
    case = given(story)
    for outcome in steps:
        case.done(**outcome)
    with story.acting(Viewer(kind=Kind.SYSTEM, id="system", name="Hồng Lam")):
        assert changing.withdraw(codes=[case.code], reason="KH 102", now=story.now) == 1
        assert changing.withdraw(codes=[case.code], reason="KH 102", now=story.now) == 0
    case.is_closed().status_is("withdrawn").waits_for()
    assert Work.objects.get().phase == Phase.WITHDRAWN
