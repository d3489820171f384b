"""The studio's pages of definitions, as who defines indicators sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from honglam.core.identity.testing import client_of, make_agency, make_officer
from honglam.engines.indicator.api import definitions
from honglam.engines.indicator.service import scopes
from honglam.engines.indicator.testing import an_indicator, figures
from honglam.engines.indicator.tests.reckoned import by_formula

pytestmark = pytest.mark.django_db
GIVEN = {
    "code": "dx.share",
    "title": "Tỷ lệ hồ sơ trực tuyến",
    "unit": "%",
    "decimals": "1",
    "direction": "up",
    "frequency": "month",
    "kinds": ["province"],
    "roll_up": "none",
    "source": "formula",
    "formula": 'value("dx.part") / value("dx.all") * 100',
}


@pytest.fixture
def steward() -> Client:
    """Return the browser of who defines indicators, where two counts are known."""
    make_agency("H27")
    scopes.forget()
    for code, number in (("dx.part", 30), ("dx.all", 40)):
        an_indicator(code, unit="hồ sơ")
        figures(code, {"2026-10": number})
    return client_of(make_officer("quan-tri", role="admin", agency="H27"))


def sent(client: Client, url: str = "/studio/indicator/new/", **changed: Any) -> Any:
    """Send the form."""
    return client.post(url, {**GIVEN, **changed})


def test_an_indicator_is_defined_listed_and_shown_with_its_versions(steward: Client) -> None:
    answer = sent(steward)
    assert answer.status_code == 302, answer.content.decode()
    assert "dx.share" in steward.get("/studio/indicator/").content.decode()
    edited = sent(steward, "/studio/indicator/dx.share/edit/", title="Tỷ lệ mới", number="1")
    assert edited.status_code == 302
    page = steward.get("/studio/indicator/dx.share/").content.decode()
    assert "Tỷ lệ mới" in page
    assert "dx.part" in page
    compared = steward.get("/studio/indicator/dx.share/compare/?old=1&new=2").content.decode()
    assert "Tỷ lệ hồ sơ trực tuyến" in compared
    assert steward.get("/studio/indicator/dx.share/compare/?old=1&new=9").status_code == 404


def test_every_fault_stands_at_its_input(steward: Client) -> None:
    page = sent(steward, code="Mã sai", formula='value("dx.none")')
    text = page.content.decode()
    assert page.status_code == 422
    assert "Mã sai" in text
    assert "dx.none" in text
    assert 'id="id_code_error"' in text or "is-invalid" in text
    assert not {"Mã sai", "dx.share"} & {each.code for each in definitions.listed()}


def test_the_code_does_not_change(steward: Client) -> None:
    sent(steward)
    assert sent(steward, "/studio/indicator/dx.share/edit/", code="dx.other", number="1").status_code == 422
    assert len(definitions.listed(codes=["dx.other"])) == 0


def test_a_formula_is_tried_before_it_is_saved(steward: Client) -> None:
    found = steward.post("/studio/indicator/try/", GIVEN, headers={"HX-Request": "true"}).content.decode()
    assert "75" in found
    assert "<html" not in found
    wrong = steward.post("/studio/indicator/try/", {**GIVEN, "formula": 'value("dx.part") / 0'}).content.decode()
    assert "<html" in wrong
    assert "hl-alert" in wrong or "alert" in wrong
    assert steward.get("/studio/indicator/try/").status_code == 200
    assert not definitions.listed(codes=["dx.share"])


def test_closing_says_who_rests_on_it_and_otherwise_closes(steward: Client) -> None:
    an_indicator("dx.twice", unit="hồ sơ", source=by_formula('value("dx.all") * 2'))
    steward.post("/studio/indicator/dx.all/close/")
    assert not definitions.find(code="dx.all").closed
    steward.post("/studio/indicator/dx.twice/close/")
    assert definitions.find(code="dx.twice").closed
    assert steward.get("/studio/indicator/dx.twice/").status_code == 200


def test_who_does_not_define_indicators_sees_none_of_it(steward: Client) -> None:
    officer = client_of(make_officer("lan", role="officer"))
    for path in ("", "new/", "try/", "dx.all/", "dx.all/edit/", "dx.all/compare/?old=1&new=1"):
        assert officer.get(f"/studio/indicator/{path}").status_code == 403
    assert sent(officer).status_code == 403
