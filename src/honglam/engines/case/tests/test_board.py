"""Leaders see whether answers come in time, where cases lie, and how satisfied people are: those of their reach."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from honglam.base.periods import Frequency, Period
from honglam.base.time import VIETNAM
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.engines.case import api
from honglam.engines.case.testing import Story
from honglam.kit.measures import MEASURES, Asked, ScopeKind
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
ERRAND = Path(__file__).parent / "data" / "errand"
NOVEMBER = datetime(2026, 11, 16, 8, 0, tzinfo=VIETNAM)  # before the real day on which the page is opened
COMMUNE = "H27.18562"


@pytest.fixture
def story() -> Story:
    """Two cases of one commune, one answered in time and rated, and one overdue of another."""
    found = Story.of("tests.errand", folder=ERRAND, now=NOVEMBER)
    done = found.opened(commune="18562", form={"text": "a"})
    found.opened(commune="18562", form={"text": "b"})
    found.opened(commune="18073", form={"text": "c"})
    found.passes("2 working hours")
    done.done(verdict="reject")
    return found


def page(client: Client, words: str = "") -> str:
    found = client.get(f"/board/case/{words}")
    assert found.status_code == 200
    return found.content.decode()


def test_a_leader_of_the_province_sees_all_agencies_and_each_step(story: Story) -> None:
    text = page(client_of(make_officer("chi", role="leader", agency="H27")))
    assert "UBND xã Thạch Hà" in text
    assert "UBND phường Thành Sen" in text
    assert "Xác minh" in text
    assert "100,0 %" in text
    assert "hl-chart" in text
    assert "hl-map" in text


def test_a_leader_of_a_commune_sees_its_own_figures_only(story: Story) -> None:
    client = client_of(make_officer("xa", role="leader", agency=COMMUNE))
    text = page(client)
    assert "UBND xã Thạch Hà" in text
    assert "Thành Sen" not in text
    features = json.loads(client.get("/board/case/communes.geojson").content)["features"]
    shares = {f["properties"]["code"]: f["properties"].get("on_time") for f in features}
    assert (shares["18562"], shares["18073"]) == (100.0, None)


def test_the_page_can_be_narrowed_and_takes_no_nonsense(story: Story) -> None:
    client = client_of(make_officer("chi", role="leader", agency="H27"))
    text = page(client, f"?agency={COMMUNE}")
    assert "Thành Sen" not in text
    for words in ("?months=7", "?months=x", "?agency=%27", "?procedure=tests.none"):
        assert page(client, words)


def test_an_empty_board_says_what_will_stand_there() -> None:
    Story.of("tests.errand", folder=ERRAND, now=NOVEMBER)
    assert "hl-state" in page(client_of(make_officer("chi", role="leader", agency="H27")))


def test_nobody_without_the_right_sees_figures() -> None:
    assert client_of(make_citizen("hoa")).get("/board/case/").status_code == 403
    assert Client().get("/board/case/").status_code in {302, 401}


@pytest.mark.parametrize(
    ("measure", "province", "commune"),
    [("case.opened", 3, 2), ("case.closed", 1, 1), ("case.on_time", 100, 100), ("case.late", 0, 0)],
)
def test_the_indicator_engine_takes_figures_by_name(story: Story, measure: str, province: int, commune: int) -> None:
    period = Period.of(NOVEMBER.date(), Frequency.MONTH)
    found = MEASURES[measure]
    assert found.values(Asked(period=period, kind=ScopeKind.PROVINCE, now=story.now)) == {"": province}
    assert found.values(Asked(period=period, kind=ScopeKind.COMMUNE, now=story.now))["18562"] == commune
    assert found.values(Asked(period=period.next, kind=ScopeKind.COMMUNE, now=story.now)).get("18562") in {None, 0}
    assert found.records is not None
    assert "commune=18562" in found.records("18562", period)


def test_a_rating_is_part_of_the_figures(story: Story) -> None:
    code = story.opened(commune="18562", form={"text": "d"}).done(verdict="reject").code
    viewer: Any = actor("H27")
    with story.acting(viewer):
        api.public.rate(code=code, stars=4, text="", again=False, held=True, viewer=viewer, now=story.now)
    found = MEASURES["case.satisfaction"]
    period = Period.of(NOVEMBER.date(), Frequency.YEAR)
    assert found.values(Asked(period=period, kind=ScopeKind.PROVINCE, now=story.now)) == {"": 4}
