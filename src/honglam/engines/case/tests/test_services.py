"""Service tasks: a room does a step in a job, is asked again when it fails, and the case says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from honglam.core.jobs.testing import run_jobs
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.hooks import SERVICES, Service, ServiceCall
from honglam.engines.case.models import Case, Event, Task, Version
from honglam.engines.case.service import checking, serving
from honglam.engines.case.tests.drawn import MONDAY, opened, province, publish, status, task

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

    def run(self, call: ServiceCall) -> Mapping[str, Any]:
        self.calls.append(call)
        if self.broken:
            raise OSError("the register is away")
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
