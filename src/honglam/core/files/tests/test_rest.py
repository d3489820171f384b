from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from honglam.core.files.hooks import OwnerKind
from honglam.core.files.testing import PDF, declared
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.kit.testing import OWNER_AT

pytestmark = pytest.mark.django_db
PLACE = "/api/v1/files/"
OWNER = {"owner_kind": "trial.desk", "owner_id": OWNER_AT}


@pytest.fixture(autouse=True)
def _desk():
    def may(viewer, owner_id):
        return viewer.may("desk.view", owner_id)

    with declared(OwnerKind(id="trial.desk", title="Desk", may_read=may, may_write=may)):
        yield


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer("canbo"))


def send(client: Client, **said: str):
    return client.post(PLACE, {"file": SimpleUploadedFile("Đơn.pdf", PDF), **said})


def test_a_file_is_sent_described_given_in_part_listed_and_removed(officer) -> None:
    made = send(officer, **OWNER, label="order")
    assert made.status_code == 201, made.content
    one = f"{PLACE}{made.json()['id']}"
    assert officer.get(one).json() == made.json()
    assert made.json()["name"] == "Đơn.pdf"
    part = officer.get(f"{one}/content", headers={"Range": "bytes=0-3"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"%PDF")
    assert [each["id"] for each in officer.get(f"{PLACE}of", OWNER).json()] == [made.json()["id"]]
    assert officer.delete(f"{one}?reason=twice").status_code == 204
    assert officer.get(one).status_code == 404


def test_strangers_learn_nothing_and_cannot_send_there(officer) -> None:
    one = f"{PLACE}{send(officer, **OWNER).json()['id']}"
    stranger, citizen = client_of(make_officer("xa", agency="H27.18562")), client_of(make_citizen("dan"))
    for client in (stranger, citizen):
        assert client.get(one).status_code == 404
        assert client.get(f"{one}/content").status_code == 404
        assert client.delete(one).status_code == 404
        assert client.get(f"{PLACE}of", OWNER).json() == []
        assert send(client, **OWNER).status_code == 403
    assert Client().get(one).status_code == 401
    assert send(Client()).status_code == 401
    assert officer.get(PLACE).status_code == 403


def test_a_bad_file_is_told_as_a_problem(officer) -> None:
    bad = officer.post(PLACE, {"file": SimpleUploadedFile("plan.pdf", b"MZ is a program")})
    assert bad.status_code == 422
    assert bad.json()["type"].endswith("wrong-content")
    assert send(officer, owner_kind="trial.desk").json()["field"] == "owner_id"
    assert send(officer, owner_kind="no.such", owner_id="1").status_code == 404
    assert officer.post(PLACE, {}).status_code == 422


def test_an_administrator_lists_the_files_of_the_agencies_below() -> None:
    send(client_of(make_officer("canbo")), **OWNER)
    admin = client_of(make_officer("quantri", role="admin", agency="H27"))
    found = admin.get(PLACE).json()
    assert [(each["name"], each["state"]) for each in found["items"]] == [("Đơn.pdf", "ready")]
    elsewhere = client_of(make_officer("xa-quantri", role="admin", agency="H27.18562"))
    assert elsewhere.get(PLACE).json()["items"] == []
