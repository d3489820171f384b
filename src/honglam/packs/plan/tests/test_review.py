"""A plan from the document to what lives: sent, read, looked through, confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.periods import Period
from honglam.core.identity.testing import client_of, make_citizen, make_officer, make_post
from honglam.core.jobs.testing import run_jobs
from honglam.engines.case.models import Case
from honglam.engines.indicator.api import definitions, values
from honglam.engines.indicator.api import targets as indicator_targets
from honglam.engines.indicator.contracts import Scope, State
from honglam.kit.testing import actor
from honglam.packs.plan import api, models
from honglam.packs.plan.contracts import PlanState
from honglam.packs.plan.service import opening
from honglam.packs.plan.tests.importing import sent

_LATER = "| 1 | Quy chế kho thóc giống | Sở Tài chính | Sở Nội vụ | 31/5/2026"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


@pytest.fixture
def planner() -> Client:
    """Return the browser of who plans for the province."""
    return client_of(make_officer("ke-hoach", role="planner", agency="H27"))


@pytest.fixture
def plan_id(planner: Client, document: bytes) -> int:
    """Return a plan in review."""
    return sent(planner, document, "ke-hoach.md")


@pytest.fixture
def small(document: bytes) -> bytes:
    """Return the plan without a task that sixty-nine communes lead."""
    return document.replace("UBND các xã, phường".encode(), "Sở Nội vụ".encode())


@pytest.fixture
def confirmed(planner: Client, small: bytes) -> int:
    """Return a confirmed plan."""
    plan_id = sent(planner, small, "ke-hoach.md")
    answered(planner, plan_id)
    planner.post(reverse("desk-plan:confirm", args=[plan_id]))
    run_jobs()
    return plan_id


def seer() -> Viewer:
    return actor("H27", "plan.view", "plan.import")


def test_the_head_asks_once_for_a_number_that_is_not_there_yet(planner: Client, document: bytes) -> None:
    plan_id = sent(planner, document.replace(b"77/KH-UBND", b"....../KH-UBND"), "du-thao.md")
    head = models.Item.objects.get(plan=plan_id, kind="head")
    asked = [each for each in head.questions if "number" in each["message"]]
    assert [(each["about"], each["message"][:34]) for each in asked] == [
        ("number", "The document has no number yet: “%")
    ]


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"desk-plan:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def say(client: Client, plan_id: int, item: models.Item, did: str, **data: Any) -> Any:
    item.refresh_from_db()
    said = {"version": item.version, "did": did, **data}
    return client.post(reverse("desk-plan:answer", args=[plan_id, item.pk]), said)


def item_of(plan_id: int, kind: str, words: str = "") -> models.Item:
    found = models.Item.objects.filter(plan=plan_id, kind=kind)
    return next(each for each in found if words in str(each.data))


def answered(client: Client, plan_id: int) -> None:
    say(client, plan_id, item_of(plan_id, "name"), "correct", choice="", other="Sở Khoa học và Công nghệ")
    task = item_of(plan_id, "task", "Thi chăm đường")
    shown = {"title": task.data["title"], "lead": task.data["lead"], "deadline": "30/11/2026", "budget": "30"}
    say(client, plan_id, task, "correct", **shown)


def test_a_document_becomes_questions_then_lines_then_indicators_and_cases(planner: Client, plan_id: int) -> None:
    assert "0/2 câu hỏi" in page(planner, "review", plan_id)
    answered(planner, plan_id)
    assert "73" in page(planner, "confirm", plan_id)
    planner.post(reverse("desk-plan:confirm", args=[plan_id]))
    assert run_jobs() == ["plan.confirm"]
    plan = api.plan(plan_id=plan_id, viewer=None)
    assert plan.head.state is PlanState.CONFIRMED
    assert [len(task.assigned) for task in plan.tasks] == [1, 69, 1, 1, 1]
    assert all(one.case for task in plan.tasks for one in task.assigned)
    assert Case.objects.filter(procedure="plan.task").count() == 73
    public = Client().get(reverse("plan:public")).content.decode()
    assert "69 cơ quan" in public, "a task of all communes is one line that opens"
    assert public.count('<th scope="row">') == len(plan.tasks) + len(plan.targets)
    share = definitions.find(code=plan.targets[0].code)
    assert (share.unit, share.owner) == ("%", "H27.stc")
    aims = [(str(each.period), each.number) for each in indicator_targets.targets(code=share.code)]
    assert aims == [("2026-Q4", Decimal(95))]


def test_what_is_doubtful_comes_first_and_is_lit_where_it_stands(planner: Client, plan_id: int) -> None:
    shown = page(planner, "review", plan_id)
    name = item_of(plan_id, "name")
    assert "Trung tâm Cân Mẫu Thử” là cơ quan nào?" in shown
    lit = shown[shown.index('class="hl-lit is-now"') :][:600]
    assert "Trạm cân mẫu" in lit
    say(planner, plan_id, name, "correct", choice="", other="Sở Khoa học và Công nghệ")
    assert "Khi nào phải xong?" in page(planner, "review", plan_id)


def test_a_confirmation_waits_for_every_question(planner: Client, plan_id: int) -> None:
    assert "2 câu hỏi chưa được trả lời" in page(planner, "confirm", plan_id)
    assert planner.post(reverse("desk-plan:confirm", args=[plan_id])).status_code == 422
    assert not models.TaskLine.objects.exists()


def test_a_name_that_nobody_knows_is_refused_with_the_nearest_ones(planner: Client, plan_id: int) -> None:
    answer = say(planner, plan_id, item_of(plan_id, "name"), "correct", choice="", other="Sở Giao thông đường thủy")
    assert answer.status_code == 422
    assert "không phải cơ quan" in answer.content.decode()
    assert say(planner, plan_id, item_of(plan_id, "name"), "correct", choice="", other="").status_code == 422
    assert say(planner, plan_id, item_of(plan_id, "name"), "correct", choice="-", other="").status_code == 302
    say(planner, plan_id, item_of(plan_id, "task", "Thi chăm đường"), "accept")
    assert "“Trạm cân mẫu” chưa có cơ quan chủ trì" in page(planner, "confirm", plan_id)


def test_what_two_people_say_at_once_is_not_lost(planner: Client, plan_id: int) -> None:
    task = item_of(plan_id, "task", "Quy chế")
    url = reverse("desk-plan:answer", args=[plan_id, task.pk])
    said = {"version": 1, "did": "correct", "title": "Quy chế kho", "lead": "Sở Tài chính"}
    second = client_of(make_officer("thu-hai", role="planner", agency="H27"))
    assert planner.post(url, said).status_code == 302
    answer = second.post(url, said | {"title": "Quy chế khác"})
    assert answer.status_code == 409
    assert "đã thay đổi mục này" in answer.content.decode()
    assert "Quy chế khác" in answer.content.decode(), "what the second typed stays in the form"
    task.refresh_from_db()
    assert (task.data["title"], task.state) == ("Quy chế kho", "corrected")
    assert second.post(url, said | {"title": "Quy chế khác", "version": task.version}).status_code == 302
    assert "Quy chế kho thóc giống" in page(planner, "log", plan_id)


def test_it_is_saved_while_one_writes_and_wrong_input_is_said_at_its_place(planner: Client, plan_id: int) -> None:
    target = item_of(plan_id, "target", "hồ sơ đúng hạn")
    said = {"autosave": "1", "text": target.data["text"], "direction": ">=", "value": "96", "unit": "%"}
    answer = say(planner, plan_id, target, "correct", **said).content.decode()
    assert "Đã lưu." in answer
    wrong = say(planner, plan_id, target, "correct", **said | {"value": "nhiều"}).content.decode()
    assert 'id="id_value_error"' in wrong
    assert "invalid-feedback" in wrong
    target.refresh_from_db()
    assert target.data["value"] == "96"


def test_targets_and_tasks_are_left_out_taken_back_and_added(planner: Client, plan_id: int) -> None:
    target = item_of(plan_id, "target", "thất thoát")
    say(planner, plan_id, target, "reject")
    assert api.importing.review(plan_id=plan_id, viewer=seer()).items
    target.refresh_from_db()
    assert target.state == "rejected"
    say(planner, plan_id, target, "restore")
    source = item_of(plan_id, "narrative")
    url = reverse("desk-plan:add", args=[plan_id, "task"])
    assert "Vận động bà con" in planner.get(url, {"from": source.pk}).content.decode()
    assert planner.post(url, {"title": "Vận động", "lead": ""}).status_code == 422
    assert planner.post(url, {"title": "Vận động", "lead": "Sở Nội vụ"}).status_code == 302
    assert item_of(plan_id, "task", "Vận động").state == "added"


def test_a_target_that_the_house_measures_is_bound_to_its_measure(planner: Client, small: bytes) -> None:
    plan_id = sent(planner, small, "ke-hoach.md")
    target = item_of(plan_id, "target", "hồ sơ đúng hạn")
    assert "case.on_time" in page(planner, "review", plan_id, item=target.pk)
    say(planner, plan_id, target, "correct", **target.data | {"measure": "case.on_time"})
    answered(planner, plan_id)
    planner.post(reverse("desk-plan:confirm", args=[plan_id]))
    run_jobs()
    code = models.TargetLine.objects.get(item=target).code
    assert definitions.find(code=code).source.measure == "case.on_time"


def test_a_confirmation_that_was_killed_goes_on_without_doubles(
    planner: Client, plan_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(planner, plan_id)
    planner.post(reverse("desk-plan:confirm", args=[plan_id]))
    give, calls = opening.give, []

    def dies(**entry: Any) -> str:
        calls.append(entry)
        if len(calls) == 5:
            raise RuntimeError("killed")
        return give(**entry)

    monkeypatch.setattr(opening, "give", dies)
    with pytest.raises(RuntimeError):
        run_jobs()
    assert api.plan(plan_id=plan_id, viewer=None).head.state is PlanState.CONFIRMING
    monkeypatch.setattr(opening, "give", give)
    for _again in range(2):
        api.importing.make(plan_id=plan_id, now=timezone.now())
    assert Case.objects.filter(procedure="plan.task").count() == 73
    assert api.plan(plan_id=plan_id, viewer=None).head.state is PlanState.CONFIRMED


def test_an_amendment_changes_lines_and_keeps_what_they_said(planner: Client, confirmed: int, small: bytes) -> None:
    text = small.decode().replace("77/KH-UBND", "99/KH-UBND").replace("đạt 95%", "đạt 97%")
    text = text.replace("| 1 | Quy chế kho thóc giống | Sở Tài chính | Sở Nội vụ | 31/3/2026", _LATER)
    text = text.replace("| 4 | Ghi sổ kho | Sở Xây dựng | | Thường xuyên | Sổ kho | |\n", "")
    amendment = sent(planner, text.encode(), "sua-doi.md", amends=confirmed)
    head = item_of(amendment, "head")
    say(planner, amendment, head, "correct", **head.data | {"date": "12/01/2026", "whole": "on"})
    answered(planner, amendment)
    summary = page(planner, "confirm", amendment)
    assert "<del>2026-03-31</del>" in summary
    assert "<ins>2026-05-31</ins>" in summary
    planner.post(reverse("desk-plan:confirm", args=[amendment]))
    run_jobs()
    plan = api.plan(plan_id=confirmed, viewer=None)
    told = {(each.kind.value, each.title[:12]) for each in plan.changes}
    assert told == {("changed", "Tỷ lệ hồ sơ "), ("changed", "Quy chế kho "), ("removed", "Ghi sổ kho")}
    assert plan.head.version == 2
    assert indicator_targets.targets(code=plan.targets[0].code)[0].number == 97
    assert str(plan.tasks[0].deadline) == "2026-05-31"
    assert "Ghi sổ kho" in page(planner, "plan", confirmed)


def test_an_agency_sees_what_of_the_plan_above_its_own_does_not_carry_out(confirmed: int, document: bytes) -> None:
    works = client_of(make_officer("xay-dung", role="planner", agency="H27.sxd"))
    assert "Kho thóc giống" in page(works, "plans")
    text = document.decode().replace("UỶ BAN NHÂN DÂN TỈNH HÀ TĨNH", "SỞ XÂY DỰNG").replace("77/KH-UBND", "5/KH-SXD")
    text = text.replace("| 2 | Kiểm kê đường làng | UBND các xã, phường |", "| 2 | Sơn cột mốc | Sở Xây dựng |")
    own = sent(works, text.encode(), "so.md", agency="H27.sxd", parent=confirmed)
    uncovered = [line.title for line in api.importing.uncovered(plan_id=own, viewer=seer())]
    assert uncovered == ["Kiểm kê đường làng"]
    line = api.importing.above(plan_id=own, viewer=seer())[0]
    task = item_of(own, "task", "Sơn cột mốc")
    say(works, own, task, "correct", title="Sơn cột mốc", lead="Sở Xây dựng", covers=str(line.id))
    assert not api.importing.uncovered(plan_id=own, viewer=seer())
    assert "plan above that this one" not in page(works, "plan", own)


def test_owner_other_agency_and_citizen_get_what_is_theirs(planner: Client, confirmed: int, document: bytes) -> None:
    other = client_of(make_officer("noi-vu", role="planner", agency="H27.snv"))
    stranger = client_of(make_officer("cong-an", role="officer", agency="H27.bcht"))
    review = sent(planner, document + b"\n\n", "lan-hai.md")
    assert page(planner, "plan", review)
    assert "Trạm cân mẫu" in page(other, "plan", confirmed)
    for client in (other, stranger):
        for name in ("plan", "review", "log"):
            assert client.get(reverse(f"desk-plan:{name}", args=[review])).status_code == 404
    assert other.get(reverse("desk-plan:confirm", args=[confirmed])).status_code == 403
    assert other.post(reverse("desk-plan:discard", args=[confirmed])).status_code == 403
    assert stranger.get(reverse("desk-plan:plan", args=[confirmed])).status_code == 404
    citizen = client_of(make_citizen("hoa"))
    assert citizen.get(reverse("desk-plan:plans")).status_code == 403
    assert citizen.post(reverse("desk-plan:send")).status_code == 403
    assert Client().get(reverse("desk-plan:plan", args=[confirmed])).status_code in {302, 401}


def test_figures_of_a_report_become_drafts_of_the_plan_s_indicators(confirmed: int) -> None:
    account = make_officer("bao-cao", role="planner", agency="H27")
    make_post(account, agency="H27", roles=("officer",))
    client, url = client_of(account), reverse("desk-plan:results")
    head = "BÁO CÁO\nKết quả thử\n\nI. KẾT QUẢ\n\n"
    report = f"{head}- Tính đến ngày 30/9/2026, tỷ lệ hồ sơ đúng hạn đạt 93,5%.\n- Có 7 hộ nuôi ong.\n"
    shown = client.post(url, {"file": SimpleUploadedFile("bao-cao.txt", report.encode())}).content.decode()
    code = api.plan(plan_id=confirmed, viewer=None).targets[0].code
    assert f'<option value="{code}" selected>' in shown
    assert "Có 7 hộ nuôi ong" in shown
    said = {"code": [code, ""], "value": ["93.5", "7"], "as_of": ["2026-09-30", ""], "text": ["93,5%", "7 hộ"]}
    assert "93,5" in client.post(url, said).content.decode()
    period = Period.read("2026-Q3")
    kept = values.history(code=code, scope=Scope(kind="province"), period=period)
    assert [(each.number, each.state, each.source) for each in kept] == [(Decimal("93.5"), State.DRAFT, "import")]
    assert client.post(url, said | {"as_of": ["", ""]}).status_code == 422


def test_what_the_page_saved_by_itself_does_not_stand_in_the_way_of_saving(planner: Client, plan_id: int) -> None:
    head = item_of(plan_id, "head")
    said = {**{name: head.data[name] or "" for name in ("title", "year")}, "number": "80/KH-UBND", "did": "correct"}
    address = reverse("desk-plan:answer", args=[plan_id, head.pk])
    assert planner.post(address, {**said, "version": head.version, "autosave": "1"}).status_code == 200
    saved = planner.post(address, {**said, "version": head.version, "date": "20/01/2026"})
    assert saved.status_code == 302
    head.refresh_from_db()
    assert (head.data["number"], head.data["date"]) == ("80/KH-UBND", "2026-01-20")


def test_another_agency_learns_nothing_of_what_a_plan_leaves_open(confirmed: int) -> None:
    with pytest.raises(Missing):
        api.importing.uncovered(plan_id=confirmed, viewer=actor("H27.snv.x", "case.work"))
