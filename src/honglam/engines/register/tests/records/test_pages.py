"""Pages and doors for machines, tried by the owner, a colleague, a stranger and somebody who is not signed in."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.register import api
from honglam.engines.register.models import Proposal, Share
from honglam.engines.register.testing import EXAMPLE, deployed
from honglam.kit.testing import actor

PAST = datetime(2020, 1, 6, 2, tzinfo=UTC)
PROVINCE = actor("H27", "register.view", "register.edit", "register.verify")
NUMBER = "042095001234"
DESK, REST = "/desk/register/wells", "/api/v1/register/wells"


def steward(name, agency="H27"):
    return client_of(make_officer(name, role="steward", agency=agency))


def write(*rows, viewer=PROVINCE):
    return api.records.write(register="wells", rows=rows, viewer=viewer, now=PAST)


def send(client, method, path, body=None, **headers):
    return client.generic(
        method, f"{REST}{path}", json.dumps(body), content_type="application/json", headers=headers or None
    )


@pytest.fixture
def strict(wells):
    return deployed({**deepcopy(EXAMPLE), "two_person": True})


def test_a_machine_makes_reads_changes_and_takes_away_a_record(wells):
    client = steward("an")
    made = send(client, "POST", "/records", {"values": {"code": "G-1", "depth": 12.5, "holder": NUMBER}})
    assert made.status_code == 201
    address = made["Location"].removeprefix(REST)
    read = send(client, "GET", address)
    assert (read["ETag"], read.json()["values"]["depth"]) == ('"1"', 12.5)
    assert NUMBER not in read.content.decode()
    assert send(client, "GET", address, **{"If-None-Match": '"1"'}).status_code == 304
    shown = send(client, "GET", address, **{"X-Purpose": "Hồ sơ 12".encode().decode("latin-1")})
    assert shown.json()["values"]["holder"] == NUMBER
    change = {"values": {"depth": "13,5"}}
    assert send(client, "PATCH", address, change, **{"If-Match": '"1"'}).json()["version"] == 2
    stale = send(client, "PATCH", address, {"values": {"depth": 1}}, **{"If-Match": '"1"'})
    assert stale.status_code == 412
    assert "12,5 m → 13,5 m" in stale.json()["detail"]
    refused = send(client, "PATCH", address, {"values": {"depth": "sâu", "kind": "?"}})
    assert refused.status_code == 422
    assert {each["field"] for each in refused.json()["errors"]} == {"depth", "kind"}
    assert len(send(client, "GET", f"{address}/history").json()) == 2
    assert send(client, "DELETE", address, **{"If-Match": '"2"'}).status_code == 200
    assert send(client, "GET", address).status_code == 404
    (act, *_) = send(client, "GET", "/acts").json()
    assert send(client, "POST", f"/acts/{act['id']}/undo").status_code == 200
    assert send(client, "GET", address).json()["version"] == 3


def test_many_rows_get_an_answer_each_and_the_same_again_changes_nothing(wells):
    client = steward("an")
    body = {"rows": [{"code": "G-1", "depth": 1}, {"code": ""}, {"code": "G-2"}]}
    answer = send(client, "POST", "/records/bulk", body)
    assert (answer.status_code, answer.json()["refused"]) == (207, 1)
    assert [each["status"] for each in answer.json()["results"]] == [201, 422, 201]
    again = send(client, "POST", "/records/bulk", body)
    assert [each["did"] for each in again.json()["results"]] == ["kept", "refused", "kept"]
    assert send(client, "GET", "/records?sort=code").json()["count"] == 2


def test_the_description_of_a_register_has_its_real_fields(wells):
    found = send(steward("an"), "GET", "/openapi.json").json()
    values = found["components"]["schemas"]["Values"]["properties"]
    assert found["openapi"] == "3.1.0"
    assert values["kind"]["anyOf"][0]["enum"] == ["dug", "drilled"]
    assert values["visits"]["anyOf"][0]["items"]["properties"]["on"]["anyOf"][0]["format"] == "date"
    assert values["holder"]["anyOf"][0]["x-sensitivity"] == "personal"


def test_strangers_and_who_is_not_signed_in_pass_no_door(wells):
    (made,) = write({"code": "G-1"})
    stranger = steward("la", agency="H27.18562")
    paths = [f"/records/{made.id}", f"/records/{made.id}/history", f"/records/{uuid4()}"]
    assert {send(stranger, "GET", path).status_code for path in paths} == {404}
    assert send(stranger, "PATCH", f"/records/{made.id}", {"values": {"depth": 1}}).status_code == 404
    assert send(stranger, "DELETE", f"/records/{made.id}").status_code == 404
    assert send(stranger, "POST", "/records", {"values": {"code": "G-2"}}).status_code == 403
    assert send(stranger, "GET", "/records").json()["items"] == []
    assert stranger.get(f"{DESK}/{made.id}/history/").status_code == 404
    nobody = Client()
    for path in [*paths, "/records", "/changes", "/openapi.json", "/acts", "/proposals"]:
        assert send(nobody, "GET", path).status_code == 401
    for path in ("waiting/", "shares/", f"{made.id}/history/"):
        assert nobody.get(f"{DESK}/{path}").status_code in {302, 401}


def test_a_colleague_sees_what_changed_and_undoes_it(wells):
    (made,) = write({"code": "G-1", "depth": 1})
    api.records.write(
        register="wells",
        rows=[{"id": made.id, "depth": 2}],
        viewer=PROVINCE,
        now=PAST + timedelta(hours=1),
        reason="Đo lại",
    )
    client = steward("an")
    page = client.get(f"{DESK}/{made.id}/history/").content.decode()
    for text in ("1,0 m", "2,0 m", "Đo lại", "Lan"):
        assert text in page
    act = api.records.record(register="wells", id=made.id, viewer=PROVINCE, now=PAST).act
    page = client.post(f"{DESK}/{made.id}/history/{act}/undo/", follow=True).content.decode()
    assert api.records.record(register="wells", id=made.id, viewer=PROVINCE, now=PAST).values["depth"] == 1
    assert client.post(f"{DESK}/{made.id}/history/{act}/undo/").status_code == 409


def test_a_change_waits_and_a_second_person_verifies_or_returns_it(strict):
    (waits,) = write({"code": "G-1", "depth": 3})
    client = steward("an")
    assert "G-1" in client.get(f"{DESK}/waiting/").content.decode()
    page = client.get(f"{DESK}/waiting/{waits.proposal}/").content.decode()
    assert "3,0 m" in page
    client.post(f"{DESK}/waiting/{waits.proposal}/return/", {"said": "Xem lại"}, follow=True)
    assert Proposal.objects.get().state == "returned"
    # An officer may not verify what they sent themselves.
    mine = send(client, "POST", "/records", {"values": {"code": "G-2"}})
    assert mine.status_code == 202
    number = mine.json()["proposal"]
    assert client.post(f"{DESK}/waiting/{number}/verify/").status_code == 403
    assert send(client, "POST", f"/proposals/{number}/verify").status_code == 403
    other = steward("binh")
    assert other.post(f"{DESK}/waiting/{number}/verify/", follow=True).status_code == 200
    assert Proposal.objects.get(pk=number).state == "verified"
    assert other.post(f"{DESK}/waiting/{number}/verify/").status_code == 409
    assert client.post(f"{DESK}/waiting/{number}/withdraw/").status_code == 409


def test_records_are_shared_and_the_share_is_ended(wells):
    client = steward("an")
    data = {"agency": "H27.snnmt", "to": "H27.18562", "purpose": "Cấp nước", "until": "01/01/2019"}
    assert "5" in client.post(f"{DESK}/shares/", data).content.decode()
    assert not Share.objects.exists()
    soon = timezone.now() + timedelta(days=30)
    answer = client.post(f"{DESK}/shares/", {**data, "until": f"{soon:%d/%m/%Y}"}, follow=True)
    share = Share.objects.get()
    assert "Cấp nước" in answer.content.decode()
    client.post(f"{DESK}/shares/{share.pk}/end/", {"reason": "Xong việc"}, follow=True)
    share.refresh_from_db()
    assert share.ends_at < timezone.now()
    officer = client_of(make_officer("hoa", agency="H27.18562"))
    assert officer.post(f"{DESK}/shares/", data).status_code in {403, 422}
