"""The page of a case: who sees it, what is done on it, and two officers at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.core.audit.models import Entry
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case import api
from honglam.engines.case.contracts import Do, ItemState
from honglam.engines.case.models import Case, Event, Task
from honglam.engines.case.tests.desk import COMMUNE, DEPARTMENT, MONDAY, OTHER, furnish, opened, task_of
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office() -> None:
    furnish()


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer("lan", agency=COMMUNE))


def page(code: str) -> str:
    return reverse("desk-case:case", args=[code])


def text(answer: Any) -> str:
    return answer.content.decode()


def test_who_works_where_it_lies_or_lay_sees_it_and_nobody_else() -> None:
    code = opened()
    owner, colleague = actor(COMMUNE, "case.work"), actor(COMMUNE, "case.work", name="Nam")
    for viewer in (owner, colleague, actor("H27", "case.work")):
        assert api.sheet(code=code, viewer=viewer, now=MONDAY).code == code
    for stranger in (actor(OTHER, "case.work"), actor(COMMUNE), actor(DEPARTMENT, "case.work")):
        with pytest.raises(Missing):
            api.sheet(code=code, viewer=stranger, now=MONDAY)
    accepted = {"verdict": "accept", "to": DEPARTMENT}
    api.complete(task_id=task_of(code), outcome=accepted, viewer=owner, now=MONDAY)
    handler = api.sheet(code=code, viewer=actor(DEPARTMENT, "case.work"), now=MONDAY)
    assert handler.may_write
    before = api.sheet(code=code, viewer=colleague, now=MONDAY)  # had it, and may still look
    assert not before.may_write
    assert not any(work.may for work in before.work)


def test_what_is_personal_is_masked_until_somebody_says_what_they_need_it_for(officer: Client) -> None:
    code = opened(contact={"name": "Hoàng Thị Hoa", "phone": "0912345678"})
    shown = text(officer.get(page(code)))
    assert "0912345678" not in shown
    assert "Hoàng Thị Hoa" not in shown
    reveal = reverse("desk-case:reveal", args=[code])
    assert "0912345678" not in text(officer.post(reveal, {"purpose": " "}))
    answer = text(officer.post(reveal, {"purpose": "Gọi để hỏi thêm"}))
    assert "0912345678" in answer
    read = Entry.objects.get(verb="read", thing_kind="case")
    assert read.purpose == "Gọi để hỏi thêm"
    assert {"name", "phone"} <= set(read.fields)


def test_a_step_is_done_with_the_form_that_stands_on_the_page(officer: Client) -> None:
    code = opened()
    shown = text(officer.get(page(code)))
    assert 'name="verdict"' in shown
    refused = officer.post(f"{page(code)}?task={task_of(code)}", {"verdict": ""})
    assert refused.status_code == 422
    assert "verdict" in text(refused)
    done = officer.post(f"{page(code)}?task={task_of(code)}", {"verdict": "reject"})
    assert done["Location"] == page(code)
    assert Case.objects.get(code=code).state == "done"
    assert 'name="verdict"' not in text(officer.get(page(code)))


def test_of_two_officers_the_second_reads_who_was_first_and_keeps_what_they_typed(officer: Client) -> None:
    code = opened()
    number = task_of(code)
    officer.get(page(code))
    outcome = {"verdict": "accept", "to": DEPARTMENT}
    api.complete(task_id=number, outcome=outcome, viewer=actor(COMMUNE, "case.work", name="Nam"), now=timezone.now())
    answer = officer.post(f"{page(code)}?task={number}", {"verdict": "reject"})
    assert answer.status_code == 409
    assert "Nam" in text(answer)
    assert "reject" in text(answer)
    assert Case.objects.get(code=code).state == "open"


def test_a_page_costs_a_handful_of_statements(officer: Client, django_assert_max_num_queries: Any) -> None:
    code = opened(contact={"phone": "0912345678"})
    number = task_of(code)
    api.add_note(code=code, text="Hỏi lại", viewer=actor(COMMUNE, "case.work"), now=MONDAY)
    officer.get(page(code))
    with django_assert_max_num_queries(14):  # two of them find out who looks
        officer.get(f"{page(code)}?task={number}")


def test_notes_stay_among_officers_and_messages_go_to_who_asked() -> None:
    code, viewer = opened(), actor(COMMUNE, "case.work")
    api.add_note(code=code, text="Đã hỏi tổ điện", viewer=viewer, now=MONDAY)
    api.send_message(code=code, text="Chúng tôi đang kiểm tra.", viewer=viewer, now=MONDAY)
    kinds = dict(Event.objects.filter(kind__in=["note", "message"]).values_list("kind", "public"))
    assert kinds == {"note": False, "message": True}
    sheet = api.sheet(code=code, viewer=viewer, now=MONDAY)
    assert [said.text for said in sheet.notes] == ["Đã hỏi tổ điện"]
    assert [(said.text, said.ours) for said in sheet.messages] == [("Chúng tôi đang kiểm tra.", True)]
    with pytest.raises(Missing):
        api.add_note(code=code, text="x", viewer=actor(OTHER, "case.work"), now=MONDAY)
    with pytest.raises(Refusal):
        api.send_message(code=code, text="  ", viewer=viewer, now=MONDAY)
    api.complete(task_id=task_of(code), outcome={"verdict": "accept", "to": DEPARTMENT}, viewer=viewer, now=MONDAY)
    with pytest.raises(Forbidden):
        api.add_note(code=code, text="x", viewer=viewer, now=MONDAY)


def test_what_is_forbidden_says_who_may(officer: Client) -> None:
    code = opened()
    Task.objects.filter(code=code).update(permission="case.publish")
    shown = text(officer.get(page(code)))
    assert 'name="verdict"' not in shown
    assert "Hiển thị" in shown or "case.publish" in shown or "icon-lock" in shown


def test_many_are_done_at_once_and_each_says_what_became_of_it(officer: Client) -> None:
    first, second, there = opened("Một"), opened("Hai"), opened("Ba xã khác", commune="18001")
    chosen = [str(task_of(code)) for code in (first, second, there)]
    bulk = reverse("desk-case:bulk")
    asked = text(officer.post(bulk, {"do": "complete", "selected": chosen}))
    assert "Một" in asked
    assert "Ba xã khác" not in asked  # a stranger's case is not even named
    answer = officer.post(bulk, {"do": "complete", "selected": chosen, "asked": "yes", "verdict": "reject"})
    assert answer.status_code == 302
    assert "Một" in text(officer.get(answer["Location"]))
    states = dict(Case.objects.values_list("code", "state"))
    assert states == {first: "done", second: "done", there: "open"}


def test_what_changed_between_choosing_and_doing_is_refused_by_itself() -> None:
    first, second = opened("Một"), opened("Hai")
    viewer, other = actor(COMMUNE, "case.work"), actor(COMMUNE, "case.work", name="Nam")
    numbers = [task_of(first), task_of(second)]
    plan = api.plan_batch(do=Do.COMPLETE, task_ids=numbers, viewer=viewer)
    assert len(plan.able) == 2
    api.complete(task_id=numbers[0], outcome={"verdict": "reject"}, viewer=other, now=MONDAY)
    again = api.plan_batch(do=Do.COMPLETE, task_ids=numbers, viewer=viewer)
    assert [each.code for each in again.unable] == [first]
    params = {"outcome": {"verdict": "reject"}}
    batch = api.begin_batch(do=Do.COMPLETE, task_ids=numbers, params=params, viewer=viewer, now=MONDAY)
    result = api.result_of_batch(batch_id=batch, viewer=viewer)
    assert [(item.code, item.state) for item in result.items] == [(second, ItemState.DONE)]
    with pytest.raises(Missing):
        api.result_of_batch(batch_id=batch, viewer=other)


def test_taking_a_task_makes_it_mine(officer: Client) -> None:
    code = opened()
    officer.post(reverse("desk-case:take", args=[task_of(code)]))
    assert code in text(officer.get(reverse("desk-case:mine")))


def test_every_page_of_the_desk_answers(officer: Client) -> None:
    code = opened()
    number = task_of(code)
    for name, key in (
        ("mine", []),
        ("unit", []),
        ("cases", []),
        ("unit", ["late"]),
        ("transfer", [number]),
        ("give-back", [number]),
        ("split", [number]),
        ("message", [code]),
        ("note", [code]),
        ("extend", [code]),
        ("place", [code]),
        ("reveal", [code]),
    ):
        assert officer.get(reverse(f"desk-case:{name}", args=key)).status_code == 200, name
    assert officer.get(reverse("desk-case:unit", args=["nonsense"])).status_code == 404
    assert officer.get(page("PA-0000-0000-0")).status_code == 404


def test_somebody_leaves_and_all_that_they_took_goes_to_a_colleague() -> None:
    leader = client_of(make_officer("lanhdao", role="leader", agency=COMMUNE))
    gone, stays = make_officer("di", agency=COMMUNE), make_officer("o", agency=COMMUNE)
    code = opened()
    Task.objects.filter(code=code).update(holder=str(gone.pk))
    team, over = reverse("desk-case:team"), reverse("desk-case:hand-over")
    assert gone.full_name in text(leader.get(team))
    asked = {"person": str(gone.pk), "to": str(stays.pk), "reason": "Chuyển công tác"}
    assert code in text(leader.post(over, asked))
    assert Task.objects.get(code=code).holder == str(gone.pk)  # so far it was only shown
    assert code in text(leader.post(over, {**asked, "asked": "yes"}))
    assert Task.objects.get(code=code).holder == str(stays.pk)
    assert client_of(gone).get(team).status_code == 403
    same = leader.post(over, {**asked, "to": str(gone.pk)})
    assert same.status_code == 422
