"""What other systems do with reports: by our REST and by Open311, with a client that we did not write; and English."""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from honglam.base.access import ANONYMOUS
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case import api as cases
from honglam.engines.case.models import Case
from honglam.packs.fieldreports.contracts import PROCEDURE
from honglam.packs.fieldreports.models import Report

pytestmark = [pytest.mark.usefixtures("province")]
COMMUNE, PLACE = "H27.18562", {"lon": 105.8886, "lat": 18.3486}
ANSWER = "Đã vá ổ gà, mặt đường đi lại bình thường."


def send(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/case{path}", body, content_type="application/json")


def finish(client: Client, code: str, **outcome: str) -> Any:
    (task,) = [each for each in client.get(f"/api/v1/case/cases/{code}").json()["tasks"] if each["may"]]
    return send(client, f"/tasks/{task['id']}/completion", {"outcome": outcome})


@pytest.mark.django_db
def test_a_system_sends_reads_and_handles_a_report_by_the_same_rules_as_people() -> None:
    officer = client_of(make_officer("lan", agency=COMMUNE))
    entry = {"procedure": PROCEDURE, "form": {"text": "Ổ gà sâu"}, "topic": "road", "commune": "18562"}
    code = send(officer, "/cases", entry).json()["code"]
    assert Report.objects.get(code=code).topic == "road"
    other = send(officer, "/cases", entry).json()["code"]
    wrong = finish(officer, other, verdict="duplicate", duplicate_of=other)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "duplicate_of")
    assert finish(officer, other, verdict="duplicate", duplicate_of=code).status_code == 204
    assert finish(officer, code, verdict="accept", urgency="normal").status_code == 204
    assert finish(officer, code, decision="done", answer=ANSWER).status_code == 204
    found = officer.get(f"/api/v1/case/cases/{code}").json()
    assert found["open"]
    assert Case.objects.get(code=code).status == "approving"
    stranger = client_of(make_officer("la", agency="H27.sct"))
    assert stranger.get(f"/api/v1/case/cases/{code}").status_code == 404


@pytest.mark.django_db
def test_the_pages_speak_english() -> None:
    client = Client()
    client.cookies["language"] = "en"
    page = client.get(reverse("fieldreports:home")).content.decode()
    assert "Report something" in page
    assert "Roads, pavements, bridges" in page
    officer = client_of(make_officer("lan", agency=COMMUNE))
    officer.cookies["language"] = "en"
    assert "Nothing to fix today" in officer.get(reverse("desk-fieldreports:crew")).content.decode()


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the package `three`, a client of Code for America, unchanged.

    It is of the time of Python 2: a name of that time is lent to it, and its old spellings raise no warning.
    """
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import three as package  # type: ignore[import-untyped]  # the package ships no types

    yield package
    for name in [name for name in sys.modules if name.split(".")[0] == "three"]:
        del sys.modules[name]


@pytest.mark.django_db(transaction=True)
def test_a_client_that_is_not_ours_finds_the_categories_and_sends_a_report(three: Any, live_server: Any) -> None:
    chief = client_of(make_officer("quantri", role="admin", agency="H27"))
    page = chief.post("/studio/case/partners/", {"name": "FMS", "agency": "H27", "per_minute": "10"})
    word = page.content.decode().split('hl-secret">')[1].split("<")[0]
    client = three.Three(f"{live_server.url}/open311/v2/", api_key=word, format="json", jurisdiction="hatinh.gov.vn")
    offered = {each.id for each in cases.public.procedure(procedure_id=PROCEDURE, viewer=ANONYMOUS)[1].topics}
    assert {f"{PROCEDURE}.{topic}" for topic in offered} <= {each["service_code"] for each in client.services()}
    (taken,) = client.post(f"{PROCEDURE}.road", lat=PLACE["lat"], long=PLACE["lon"], description="Ổ gà sâu")
    case = Case.objects.get(publication__public_id=taken["service_request_id"])
    assert (case.topic, case.channel, Report.objects.get(code=case.code).lon) == ("road", "open311", PLACE["lon"])
