"""What people do with cases, other systems can do too: over HTTP, by the same rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.engines.case import api
from honglam.engines.case.models import Case, Task
from honglam.engines.case.testing import MONDAY, Story

pytestmark = pytest.mark.django_db
ERRAND = Path(__file__).parent / "data" / "errand"
COMMUNE = "H27.18562"
ENTRY = {"procedure": "tests.errand", "form": {"text": "Đèn hỏng"}, "commune": "18562", "contact": {"name": "Hoa"}}


@pytest.fixture(autouse=True)
def story() -> Story:
    return Story.of("tests.errand", folder=ERRAND)


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer("lan", agency=COMMUNE))


def send(client: Client, path: str, body: Any = None, method: str = "post", **headers: str) -> Any:
    call = getattr(client, method)
    return call(f"/api/v1/case{path}", body or {}, content_type="application/json", headers=headers)


def opened(client: Client) -> str:
    made = send(client, "/cases", ENTRY)
    assert made.status_code == 201, made.content
    return str(made.json()["code"])


def test_an_officer_opens_reads_and_does_a_case(officer: Client) -> None:
    code = opened(officer)
    found = officer.get(f"/api/v1/case/cases/{code}")
    (task,) = found.json()["tasks"]
    assert (found.json()["channel"], task["element"], task["may"]) == ("rest", "verify", True)
    assert task["form"]["required"] == ["verdict"]
    more = send(officer, f"/tasks/{task['id']}/completion", {"outcome": {"verdict": "reject", "commune": "1"}})
    assert (more.status_code, more.json()["field"]) == (422, "outcome.commune")
    wrong = send(officer, f"/tasks/{task['id']}/completion", {"outcome": {"verdict": "?"}})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "verdict")
    done = send(officer, f"/tasks/{task['id']}/completion", {"outcome": {"verdict": "reject"}})
    assert done.status_code == 204
    again = send(officer, f"/tasks/{task['id']}/completion", {"outcome": {"verdict": "reject"}})
    assert again.status_code == 409
    assert officer.get(f"/api/v1/case/cases/{code}").json()["open"] is False
    kinds = [line["kind"] for line in officer.get(f"/api/v1/case/cases/{code}/timeline").json()]
    assert {"opened", "task-done", "closed"} <= set(kinds)


def test_a_system_reads_the_same_sentence_as_people_do_at_the_input(officer: Client) -> None:
    code = opened(officer)
    (task,) = officer.get(f"/api/v1/case/cases/{code}").json()["tasks"]
    asked = {"Accept-Language": "en"}
    wrong = send(officer, f"/tasks/{task['id']}/completion", {"outcome": {"verdict": "?"}}, **asked)
    assert wrong.json()["detail"] == "Choose one of what is offered."


def test_an_answered_case_is_taken_up_again_with_a_reason(officer: Client) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in ERRAND.iterdir()}
    files["procedure.toml"] += "\n[rating]\nlow = 2\ndays = 30\nmost = 1\n"
    api.publish_procedure(procedure="tests.errand", files=files, by="", now=MONDAY)
    code, chief = opened(officer), client_of(make_officer("chu", role="leader", agency=COMMUNE))
    (task,) = officer.get(f"/api/v1/case/cases/{code}").json()["tasks"]
    again = f"/cases/{code}/reopening"
    assert send(officer, again, {"reason": "Gọi lại"}).status_code == 409  # it is still being handled
    send(officer, f"/tasks/{task['id']}/completion", {"outcome": {"verdict": "reject"}})
    assert send(officer, again, {"reason": " "}).status_code == 422
    assert send(client_of(make_officer("xa", agency="H27.18073")), again, {"reason": "x"}).status_code == 404
    assert send(officer, again, {"reason": "Gọi lại"}).status_code == 204
    assert Case.objects.get(code=code).reopened == 1
    assert send(officer, f"/cases/{code}/retry").status_code == 403
    assert send(chief, f"/cases/{code}/retry").status_code == 409  # nothing has failed


def test_what_is_sent_twice_under_one_key_is_opened_once(officer: Client) -> None:
    first, second = (send(officer, "/cases", ENTRY, **{"Idempotency-Key": "a-1"}).json() for _ in range(2))
    assert first == second
    other = client_of(make_officer("nam", agency=COMMUNE))
    assert send(other, "/cases", ENTRY, **{"Idempotency-Key": "a-1"}).json() != first
    assert Case.objects.count() == 2


def test_nobody_changes_what_they_have_not_seen(officer: Client) -> None:
    code = opened(officer)
    tag = officer.get(f"/api/v1/case/cases/{code}")["ETag"]
    assert send(officer, f"/cases/{code}/notes", {"text": "Đã gọi"}, **{"If-Match": tag}).status_code == 204
    task = Task.objects.get().pk
    for path, body in ((f"/cases/{code}/notes", {"text": "x"}), (f"/tasks/{task}/holder", {})):
        late = send(officer, path, body, **{"If-Match": tag})
        assert (late.status_code, late.json()["type"]) == (412, "urn:honglam:problem:changed")
    tag = officer.get(f"/api/v1/case/cases/{code}")["ETag"]
    assert send(officer, f"/tasks/{task}/holder", **{"If-Match": tag}).status_code == 204
    assert send(officer, f"/tasks/{task}/holder", **{"If-Match": "*"}).status_code == 204


def test_lists_hold_what_the_officers_agency_has(officer: Client) -> None:
    code = opened(officer)
    stranger = client_of(make_officer("xa", agency="H27.18073"))
    for path in ("/cases?size=5", "/tasks?procedure=tests.errand", f"/tasks?q={code}"):
        assert len(officer.get(f"/api/v1/case{path}").json()["items"]) == 1, path
        assert officer.get(f"/api/v1/case{path}").json()["items"][0]["code"] == code
        assert stranger.get(f"/api/v1/case{path}").json()["items"] == []
    assert officer.get("/api/v1/case/tasks/mine").json()["items"] == []
    send(officer, f"/tasks/{Task.objects.get().pk}/holder")
    assert len(officer.get("/api/v1/case/tasks/mine").json()["items"]) == 1
    assert officer.get("/api/v1/case/cases?procedure=no").status_code == 422


def test_a_stranger_does_not_learn_that_there_is_a_case(officer: Client) -> None:
    code = opened(officer)
    stranger = client_of(make_officer("xa", agency="H27.18073"))
    for path in ("", "/timeline", "/files", "/drawing"):
        assert stranger.get(f"/api/v1/case/cases/{code}{path}").status_code == 404, path
    for path, body in (
        (f"/cases/{code}/notes", {"text": "x"}),
        (f"/cases/{code}/messages", {"text": "x"}),
        (f"/cases/{code}/extension", {"reason": "x"}),
        (f"/tasks/{Task.objects.get().pk}/completion", {"outcome": {}}),
        (f"/tasks/{Task.objects.get().pk}/transfer", {"agency": "H27.sxd", "reason": "x"}),
    ):
        assert send(stranger, path, body).status_code == 404, path
        assert send(Client(), path, body).status_code == 401, path


def test_a_task_goes_to_another_agency_and_comes_back(officer: Client) -> None:
    opened(officer)
    number = Task.objects.get().pk
    assert send(officer, f"/tasks/{number}/transfer", {"agency": "H27.sxd", "reason": "Đường tỉnh"}).status_code == 204
    there = client_of(make_officer("binh", agency="H27.sxd"))
    assert len(there.get("/api/v1/case/tasks").json()["items"]) == 1
    assert send(there, f"/tasks/{number}/return", {"reason": "Đường xã"}).status_code == 204
    assert Task.objects.get().agency == COMMUNE
    parts = {"parts": [{"agency": "H27.sxd", "brief": "Đèn?"}, {"agency": "H27.skhcn", "brief": "Điện?"}]}
    assert len(send(officer, f"/tasks/{number}/parts", parts).json()["tasks"]) == 2


def test_everybody_follows_by_code_and_who_holds_the_key_sees_more(officer: Client) -> None:
    code = opened(officer)
    plain = Client().get(f"/api/v1/case/follow/{code}").json()
    assert (plain["status"], plain["own"]) == ("Đã tiếp nhận", None)
    assert "Đèn hỏng" not in str(plain)
    key = {"Case-Key": api.public.key(code=code)}
    whole = Client().get(f"/api/v1/case/follow/{code}", headers=key).json()
    assert ["Nội dung", "Đèn hỏng"] in whole["own"]["entered"]
    assert Client().get(f"/api/v1/case/follow/{code}", headers={"Case-Key": "no"}).json()["own"] is None
    assert Client().get("/api/v1/case/follow/VV-0000-0000-0").status_code in {404, 422}
    assert send(Client(), f"/follow/{code}/messages", {"text": "Ở ngã ba"}, **key).status_code == 204
    assert send(Client(), f"/follow/{code}/messages", {"text": "Ở ngã ba"}).status_code in {401, 404}
    early = send(Client(), f"/follow/{code}/rating", {"stars": 5}, **key)
    assert early.status_code == 409
    send(officer, f"/tasks/{Task.objects.get().pk}/completion", {"outcome": {"verdict": "reject"}})
    assert send(Client(), f"/follow/{code}/rating", {"stars": 5}, **key).json() == {"reopened": False}
    assert Case.objects.get().rating == 5


def test_a_procedure_says_what_it_asks_for_to_whom_it_is_for(officer: Client) -> None:
    assert [each["id"] for each in officer.get("/api/v1/case/procedures").json()] == ["tests.errand"]
    found = officer.get("/api/v1/case/procedures/tests.errand").json()
    assert (found["limit"], found["statuses"][0]["title"]) == ("5 working days", "Đã tiếp nhận")
    assert officer.get("/api/v1/case/procedures/tests.errand/form").json()["required"] == ["text"]
    citizen = client_of(make_citizen("hoa"))
    for client in (Client(), citizen):
        assert client.get("/api/v1/case/procedures").json() == []
        assert client.get("/api/v1/case/procedures/tests.errand/form").status_code == 404
    assert send(citizen, "/cases", ENTRY).status_code == 404
    assert send(Client(), "/cases", ENTRY).status_code == 401


def test_figures_are_those_of_the_agencies_that_one_reaches(officer: Client) -> None:
    opened(officer)
    (line,) = officer.get("/api/v1/case/figures").json()
    assert (line["opened"], line["open"], line["on_time"], line["satisfaction"]) == (1, 1, 0, None)
    (line,) = officer.get("/api/v1/case/figures?by=agency").json()
    assert line["key"] == COMMUNE
    (waits,) = officer.get("/api/v1/case/figures/waiting?by=agency").json()
    assert (waits["element"], waits["agency"], waits["open"]) == ("verify", COMMUNE, 1)
    assert officer.get("/api/v1/case/figures?by=moon").status_code == 422
    assert client_of(make_citizen("hoa")).get("/api/v1/case/figures").status_code == 403


def test_text_that_no_database_can_hold_is_taken_without_it(officer: Client) -> None:
    nul = ({"title": "a\x00b"}, {"form": {"text": "a\x00b"}}, {"contact": {"name": "\x00"}}, {"topic": "\x00"})
    for changed in nul:
        assert send(officer, "/cases", ENTRY | changed).status_code == 201, changed
    code = opened(officer)
    assert send(officer, f"/cases/{code}/notes", {"text": "a\x00b"}).status_code == 204
    for path in ("cases/a%00b", "follow/a%00b", "procedures/a%00b", "procedures/a%00b/form", "figures?agency=%00"):
        assert officer.get(f"/api/v1/case/{path}").status_code in {200, 400, 404}, path
