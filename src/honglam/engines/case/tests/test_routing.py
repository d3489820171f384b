"""To which agency a task goes, and what happens when nobody can tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.core.identity.models import Agency, AgencySuccession
from honglam.core.identity.testing import make_agency, make_officer
from honglam.core.notices.models import Notice
from honglam.engines.case import api
from honglam.engines.case.hooks import LOOKUPS, Lookup
from honglam.engines.case.models import Event
from honglam.engines.case.service.hands import routing
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene
from honglam.engines.case.tests.scene import COMMUNE, DEPARTMENT, OTHER, opened, task
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scene() -> None:
    scene.build()


def routed(how: str) -> None:
    text = scene.files()["procedure.toml"].replace('route = "territory"', how)
    scene.publish(scene.files(procedure_toml=text))


def test_a_table_says_whose_it_is_by_path_or_key() -> None:
    scene.publish(scene.by_table())
    assert task(opened(topic="road")).agency == DEPARTMENT
    assert task(opened(topic="lamp")).agency == OTHER


def test_a_table_without_a_row_for_it_leaves_it_to_the_fallback_aloud() -> None:
    make_officer("chu", role="leader", agency="H27")
    scene.publish(scene.by_table())
    case = opened(topic="dog")
    stray = task(case)
    assert (stray.agency, stray.astray) == ("H27", True)
    told = Event.objects.get(case=case, kind="astray")
    assert told.data["reason"] == "Nothing says which agency does the steps of “%(lane)s”."
    notice = Notice.objects.get(template="case.astray")
    assert notice.account_id is not None
    assert api.routing.count_strays(viewer=actor("H27", "case.routes")) == 1
    assert api.routing.count_strays(viewer=actor(COMMUNE, "case.routes")) == 0


def test_who_may_gives_a_stray_task_to_the_agency_that_it_belongs_to() -> None:
    scene.publish(scene.by_table())
    case = opened(topic="dog")
    (stray,) = api.routing.strays(viewer=actor("H27", "case.routes"))
    assert stray.candidates[0][0] == COMMUNE
    settle: dict[str, Any] = {"task_id": stray.task, "now": MONDAY}
    with pytest.raises(Forbidden):
        api.routing.settle(agency=OTHER, viewer=actor("H27", "case.work"), **settle)
    with pytest.raises(Missing):
        api.routing.settle(agency=OTHER, viewer=actor(COMMUNE, "case.routes"), **settle)
    with pytest.raises(Refusal, match="no such agency"):
        api.routing.settle(agency="Sở Mây", viewer=actor("H27", "case.routes"), **settle)
    name = Agency.objects.get(path=OTHER).name
    api.routing.settle(agency=name.upper(), viewer=actor("H27", "case.routes"), **settle)
    assert (task(case).agency, task(case).astray) == (OTHER, False)
    assert not api.routing.strays(viewer=actor("H27", "case.routes"))


def test_a_commune_without_a_committee_goes_astray_and_no_place_at_all_to_who_is_named_for_that() -> None:
    assert task(opened(commune="99999")).astray
    text = scene.files()["procedure.toml"].replace('route = "territory"', f'route = "territory"\nagency = "{OTHER}"')
    scene.publish(scene.files(procedure_toml=text))
    waiting = task(opened(commune=""))
    assert (waiting.agency, waiting.astray) == (OTHER, False)


def test_an_agency_that_has_ended_leads_to_the_one_that_followed() -> None:
    old = make_agency("H27.old")
    new = Agency.objects.get(path=DEPARTMENT)
    old.valid_to = date(2026, 6, 30)
    old.save()
    AgencySuccession.objects.create(old=old, new=new, change="merged", on=date(2026, 7, 1), main=True)
    routing.forget()
    routed('route = "agency"\nagency = "H27.old"')
    waiting = task(opened())
    assert (waiting.agency, waiting.astray) == (DEPARTMENT, False)


def test_a_register_says_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lookup = Lookup(id="tests.owner", title="Chủ", find=lambda values: OTHER if values["topic"] == "road" else "")
    monkeypatch.setitem(LOOKUPS._items, lookup.id, lookup)
    routed('route = "lookup"\nlookup = "tests.owner"')
    assert task(opened(topic="road")).agency == OTHER
    assert task(opened(topic="lamp")).astray


def test_a_register_that_does_not_answer_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_values: object) -> str:
        raise Refusal("It sleeps.")

    monkeypatch.setitem(LOOKUPS._items, "tests.owner", Lookup(id="tests.owner", title="Chủ", find=broken))
    routed('route = "lookup"\nlookup = "tests.owner"')
    case = opened()
    assert task(case).astray
    assert Event.objects.get(case=case, kind="astray").data["params"]["why"] == "It sleeps."


def test_the_page_of_strays_shows_them_and_one_press_settles_one(client_of_leader: object) -> None:
    scene.publish(scene.by_table())
    case = opened(topic="dog")
    page = client_of_leader.get("/desk/case/astray/")  # type: ignore[attr-defined]
    assert case.code in page.content.decode()
    number = task(case).pk
    answer = client_of_leader.post(f"/desk/case/astray/{number}/", {"agency": OTHER})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert task(case).agency == OTHER


@pytest.fixture
def client_of_leader() -> object:
    from honglam.core.identity.testing import client_of

    return client_of(make_officer("chu", role="leader", agency="H27"))
