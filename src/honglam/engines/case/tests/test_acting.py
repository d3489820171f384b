"""A case from the day it is received to its answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.time import VIETNAM
from honglam.core.calendar.testing import load_calendar
from honglam.core.identity.testing import make_agency
from honglam.core.places.testing import have_places
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Case, Event, Stop, Task
from honglam.engines.case.service.deadlines import clock
from honglam.engines.case.service.hands import routing
from honglam.engines.case.service.steps import acting, firing
from honglam.engines.case.service.studio import procedures
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=VIETNAM)
COMMUNE = "H27.18562"


@pytest.fixture(autouse=True)
def _a_procedure() -> None:
    load_calendar()
    make_agency("H27.skhcn")
    committee = make_agency(COMMUNE)
    committee.commune = "18562"
    committee.save()
    clock.forget()
    routing.forget()
    procedures.ready.cache_clear()
    files = {path.name: path.read_text(encoding="utf-8") for path in (DATA / "errand").iterdir()}
    procedures.publish(procedure="tests.errand", files=files, by="", now=MONDAY)


def opened(**more: object) -> Case:
    entry = NewCase(procedure="tests.errand", form={"text": "Đèn hỏng"}, commune="18562", **more)
    return Case.objects.get(code=acting.open_case(entry=entry, now=MONDAY))


def task(case: Case) -> Task:
    return Task.objects.get(case=case, state="open")


def test_a_case_goes_to_the_committee_of_its_commune_and_is_due_in_working_hours() -> None:
    waiting = task(opened())
    assert waiting.agency == COMMUNE
    # Monday 8:00, 3.5 hours before noon and 3.5 after, the last one on Tuesday from 7:00.
    assert waiting.due_at == datetime(2026, 12, 8, 8, 0, tzinfo=VIETNAM)
    assert waiting.warn_at == datetime(2026, 12, 7, 16, 0, tzinfo=VIETNAM)


def test_an_officer_of_the_commune_accepts_it_and_the_department_that_was_named_handles_it() -> None:
    case = opened()
    acting.complete(
        task_id=task(case).pk,
        outcome={"verdict": "accept", "to": "H27.skhcn"},
        viewer=actor(COMMUNE, "case.work"),
        now=MONDAY,
    )
    case.refresh_from_db()
    assert (task(case).element, task(case).agency, case.status) == ("handle", "H27.skhcn", "handled")
    acting.complete(task_id=task(case).pk, outcome={}, viewer=actor("H27.skhcn", "case.work"), now=MONDAY)
    case.refresh_from_db()
    assert (case.state, case.status, case.closed_at) == ("done", "closed", MONDAY)
    kinds = list(Event.objects.filter(case=case).order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "opened",
        "task-opened",
        "status",
        "task-done",
        "task-opened",
        "status",
        "task-done",
        "status",
        "closed",
    ]


def test_an_agency_that_does_not_exist_is_replaced_by_the_lanes_own() -> None:
    case = opened()
    accepted = {"verdict": "accept", "to": "H27.nowhere"}
    acting.complete(task_id=task(case).pk, outcome=accepted, viewer=actor(COMMUNE, "case.work"), now=MONDAY)
    assert task(case).agency == "H27.skhcn"


def test_the_clock_stands_still_while_more_is_asked_for_and_says_why() -> None:
    case = opened()
    assert case.due_at is not None
    first = case.due_at
    acting.complete(task_id=task(case).pk, outcome={"verdict": "ask"}, viewer=actor(COMMUNE, "case.work"), now=MONDAY)
    case.refresh_from_db()
    assert case.stopped_at == MONDAY
    assert Stop.objects.get(case=case).legal == "Luật mẫu, điều 1"
    later = MONDAY + timedelta(days=2)
    acting.tell(code=case.code, message="more", values={"text": "Ở ngã tư"}, now=later)
    case.refresh_from_db()
    assert case.stopped_at is None
    assert case.due_at is not None
    assert case.due_at > first
    assert task(case).element == "verify"


def test_of_two_officers_one_wins_and_the_other_is_told_who_was_first() -> None:
    case = opened()
    number = task(case).pk
    acting.complete(task_id=number, outcome={"verdict": "reject"}, viewer=actor(COMMUNE, "case.work"), now=MONDAY)
    with pytest.raises(Conflict) as told:
        acting.complete(
            task_id=number, outcome={"verdict": "accept"}, viewer=actor(COMMUNE, "case.work", name="Nam"), now=MONDAY
        )
    assert "Lan" in str(told.value)


def test_a_stranger_does_not_even_learn_that_there_is_a_task() -> None:
    number = task(opened()).pk
    with pytest.raises(Missing):
        acting.complete(task_id=number, outcome={}, viewer=actor("H27.skhcn", "case.work"), now=MONDAY)


def test_what_does_not_fit_the_form_is_refused_by_field_and_nothing_is_kept() -> None:
    with pytest.raises(Refusal) as told:
        acting.open_case(entry=NewCase(procedure="tests.errand", form={}), now=MONDAY)
    assert told.value.field == "text"
    assert not Case.objects.exists()
    case = opened()
    with pytest.raises(Refusal) as told:
        acting.complete(task_id=task(case).pk, outcome={"verdict": "?"}, viewer=actor(COMMUNE, "case.work"), now=MONDAY)
    assert told.value.field == "verdict"
    assert task(case).element == "verify"


def test_a_timer_fires_when_it_is_due_and_once() -> None:
    case = opened()
    assert firing.fire_due(now=MONDAY + timedelta(hours=20)) == 0
    assert firing.fire_due(now=MONDAY + timedelta(hours=24)) == 1
    assert firing.fire_due(now=MONDAY + timedelta(hours=24)) == 0
    assert Event.objects.filter(case=case, kind="timer").count() == 1
    assert task(case).element == "verify"


def test_a_place_outside_the_province_is_told_who_is_near() -> None:
    have_places()
    with pytest.raises(Refusal):
        acting.open_case(entry=NewCase(procedure="tests.errand", form={"text": "x"}, lon=105.85, lat=21.03), now=MONDAY)
