"""Service tasks: a room does a step in a job, is asked again when it fails, and the case says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from honglam.base.errors import Conflict, Forbidden, Refusal
from honglam.core.identity.testing import client_of, make_officer
from honglam.core.jobs import api as jobs
from honglam.core.jobs.testing import run_jobs
from honglam.core.notices.models import Notice
from honglam.engines.case import api
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.hooks import SERVICES, Service, ServiceCall
from honglam.engines.case.models import Case, Event, Task, Version
from honglam.engines.case.service.steps import serving
from honglam.engines.case.service.studio import checking
from honglam.engines.case.tests.drawn import COMMUNE, MONDAY, opened, province, publish, status, task
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
DRAWN = (
    '<bpmn:startEvent id="s" /><bpmn:serviceTask id="x" name="Tra cứu" implementation="tests.look" />'
    '<bpmn:userTask id="a" /><bpmn:endEvent id="e" />'
)


class Room:
    """A room that can be out of order."""

    def __init__(self) -> None:
        self.calls: list[ServiceCall] = []
        self.broken = False
        self.error: Exception = OSError("the register is away")

    def run(self, call: ServiceCall) -> Mapping[str, Any]:
        self.calls.append(call)
        if self.broken:
            raise self.error
        return {"owner": "Hoa"}


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    province()
    made = Room()
    monkeypatch.setitem(SERVICES._items, "tests.look", Service(id="tests.look", title="Tra cứu", run=made.run))
    publish(DRAWN, "s>x", "x>a", "a>e", statuses=status("open", "a", "x"))
    return made


def test_a_service_runs_in_a_job_and_the_case_goes_on_with_its_values(room: Room) -> None:
    case = opened()
    assert room.calls == []  # not inside the transaction of the step
    run_jobs()
    assert [(call.case, call.code) for call in room.calls] == [(case.pk, case.code)]
    case.refresh_from_db()
    assert task(case).element == "a"
    assert Event.objects.get(case=case, kind="served").data == {"values": {"owner": "Hoa"}}
    assert not serving.serve(case_id=case.pk, token=room.calls[0].key.partition(":")[2], now=MONDAY)  # never twice


def test_a_service_that_fails_is_asked_again_with_the_same_key_and_the_case_says_so(room: Room) -> None:
    case = opened()
    room.broken = True
    with pytest.raises(OSError, match="away"):
        run_jobs()
    assert not Task.objects.filter(case=case).exists()
    stuck = Event.objects.get(case=case, kind="stuck")
    assert "the register is away" in stuck.data["reason"]
    token = room.calls[0].key.partition(":")[2]
    with pytest.raises(OSError, match="away"):
        serving.serve(case_id=case.pk, token=token, now=MONDAY + timedelta(minutes=1))
    assert Event.objects.filter(case=case, kind="stuck").count() == 1
    room.broken = False
    assert serving.serve(case_id=case.pk, token=token, now=MONDAY + timedelta(minutes=2))
    assert len({call.key for call in room.calls}) == 1
    assert task(Case.objects.get(pk=case.pk)).element == "a"


def test_a_service_that_no_room_offers_is_named_when_the_procedure_is_published(room: Room) -> None:
    del room
    files = dict(Version.objects.get(procedure="tests.try").files)
    checking.check(procedure="tests.try", number=2, files=files)
    files["process.bpmn"] = files["process.bpmn"].replace("tests.look", "tests.lost")
    with pytest.raises(ProcedureRefused, match=r"There is no service tests\.lost"):
        checking.check(procedure="tests.try", number=2, files=files)


def test_a_service_that_is_given_up_is_told_to_who_decides_and_tried_again_from_the_page(room: Room) -> None:
    chief = make_officer("truong", role="leader", agency=COMMUNE)
    clerk = make_officer("nhanvien", agency=COMMUNE)
    case = opened()
    room.broken, room.error = True, Refusal("The register does not know this house.")
    with pytest.raises(Refusal):
        run_jobs()
    told = Notice.objects.get(template="case.stuck")
    assert (told.account_id, told.values["task"]) == (chief.pk, "Tra cứu")
    page, retry = (reverse(f"desk-case:{name}", args=[case.code]) for name in ("case", "try-again"))
    assert retry in client_of(chief).get(page).content.decode()
    assert retry not in client_of(clerk).get(page).content.decode()
    assert client_of(clerk).post(retry).status_code == 403
    room.broken = False
    assert client_of(chief).post(retry)["Location"] == page
    assert retry not in client_of(chief).get(page).content.decode()
    run_jobs()
    case.refresh_from_db()
    assert task(case).element == "a"
    assert len({call.key for call in room.calls}) == 1
    with pytest.raises(Conflict):
        api.try_again(code=case.code, viewer=actor(COMMUNE, "case.work", "case.routes"), now=MONDAY)
    with pytest.raises(Forbidden):
        api.try_again(code=case.code, viewer=actor(COMMUNE, "case.work"), now=MONDAY)


def test_a_fault_that_may_pass_is_told_only_when_its_job_is_tried_no_more(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_officer("truong", role="leader", agency=COMMUNE)
    case = opened()
    room.broken = True
    with pytest.raises(OSError, match="away"):
        run_jobs()
    assert not Notice.objects.filter(template="case.stuck").exists()
    token = room.calls[0].key.partition(":")[2]
    monkeypatch.setattr(jobs, "last_try", lambda: True)
    with pytest.raises(OSError, match="away"):
        serving.serve(case_id=case.pk, token=token, now=MONDAY + timedelta(days=1))
    assert Notice.objects.filter(template="case.stuck").count() == 1
