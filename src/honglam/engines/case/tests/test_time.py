"""The time of cases: it stands still, is extended, runs out, and is told of; what comes by itself comes once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from honglam.base.errors import Conflict, Forbidden, Refusal
from honglam.base.time import VIETNAM
from honglam.core.identity.testing import make_officer
from honglam.core.notices.testing import outbox
from honglam.engines.case.models import Case, Event, Stop, Task, Timer
from honglam.engines.case.service.deadlines import extending, lateness
from honglam.engines.case.service.steps import acting, firing
from honglam.engines.case.tests.drawn import COMMUNE, MONDAY, opened, province, publish, status, task
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
LAN = actor(COMMUNE, "case.work")
ONE = '<bpmn:startEvent id="s" /><bpmn:userTask id="a" name="Xử lý" /><bpmn:endEvent id="e" />'
EXTENSION = '[extension]\nlimit = "3 working days"\nmost = 1\npermission = "case.extend"\nlegal = "Điều 5"\n'


@pytest.fixture(autouse=True)
def _province() -> None:
    province()


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, 0, tzinfo=VIETNAM)


def simple(head: str = "", more: str = "") -> None:
    publish(ONE, "s>a", "a>e", statuses=status("open", "a"), head=head, more=more)


def test_open_tasks_are_due_later_by_the_time_that_the_clock_stood_still() -> None:
    publish(
        '<bpmn:startEvent id="s" /><bpmn:parallelGateway id="g" /><bpmn:userTask id="a" /><bpmn:userTask id="b" />'
        '<bpmn:intermediateCatchEvent id="more"><bpmn:messageEventDefinition messageRef="M" />'
        '</bpmn:intermediateCatchEvent><bpmn:endEvent id="e" />',
        "s>g", "g>a", "g>b", "a>more", "more>e", "b>e",
        around='<bpmn:message id="M" name="more" />',
        statuses=status("supplement", "more", stops="Điều 9") + status("open", "a", "b"),
        more='[steps.b]\nlimit = "8 working hours"\n',
    )  # fmt: skip
    case = opened()
    assert (case.due_at, task(case, "b").due_at) == (at(14, 17), at(8, 8))
    first = case.due_at
    acting.complete(task_id=task(case, "a").pk, outcome={}, viewer=LAN, now=MONDAY)
    case.refresh_from_db()
    assert (case.status, case.stopped_at) == ("supplement", MONDAY)
    acting.tell(code=case.code, message="more", values={}, now=at(9, 8))
    case.refresh_from_db()
    stop = Stop.objects.get(case=case)
    assert (stop.since, stop.until, stop.legal) == (MONDAY, at(9, 8), "Điều 9")
    assert task(case, "b").due_at == at(10, 8)  # two days later, as the clock stood still for two days
    assert case.due_at is not None
    assert first is not None
    assert case.due_at > first


def test_time_is_extended_by_the_rule_as_often_as_it_allows_and_everybody_is_told_why() -> None:
    simple(more=EXTENSION)
    case = opened()
    before, chief = case.due_at, actor(COMMUNE, "case.work", "case.extend")
    with pytest.raises(Forbidden):
        extending.extend(code=case.code, reason="Phải đo lại", viewer=LAN, now=MONDAY)
    with pytest.raises(Refusal, match="Say why"):
        extending.extend(code=case.code, reason=" ", viewer=chief, now=MONDAY)
    due = extending.extend(code=case.code, reason="Phải đo lại", viewer=chief, now=MONDAY)
    case.refresh_from_db()
    assert (case.due_at, case.extended, task(case).due_at) == (due, 1, due)
    assert before is not None
    assert due == before + timedelta(days=3)
    line = Event.objects.get(case=case, kind="extended")
    assert (line.public, line.actor_name, line.data["reason"]) == (True, "Lan", "Phải đo lại")
    with pytest.raises(Refusal, match="more is not allowed"):
        extending.extend(code=case.code, reason="Nữa", viewer=chief, now=MONDAY)


def test_a_procedure_without_a_rule_extends_nothing() -> None:
    simple()
    case = opened()
    with pytest.raises(Refusal, match="cannot be extended"):
        extending.extend(code=case.code, reason="x", viewer=LAN, now=MONDAY)


def test_the_superior_hears_once_of_what_is_late_and_a_working_day_later_those_above() -> None:
    chief = make_officer("truong", role="leader", agency=COMMUNE)
    governor = make_officer("tinh", role="leader", agency="H27")
    simple(more='[steps.a]\nlimit = "8 working hours"\n')
    case = opened()
    assert lateness.tell(now=at(8, 7)) == 0
    assert lateness.tell(now=at(8, 9)) == 1
    assert lateness.tell(now=at(8, 10)) == 0
    assert [told.template for told in outbox(account=str(chief.pk))] == ["case.late"]
    assert outbox(account=str(governor.pk)) == ()
    assert lateness.tell(now=at(8, 16)) == 0
    assert lateness.tell(now=at(10, 8)) == 1
    assert [told.template for told in outbox(account=str(governor.pk))] == ["case.late"]
    assert lateness.tell(now=at(11, 16)) == 0
    assert [line.data["told"] for line in Event.objects.filter(case=case, kind="late").order_by("id")] == [
        COMMUNE,
        "H27",
    ]


def test_a_case_whose_clock_stands_still_is_not_late() -> None:
    publish(
        '<bpmn:startEvent id="s" /><bpmn:intermediateCatchEvent id="more">'
        '<bpmn:messageEventDefinition messageRef="M" /></bpmn:intermediateCatchEvent><bpmn:endEvent id="e" />',
        "s>more", "more>e",
        around='<bpmn:message id="M" name="more" />',
        statuses=status("supplement", "more", stops="Điều 9"),
    )  # fmt: skip
    opened()
    assert lateness.tell(now=at(30, 8)) == 0


def test_whoever_took_a_task_is_warned_once_before_its_time_is_over() -> None:
    lan = make_officer("lan", agency=COMMUNE)
    simple(more='[steps.a]\nlimit = "8 working hours"\nwarn = "2 working hours"\n')
    case = opened()
    Task.objects.filter(case=case).update(holder=str(lan.pk))
    assert lateness.tell(now=at(7, 15)) == 0
    assert lateness.tell(now=at(7, 16)) == 1
    assert lateness.tell(now=at(7, 16) + timedelta(minutes=1)) == 0
    assert [told.template for told in outbox(account=str(lan.pk))] == ["case.warning"]


def test_a_case_that_was_answered_is_taken_up_again_with_new_time_as_often_as_allowed() -> None:
    simple(more="[rating]\nmost = 1\n")
    case = opened()
    with pytest.raises(Conflict):
        acting.reopen(code=case.code, reason="x", now=MONDAY)
    acting.complete(task_id=task(case).pk, outcome={"text": "Xong"}, viewer=LAN, now=MONDAY)
    case.refresh_from_db()
    assert (case.state, case.result) == ("done", {"text": "Xong"})
    assert acting.reopen(code=case.code, reason="Chưa sửa", now=at(21, 8)) == 1
    case.refresh_from_db()
    assert (case.state, case.reopened, case.closed_at) == ("open", 1, None)
    assert case.due_at is not None
    assert case.due_at > at(21, 8)
    line = Event.objects.get(case=case, kind="reopened")
    assert (line.public, line.data["reason"]) == (True, "Chưa sửa")
    acting.complete(task_id=task(case).pk, outcome={}, viewer=LAN, now=at(21, 9))
    with pytest.raises(Refusal, match="cannot be taken up again"):
        acting.reopen(code=case.code, reason="x", now=at(22, 8))


TIMED = (
    '<bpmn:startEvent id="s" /><bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDuration>'
    "%s</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    '<bpmn:userTask id="a" /><bpmn:endEvent id="e" />'
)


def test_everything_that_is_due_happens_however_much_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firing, "_BATCH", 7)
    publish(TIMED % "PT1H", "s>t", "t>a", "a>e", statuses=status("open", "a", "t"))
    for _case in range(25):
        opened()
    assert firing.fire_due(now=MONDAY + timedelta(minutes=59)) == 0
    assert firing.fire_due(now=MONDAY + timedelta(hours=1)) == 25
    assert (Timer.objects.count(), Task.objects.filter(state="open").count()) == (0, 25)


def test_a_timer_that_cannot_go_on_says_so_and_holds_up_nobody() -> None:
    publish(TIMED % "PT1H", "s>t", "t>a", "a>e", statuses=status("open", "a", "t"))
    good = opened()
    broken = (
        TIMED % "PT1H"
        + '<bpmn:exclusiveGateway id="g" /><bpmn:userTask id="b" />'
    )  # fmt: skip
    publish(
        broken, "s>t", "t>g", "g>a:form.text > 3", "g>b:1 == 2", "a>e", "b>e", statuses=status("open", "a", "b", "t")
    )
    bad = opened()
    Timer.objects.filter(case=bad).update(due_at=MONDAY)  # it comes first
    assert firing.fire_due(now=MONDAY + timedelta(hours=1)) == 2
    assert task(good).element == "a"
    assert Event.objects.get(case=bad, kind="stuck").data["reason"]
    assert Timer.objects.get(case=bad).due_at == MONDAY + timedelta(hours=2)
    assert Case.objects.get(pk=bad.pk).state == "open"
