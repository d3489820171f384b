"""All ways of a report through its drawing, by the people who have to do with it."""

from __future__ import annotations

from typing import Any

import pytest

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Missing, Refusal
from honglam.core.identity.testing import make_citizen
from honglam.core.jobs import testing as jobs
from honglam.core.notices.testing import outbox
from honglam.engines.case import api as cases
from honglam.engines.case.contracts.public import Sender
from honglam.engines.case.testing import CaseStory, ProcedureSuite, Story

pytestmark = pytest.mark.django_db
COMMUNE = "H27.18562"
ANSWER = "Đã vá ổ gà, mặt đường đi lại bình thường."


class TestReport(ProcedureSuite):
    """What holds for every procedure."""

    procedure = "fieldreports.report"
    opening = {"topic": "road", "commune": "18562", "form": {"text": "Ổ gà lớn giữa ngã tư"}}


@pytest.fixture
def story() -> Story:
    return Story.of("fieldreports.report")


def opened(story: Story, topic: str = "road", **more: Any) -> CaseStory:
    return story.opened(topic=topic, commune="18562", form={"text": "Ổ gà lớn giữa ngã tư"}, **more)


def accepted(story: Story, topic: str = "road", urgency: str = "normal") -> CaseStory:
    return opened(story, topic).done(verdict="accept", urgency=urgency)


def test_a_report_goes_from_the_commune_to_its_answer(story: Story) -> None:
    case = opened(story).status_is("verifying")
    case.task("verify").is_for(COMMUNE).asks_for("fieldreports.verify").is_due_in("8 working hours")
    case.done(verdict="accept", urgency="normal").status_is("assigned")
    case.task("accept").is_for(COMMUNE).is_due_in("8 working hours")
    case.done(decision="take").status_is("handling").done(answer=ANSWER).status_is("approving")
    case.task("approve").asks_for("fieldreports.approve")
    case.done(approval="yes").status_is("resolved").done(public="no", why_not="Có hình ảnh riêng tư")
    case.is_closed().status_is("resolved").is_in_time()


@pytest.mark.parametrize(
    ("urgency", "accept", "handle"),
    [
        ("urgent", "4 working hours", "1 working day"),
        ("normal", "8 working hours", "5 working days"),
        ("complex", "8 working hours", "15 working days"),
    ],
)
def test_each_class_has_its_time(story: Story, urgency: str, accept: str, handle: str) -> None:
    case = accepted(story, urgency=urgency)
    case.task("accept").is_due_in(accept)
    case.done(decision="take").task("handle").is_due_in(handle)


@pytest.mark.parametrize(
    ("topic", "agency"),
    [("road", COMMUNE), ("water", "H27.sxd"), ("electricity", "H27.sct"), ("food", "H27.syt"), ("other", COMMUNE)],
)
def test_the_table_says_whose_a_topic_is(story: Story, topic: str, agency: str) -> None:
    accepted(story, topic).task("accept").is_for(agency)


def test_a_topic_that_the_officer_corrects_goes_where_it_belongs(story: Story) -> None:
    case = opened(story, "other").done(verdict="accept", urgency="normal", topic="electricity")
    case.task("accept").is_for("H27.sct")
    assert (case.row.topic, case.task("accept").row.topic) == ("electricity", "electricity")
    case.tells("topic")
    case.done(decision="done", answer=ANSWER).done(approval="yes").done(public="no", why_not="x")
    cases.reopen(code=case.code, reason="Vẫn tắt", now=story.now)
    case.task("accept").is_for("H27.sct")


def test_the_clock_stands_while_the_reporter_is_asked(story: Story) -> None:
    case = opened(story).done(verdict="ask", words="Ổ gà ở làn nào?").status_is("supplement").clock_stands()
    case.hears("more", text="Làn bên phải").status_is("verifying").clock_runs().waits_for("verify")


def test_who_never_answers_is_rejected_after_ten_working_days_and_told_why(story: Story) -> None:
    viewer = Viewer(id=str(make_citizen("hoa").pk), name="Hoa", kind=Kind.CITIZEN)
    case = opened(story, applicant=viewer.id).done(verdict="ask", words="Ổ gà ở làn nào?")
    story.passes("9 working days")
    case.is_open().status_is("supplement")
    story.passes("1 working day")
    case.is_closed().status_is("unanswered")
    jobs.deliver()
    last = outbox(account=viewer.id)[-1]
    assert (last.template, last.values["status"]) == ("case.answered", "Từ chối: không nhận được bổ sung")
    own = cases.public.follow(code=case.code, held=False, sender=Sender("", ""), viewer=viewer, now=story.now).own
    assert own is not None
    assert "10 ngày làm việc" in own.result[0][1]
    assert own.may_rate


def test_an_officer_takes_up_again_what_ended_by_silence(story: Story) -> None:
    case = opened(story)
    officer = case.task("verify").officer
    case.done(verdict="ask", words="Ổ gà ở làn nào?")
    story.passes("11 working days")
    with pytest.raises(Refusal):
        cases.take_up(code=case.code, reason=" ", viewer=officer, now=story.now)
    stranger = story.officer("H27.sct", "case.work")
    with pytest.raises(Missing):
        cases.take_up(code=case.code, reason="Đã gọi điện", viewer=stranger, now=story.now)
    with story.acting(officer):
        cases.take_up(code=case.code, reason="Người gửi đã gọi điện", viewer=officer, now=story.now)
    case.is_open().waits_for("verify").status_is("verifying").clock_runs()


def test_who_answers_in_time_hears_no_more_of_the_silence(story: Story) -> None:
    case = opened(story).done(verdict="ask", words="Ổ gà ở làn nào?").hears("more", text="Làn bên phải")
    story.passes("30 working days")
    case.is_open().waits_for("verify")


def test_a_rejected_report_says_why(story: Story) -> None:
    opened(story).task("verify").refuses(at="words", verdict="reject", reason="complaint")
    case = opened(story).done(verdict="reject", reason="complaint", words="Gửi Ban Tiếp công dân tỉnh.")
    case.is_closed().status_is("rejected")


def test_an_agency_gives_back_what_is_not_its_own_and_another_gets_it(story: Story) -> None:
    case = accepted(story)
    case.task("accept").refuses(at="back_reason", decision="back")
    case.done(decision="back", back_reason="Đường tỉnh, thuộc Sở Xây dựng").waits_for("assign")
    case.task("assign").is_for("H27.skhcn").asks_for("fieldreports.assign").is_due_in("4 working hours")
    case.done(to="H27.sxd").task("accept").is_for("H27.sxd")


def test_what_is_done_already_needs_no_further_step(story: Story) -> None:
    accepted(story).done(decision="done", answer=ANSWER).waits_for("approve")


def test_a_leader_sends_a_result_back(story: Story) -> None:
    case = accepted(story).done(decision="done", answer=ANSWER)
    case.task("approve").refuses(at="approval_words", approval="back")
    case.done(approval="back", approval_words="Chụp lại ảnh").waits_for("handle").status_is("handling")


def test_a_report_that_was_rated_low_goes_to_its_agency_again_with_its_class(story: Story) -> None:
    case = accepted(story, "water", "urgent").done(decision="done", answer=ANSWER).done(approval="yes")
    case.done(public="no", why_not="x").is_closed()
    cases.reopen(code=case.code, reason="Vẫn rò nước", now=story.now)
    case.is_open().waits_for("accept").task("accept").is_for("H27.sxd").is_due_in("4 working hours")


def test_who_is_late_is_known_and_the_superior_is_told(story: Story) -> None:
    case = accepted(story)
    story.passes("10 working hours")
    case.is_late().tells("late")
