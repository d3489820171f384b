"""Running cases go on by another version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.core.audit.models import Entry
from honglam.core.identity import api as identity
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case import api as cases
from honglam.engines.case.api import procedures as api
from honglam.engines.case.models import Case, Event, Move
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene
from honglam.engines.case.tests.scene import COMMUNE, opened, task
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
ID = "tests.errand"
LAN = actor(COMMUNE, "case.work")


@pytest.fixture(autouse=True)
def _scene() -> None:
    scene.build()


@pytest.fixture
def maker() -> object:
    return identity.viewer(account_id=make_officer("mai", role="admin", agency="H27").pk)


def drawn(old: str, new: str) -> dict[str, str]:
    text = scene.files()["process.bpmn"]
    assert old in text
    return scene.files(process_bpmn=text.replace(old, new))


def clock() -> datetime:
    return MONDAY


def move(maker: object, old: int, new: int) -> tuple[int, tuple[int, int]]:
    number = api.ask_move(procedure=ID, old=old, new=new, viewer=maker, now=MONDAY)  # type: ignore[arg-type]
    return number, api.run_move(move=number, clock=clock)


def test_a_running_case_keeps_its_version_until_it_is_moved(maker: object) -> None:
    case = opened()
    scene.publish(drawn("Xác minh", "Kiểm tra"))
    case.refresh_from_db()
    assert case.version.number == 1
    plan = api.plan_move(procedure=ID, old=1, new=2, viewer=maker)  # type: ignore[arg-type]
    assert (plan.fitting, plan.others) == (1, 0)
    assert Case.objects.get(pk=case.pk).version.number == 1
    _number, results = move(maker, 1, 2)
    assert results == (1, 0)
    case.refresh_from_db()
    assert case.version.number == 2
    assert Event.objects.get(case=case, kind="version").data == {"from": 1, "to": 2}
    assert Entry.objects.filter(verb="case.version.moved").count() == 2  # the wish, and the case
    cases.complete(task_id=task(case).pk, outcome={"verdict": "reject"}, viewer=LAN, now=MONDAY)
    case.refresh_from_db()
    assert case.state == "done"


def test_moving_is_undone_by_moving_back(maker: object) -> None:
    case = opened()
    token = task(case).token
    scene.publish(drawn("Xác minh", "Kiểm tra"))
    move(maker, 1, 2)
    move(maker, 2, 1)
    case.refresh_from_db()
    assert (case.version.number, task(case).token) == (1, token)


def test_a_case_whose_step_is_gone_stays_and_the_reason_is_told(maker: object) -> None:
    stays, goes = opened(), opened()
    cases.complete(task_id=task(stays).pk, outcome={"verdict": "accept", "to": "H27.skhcn"}, viewer=LAN, now=MONDAY)
    files = scene.files()
    files["process.bpmn"] = files["process.bpmn"].replace('"handle"', '"work"').replace(">handle<", ">work<")
    files["procedure.toml"] = files["procedure.toml"].replace('["handle"]', '["work"]')
    scene.publish(files)
    plan = api.plan_move(procedure=ID, old=1, new=2, viewer=maker)  # type: ignore[arg-type]
    assert (plan.fitting, plan.others) == (1, 1)
    assert plan.reasons[0][1] == {"elements": "handle"}
    number, results = move(maker, 1, 2)
    assert results == (1, 1)
    shown = api.show_move(move=number, viewer=maker)  # type: ignore[arg-type]
    assert [(each.code, each.done) for each in shown.cases] == [(stays.code, False), (goes.code, True)]
    stays.refresh_from_db()
    assert stays.version.number == 1


def test_a_case_whose_open_form_asks_for_something_else_stays(maker: object) -> None:
    opened()
    text = scene.files()["procedure.toml"].replace('"ask", "accept"', '"ask", "think", "accept"')
    scene.publish(scene.files(procedure_toml=text))
    plan = api.plan_move(procedure=ID, old=1, new=2, viewer=maker)  # type: ignore[arg-type]
    assert (plan.fitting, plan.reasons[0][1]) == (0, {"step": "Xác minh"})


def test_a_move_that_was_cut_off_goes_on_with_what_is_left(maker: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        opened()
    scene.publish(drawn("Xác minh", "Kiểm tra"))
    number = api.ask_move(procedure=ID, old=1, new=2, viewer=maker, now=MONDAY)  # type: ignore[arg-type]
    from honglam.engines.case.service.studio import versions

    real: Callable[..., None] = versions._move_one
    calls = []

    def dying(*args: object) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(versions, "_move_one", dying)
    with pytest.raises(KeyboardInterrupt):
        api.run_move(move=number, clock=clock)
    monkeypatch.setattr(versions, "_move_one", real)
    with pytest.raises(Conflict):
        api.ask_move(procedure=ID, old=1, new=2, viewer=maker, now=MONDAY)  # type: ignore[arg-type]
    assert api.run_move(move=number, clock=clock) == (3, 0)
    assert Event.objects.filter(kind="version").count() == 3
    assert Move.objects.get(pk=number).ended_at == MONDAY


def test_what_cannot_be_asked_is_refused(maker: object) -> None:
    with pytest.raises(Refusal):
        api.plan_move(procedure=ID, old=1, new=1, viewer=maker)  # type: ignore[arg-type]
    with pytest.raises(Missing):
        api.plan_move(procedure=ID, old=1, new=7, viewer=maker)  # type: ignore[arg-type]
    scene.publish(drawn("Xác minh", "Kiểm tra"))
    with pytest.raises(Forbidden):
        api.plan_move(procedure=ID, old=1, new=2, viewer=actor(COMMUNE, "case.procedures"))
    with pytest.raises(Missing):
        api.show_move(move=99, viewer=maker)  # type: ignore[arg-type]


def test_the_pages_show_the_plan_and_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("honglam.kit.access.recently_proved", lambda _request: True)
    client: Client = client_of(make_officer("mai", role="admin", agency="H27"))
    case = opened()
    scene.publish(drawn("Xác minh", "Kiểm tra"))
    assert case.code in client.get(f"/studio/case/{ID}/plan/?old=1&new=2").content.decode()
    answer = client.post(f"/studio/case/{ID}/move/", {"old": "1", "new": "2"})
    assert answer.status_code == 302
    api.run_move(move=Move.objects.get().pk, clock=clock)
    assert case.code in client.get(answer["Location"]).content.decode()
    assert client.get(f"/studio/case/{ID}/plan/?old=1&new=x").status_code == 404
