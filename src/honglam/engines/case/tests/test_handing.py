"""Tasks change hands, and everybody can see how."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest

from honglam.base import trace
from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.core.audit.models import Entry
from honglam.core.identity.models import Account
from honglam.core.identity.testing import make_officer
from honglam.core.jobs.models import OutboxEvent
from honglam.core.jobs.testing import deliver
from honglam.core.notices.models import Notice
from honglam.core.search import api as search
from honglam.engines.case import api
from honglam.engines.case.contracts import Limit, PartAsked, Unit
from honglam.engines.case.models import Event, Task
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene
from honglam.engines.case.tests.scene import COMMUNE, DEPARTMENT, OTHER, opened, task
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
LAN = actor(COMMUNE, "case.work")
CHIEF = actor(COMMUNE, "case.work", "case.assign", name="Chủ")
EXPERT = actor(DEPARTMENT, "case.work", name="Minh")


@pytest.fixture(autouse=True)
def _scene() -> None:
    scene.build()


def officer(name: str, agency: str = COMMUNE) -> str:
    return str(make_officer(name, agency=agency).pk)


def test_a_task_goes_to_another_agency_or_to_somebody_there_and_the_reason_stands() -> None:
    case, minh = opened(), officer("minh", DEPARTMENT)
    api.transfer(task_id=task(case).pk, agency="skhcn", person=minh, reason="Của sở", viewer=LAN, now=MONDAY)
    assert (task(case).agency, task(case).holder) == (DEPARTMENT, minh)
    line = Event.objects.get(case=case, kind="task-moved")
    assert (line.data["from"], line.data["to"], line.data["reason"]) == (COMMUNE, DEPARTMENT, "Của sở")
    assert Notice.objects.get(template="case.handed").account_id == int(minh)
    assert Entry.objects.filter(verb="case.task.moved", agency=DEPARTMENT).exists()


def test_an_agency_that_gets_a_task_from_another_hears_of_it_by_those_who_give_out_its_work() -> None:
    chief = make_officer("truong", role="leader", agency=DEPARTMENT)
    make_officer("nhanvien", agency=DEPARTMENT)
    with trace.bound(viewer=LAN):
        api.transfer(task_id=task(opened()).pk, agency=DEPARTMENT, reason="Của sở", viewer=LAN, now=MONDAY)
    assert [each.account_id for each in Notice.objects.filter(template="case.handed")] == [chief.pk]


@pytest.mark.parametrize(
    ("agency", "person", "reason", "field"),
    [
        (DEPARTMENT, "", "  ", "reason"),
        ("H27.nowhere", "", "vì", "agency"),
        (COMMUNE, "", "vì", "agency"),
        (DEPARTMENT, "999999", "vì", "person"),
        (DEPARTMENT, "' OR 1=1", "vì", "person"),
        (DEPARTMENT, "", "v" * 3000, "reason"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_at_its_input(agency: str, person: str, reason: str, field: str) -> None:
    number = task(opened()).pk
    with pytest.raises(Refusal) as told:
        api.transfer(task_id=number, agency=agency, person=person, reason=reason, viewer=LAN, now=MONDAY)
    assert told.value.field == field


def test_nobody_hands_over_what_is_not_theirs_and_a_stranger_learns_nothing() -> None:
    number = task(opened()).pk
    with pytest.raises(Missing):
        api.transfer(task_id=number, agency=OTHER, reason="vì", viewer=EXPERT, now=MONDAY)
    with pytest.raises(Forbidden):
        api.assign(task_id=number, person=officer("hoa"), viewer=LAN, now=MONDAY)


def test_a_task_is_given_back_the_way_it_came_step_by_step() -> None:
    case, lan = opened(), officer("lan")
    api.assign(task_id=task(case).pk, person=lan, viewer=CHIEF, now=MONDAY)
    api.transfer(task_id=task(case).pk, agency=DEPARTMENT, reason="của sở", viewer=CHIEF, now=MONDAY)
    api.transfer(task_id=task(case).pk, agency=OTHER, reason="của y tế", viewer=EXPERT, now=MONDAY)
    doctor = actor(OTHER, "case.work", name="Y")
    api.give_back(task_id=task(case).pk, reason="không phải", viewer=doctor, now=MONDAY)
    assert (task(case).agency, task(case).holder) == (DEPARTMENT, "")
    api.give_back(task_id=task(case).pk, reason="cũng không", viewer=EXPERT, now=MONDAY)
    assert (task(case).agency, task(case).holder) == (COMMUNE, lan)
    assert Notice.objects.filter(template="case.returned", account_id=int(lan)).count() == 1
    api.give_back(
        task_id=task(case).pk, reason="trả tổ", viewer=LAN, now=MONDAY
    )  # the assignment, too, came from somewhere
    with pytest.raises(Refusal, match="Nobody has handed"):
        api.give_back(task_id=task(case).pk, reason="nữa", viewer=LAN, now=MONDAY)


def test_who_has_left_gets_nothing_back() -> None:
    case, lan = opened(), officer("lan")
    api.assign(task_id=task(case).pk, person=lan, viewer=CHIEF, now=MONDAY)
    api.transfer(task_id=task(case).pk, agency=DEPARTMENT, reason="của sở", viewer=CHIEF, now=MONDAY)
    Account.objects.filter(pk=int(lan)).update(is_active=False)
    try:
        api.give_back(task_id=task(case).pk, reason="không phải", viewer=EXPERT, now=MONDAY)
    except Refusal:
        pytest.fail("a person who left must not hold the task back")
    assert (task(case).agency, task(case).holder) == (COMMUNE, "")


def test_a_task_is_divided_waits_and_goes_on_with_the_answers() -> None:
    case = opened()
    whole = task(case)
    asked = [
        PartAsked(DEPARTMENT, "Có quy hoạch không?", Limit(4, Unit.WORKING_HOURS)),
        PartAsked(OTHER, "Có hại không?"),
    ]
    first, second = api.split(task_id=whole.pk, parts=asked, viewer=LAN, now=MONDAY)
    parts = {part.pk: part for part in Task.objects.filter(parent=whole)}
    assert parts[first].due_at == MONDAY + timedelta(hours=6)  # 8:00 to 11:30, 13:30 to 14:00
    assert parts[second].due_at == whole.due_at
    with pytest.raises(Conflict, match="have not answered yet: Cơ quan skhcn, Cơ quan syt"):
        api.complete(task_id=whole.pk, outcome={"verdict": "reject"}, viewer=LAN, now=MONDAY)
    with pytest.raises(Refusal) as told:
        api.complete(task_id=first, outcome={"answer": " "}, viewer=EXPERT, now=MONDAY)
    assert told.value.field == "answer"
    api.complete(task_id=first, outcome={"answer": "Không."}, viewer=EXPERT, now=MONDAY)
    assert not Event.objects.filter(case=case, kind="joined").exists()
    api.complete(task_id=second, outcome={"answer": "Có."}, viewer=actor(OTHER, "case.work"), now=MONDAY)
    kinds = list(Event.objects.filter(case=case).order_by("id").values_list("kind", flat=True))
    assert kinds[-5:] == ["split", "split", "part-done", "part-done", "joined"]
    api.complete(
        task_id=whole.pk, outcome={"verdict": "accept", "to": DEPARTMENT}, viewer=LAN, now=MONDAY + timedelta(hours=1)
    )
    case.refresh_from_db()
    assert [each["answer"] for each in _values(case)["parts"]] == ["Không.", "Có."]


def _values(case: object) -> dict[str, list[dict[str, str]]]:
    tasks = case.process["main"]["tasks"]  # type: ignore[attr-defined]
    return next(each["d"] for each in tasks if "parts" in each.get("d", {}))


def test_a_part_that_is_taken_back_holds_nothing_up() -> None:
    case = opened()
    whole = task(case)
    (part,) = api.split(task_id=whole.pk, parts=[PartAsked(OTHER, "?")], viewer=LAN, now=MONDAY)
    with pytest.raises(Missing):
        api.recall(task_id=part, reason="nhầm", viewer=actor(OTHER, "case.work"), now=MONDAY)
    api.recall(task_id=part, reason="nhầm", viewer=LAN, now=MONDAY)
    with pytest.raises(Conflict):
        api.complete(task_id=part, outcome={"answer": "x"}, viewer=actor(OTHER, "case.work"), now=MONDAY)
    api.complete(task_id=whole.pk, outcome={"verdict": "reject"}, viewer=LAN, now=MONDAY)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [PartAsked("H27.nowhere", "?")],
        [PartAsked(OTHER, " ")],
        [PartAsked(OTHER, "?"), PartAsked("syt", "?")],
        [PartAsked(OTHER, "?")] * 70,
    ],
)
def test_a_division_that_cannot_be_is_refused_whole(parts: list[PartAsked]) -> None:
    number = task(opened()).pk
    with pytest.raises(Refusal):
        api.split(task_id=number, parts=parts, viewer=LAN, now=MONDAY)
    assert not Task.objects.filter(parent=number).exists()


def test_all_work_of_somebody_who_leaves_goes_to_a_colleague_with_a_result_for_each() -> None:
    lan, hoa = officer("lan"), officer("hoa")
    cases = [opened() for _ in range(3)]
    for case in cases:
        api.assign(task_id=task(case).pk, person=lan, viewer=CHIEF, now=MONDAY)
    elsewhere = opened()
    Task.objects.filter(case=elsewhere).update(agency=OTHER, holder=lan)
    Task.objects.filter(case=cases[0]).update(permission="case.publish")
    dry = api.preview_hand_over(person=lan, to=hoa, viewer=CHIEF, now=MONDAY)
    assert [each.done for each in sorted(dry, key=lambda each: each.task)] == [False, True, True]
    assert Task.objects.filter(holder=lan).count() == 4
    with pytest.raises(Refusal):
        api.hand_over(person=lan, to=hoa, reason="", viewer=CHIEF, now=MONDAY)
    found = api.hand_over(person=lan, to=hoa, reason="nghỉ hưu", viewer=CHIEF, now=MONDAY)
    assert sum(each.done for each in found) == 2
    assert Task.objects.filter(holder=hoa).count() == 2
    assert Task.objects.get(case=elsewhere).holder == lan
    assert Event.objects.filter(kind="task-moved", data__reason="nghỉ hưu").count() == 2
    with pytest.raises(Forbidden):
        api.hand_over(person=lan, to=hoa, reason="x", viewer=LAN, now=MONDAY)
    with pytest.raises(Refusal):
        api.hand_over(person=lan, to=lan, reason="x", viewer=CHIEF, now=MONDAY)


def test_who_acts_for_somebody_else_is_named_with_them_on_the_timeline() -> None:
    giver = officer("lan")
    grants = frozenset([Grant("case.work", COMMUNE, behalf=giver)])
    stand_in = Viewer(id="77", name="Hoa", kind=Kind.OFFICER, agency=COMMUNE, grants=grants)
    case = opened()
    with trace.bound(viewer=stand_in):
        api.take(task_id=task(case).pk, viewer=stand_in, now=MONDAY)
        api.complete(task_id=task(case).pk, outcome={"verdict": "reject"}, viewer=stand_in, now=MONDAY)
    for kind in ("task-taken", "task-done"):
        line = Event.objects.get(case=case, kind=kind)
        assert (line.actor_name, line.data["behalf_name"]) == ("Hoa", "Cán bộ lan"), kind


def test_search_webhooks_and_officers_hear_of_each_way_in_which_a_task_changes_hands() -> None:
    case, minh = opened(), officer("minh", DEPARTMENT)
    _deliver()
    api.transfer(task_id=task(case).pk, agency=DEPARTMENT, reason="của sở", viewer=LAN, now=MONDAY)
    _deliver()
    assert Notice.objects.filter(template="case.task.new", account_id=int(minh)).count() == 1
    assert search.find(text=case.code, viewer=EXPERT, source="case.cases").hits
    assert not search.find(text=case.code, viewer=LAN, source="case.cases").hits
    api.assign(task_id=task(case).pk, person=minh, viewer=actor(DEPARTMENT, "case.assign"), now=MONDAY)
    api.give_back(task_id=task(case).pk, reason="đủ rồi", viewer=EXPERT, now=MONDAY)
    api.split(task_id=task(case).pk, parts=[PartAsked(OTHER, "?")], viewer=EXPERT, now=MONDAY)
    told = OutboxEvent.objects.filter(name="vn.honglam.cases.task-moved").order_by("pk").values_list("data", flat=True)
    assert [(each["before"], each["agency"]) for each in told] == [
        (COMMUNE, DEPARTMENT),
        (DEPARTMENT, DEPARTMENT),
        (DEPARTMENT, DEPARTMENT),
        (DEPARTMENT, OTHER),
    ]


def test_who_takes_over_all_work_of_somebody_is_told_once() -> None:
    lan, hoa = officer("lan"), officer("hoa")
    for _ in range(3):
        api.assign(task_id=task(opened()).pk, person=lan, viewer=CHIEF, now=MONDAY)
    api.hand_over(person=lan, to=hoa, reason="nghỉ hưu", viewer=CHIEF, now=MONDAY)
    told = Notice.objects.get(account_id=int(hoa))
    assert (told.template, told.values["count"]) == ("case.work.handed", 3)


def _deliver() -> None:
    with mock.patch("django.utils.timezone.now", return_value=MONDAY + timedelta(minutes=1)):
        deliver()
