"""What machines do with indicators: the same as people, by the same rights, four eyes among them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from honglam.core.identity.testing import client_of, make_citizen, make_officer, make_post
from honglam.engines.indicator import testing
from honglam.engines.indicator.testing import a_target, an_indicator, figures

pytestmark = pytest.mark.django_db
API = "/api/v1/indicator/"
OWNER, OTHER = "H27.skhcn", "H27.syt"


def officer(name: str, role: str = "officer", agency: str = OWNER) -> Client:
    """Return the client of an officer."""
    return client_of(make_officer(name, role=role, agency=agency))


def sent(client: Client, path: str, said: object) -> Any:
    """Send something and return the answer."""
    return client.post(API + path, json.dumps(said), content_type="application/json")


def got(client: Client, path: str) -> Any:
    """Return what is read."""
    found = client.get(API + path)
    assert found.status_code == 200, found.content
    return found.json()


@pytest.fixture(autouse=True)
def _an_indicator() -> None:
    make_officer("ai", agency=OTHER)
    make_officer("nao")
    testing.forget()
    an_indicator("test.share", owner=OWNER, title="Tỷ lệ", group="Số")


NOVEMBER = {"code": "test.share", "period": "2026-10", "number": "71.4"}


def test_a_figure_goes_from_draft_to_publication_through_other_hands() -> None:
    lan, nam, chi = officer("lan"), officer("nam", "leader"), officer("chi", "leader")
    made = sent(lan, "values", {"values": [NOVEMBER]})
    assert (made.status_code, made.json()[0]["state"]) == (201, "draft")
    ids = {"ids": [made.json()[0]["id"]]}
    assert sent(lan, "values/submission", ids).json()[0]["state"] == "submitted"
    assert sent(lan, "values/verification", ids).status_code == 403
    assert sent(nam, "values/verification", ids).json()[0]["state"] == "verified"
    assert sent(chi, "values/publication", ids).json()[0]["state"] == "published"
    found = got(lan, "definitions/test.share/figures?scope=province")
    assert [(each["period"], float(each["number"])) for each in found["items"]] == [("2026-10", 71.4)]


def test_who_entered_a_figure_neither_verifies_nor_publishes_it() -> None:
    both = make_officer("lan", role="leader", agency=OWNER)
    make_post(both, agency=OWNER, roles=("officer",))
    client = client_of(both)
    ids = {"ids": [sent(client, "values", {"values": [NOVEMBER]}).json()[0]["id"]]}
    sent(client, "values/submission", ids)
    answer = sent(client, "values/verification", ids)
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_figure_is_given_back_with_its_reason() -> None:
    lan, nam = officer("lan"), officer("nam", "leader")
    ids = {"ids": [sent(lan, "values", {"values": [NOVEMBER]}).json()[0]["id"]]}
    sent(lan, "values/submission", ids)
    assert sent(nam, "values/return", ids).status_code == 422
    assert sent(nam, "values/return", {**ids, "reason": "Sai kỳ"}).json()[0]["state"] == "returned"
    assert got(lan, f"values/{ids['ids'][0]}")["state"] == "returned"


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2026-14"},
        {"period": "9999"},
        {"number": "NaN"},
        {"number": "1e40"},
        {"kind": "commune"},
        {"key": "H27"},
        {"code": "test.none"},
        {"code": "a\x00b"},
        {"period": "2027-01"},
    ],
)
def test_what_cannot_be_a_figure_is_a_problem_document(wrong: dict[str, str]) -> None:
    answer = sent(officer("lan"), "values", {"values": [{**NOVEMBER, **wrong}]})
    assert answer.status_code == 422
    assert answer.json()["status"] == 422


def test_a_stranger_reads_definitions_and_no_figure_of_another_agency() -> None:
    (kept,) = figures("test.share", {"2026-10": 50})
    stranger = officer("la", agency=OTHER)
    assert [each["code"] for each in got(stranger, "definitions")["items"]] == ["test.share"]
    assert got(stranger, "progress") == []
    assert stranger.get(f"{API}definitions/test.share/figures?scope=province").status_code == 404
    assert stranger.get(f"{API}values/{kept.id}").status_code == 404
    assert b"test.share" not in b"".join(stranger.get(f"{API}sdmx"))
    assert client_of(make_citizen("hoa")).get(f"{API}definitions").status_code == 403
    assert Client().get(f"{API}definitions").status_code == 401


def test_progress_says_the_standing_and_a_target_can_be_set_and_ended() -> None:
    figures("test.share", {"2026-10": 50})
    admin, lan = officer("quan", "admin", agency="H27"), officer("lan")
    goal = {"period": "2026-10", "comparison": ">=", "number": "60"}
    assert sent(lan, "definitions/test.share/targets", goal).status_code == 403
    assert sent(admin, "definitions/test.share/targets", goal).status_code == 201
    (found,) = got(lan, "progress?group=Số")
    assert (found["standing"], float(found["gap"])) == ("missed", 10)
    assert [each["comparison"] for each in got(lan, "definitions/test.share/targets")] == [">="]
    assert got(lan, "progress?standing=met") == []
    ended = sent(admin, "definitions/test.share/targets/end", {"period": "2026-10", "reason": "Đổi kế hoạch"})
    assert ended.status_code == 204
    assert got(lan, "definitions/test.share/targets") == []


def test_lists_come_in_pages() -> None:
    for number in range(3):
        an_indicator(f"test.more{number}", owner=OWNER)
    a_target("test.share", "2026", ">=", 60)
    figures("test.share", {"2026-08": 1, "2026-09": 2, "2026-10": 3})
    lan = officer("lan")
    first = got(lan, "definitions?size=3")
    second = got(lan, f"definitions?size=3&after={first['next']}")
    assert [each["code"] for each in first["items"] + second["items"]] == [
        "test.more0",
        "test.more1",
        "test.more2",
        "test.share",
    ]
    assert second["next"] is None
    page = got(lan, "definitions/test.share/figures?size=2")
    assert [each["period"] for each in page["items"]] == ["2026-10", "2026-09"]
    rest = got(lan, f"definitions/test.share/figures?size=2&start={page['next']}")
    assert ([each["period"] for each in rest["items"]], rest["next"]) == (["2026-08"], None)
