"""A machine sends a file, reads what is wrong with it, and lets the good rows be written."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from honglam.core.identity.testing import make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.engines.register.tests.importing.conftest import GOOD, HEADS, csv_of, rows

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/register/tried_homes/imports"


def test_a_file_is_sent_matched_judged_written_and_undone(homes, client):
    client.force_login(make_officer("may", role="steward", agency="H27"))
    body = csv_of(HEADS, *GOOD, ("H3", "Lê", "", "0"))
    sent = client.post(DOOR, {"file": SimpleUploadedFile("ho.csv", body, "text/csv")})
    assert sent.status_code == 202, sent.content
    address = f"{DOOR}/{sent.json()['id']}"
    run_jobs()
    assert [each["field"] for each in client.get(address).json()["tables"][0]["columns"]][:3] == [
        "code",
        "name",
        "ward",
    ]
    assert client.post(f"{address}/match", {}, "application/json").status_code == 202
    run_jobs()
    found = client.get(address).json()
    assert (found["counts"]["new"], found["counts"]["refused"]) == (2, 1)
    assert [(each["row"], each["field"]) for each in found["wrong"]] == [(4, "area")]
    assert client.post(f"{address}/decide", {"all_or_nothing": True}, "application/json").status_code == 422
    assert client.post(f"{address}/decide", {}, "application/json").status_code == 202
    run_jobs()
    assert len(rows(homes)) == 2
    assert client.get(DOOR).json()[0]["state"] == "done"
    assert client.post(f"{address}/undo").json()["state"] == "undone"
    assert not rows(homes)


def test_a_stranger_learns_nothing_and_a_wrong_register_has_no_such_import(homes, client):
    client.force_login(make_officer("may", role="steward", agency="H27"))
    sent = client.post(DOOR, {"file": SimpleUploadedFile("ho.csv", csv_of(HEADS, *GOOD), "text/csv")}).json()
    assert client.get(f"/api/v1/register/other/imports/{sent['id']}").status_code == 404
    assert client.delete(f"{DOOR}/{sent['id']}").status_code == 409
    client.force_login(make_officer("khach", role="officer", agency="H27.snnmt"))
    assert client.get(f"{DOOR}/{sent['id']}").status_code == 404
    assert client.get(DOOR).json() == []
