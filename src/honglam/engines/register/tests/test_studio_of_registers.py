"""A steward makes and changes registers in the studio, without code and without surprise."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from honglam.core.identity.testing import client_of, make_agency, make_officer
from honglam.engines.register.api import definitions
from honglam.engines.register.models import Draft
from honglam.engines.register.service import dictionary_writing
from honglam.engines.register.testing import EXAMPLE, deployed

pytestmark = pytest.mark.django_db
STUDIO = "/studio/register/"
FIELD = {
    "type": "text",
    "sensitivity": "internal",
    "listed": "on",
    "verified": "on",
    "shape": "point",
    "crs": "EPSG:4326",
}


@pytest.fixture
def steward() -> Client:
    make_agency("H27")
    department = make_agency("H27.snnmt")
    department.name = "Sở Nông nghiệp và Môi trường"
    department.save()
    return client_of(make_officer("du-lieu", role="steward", agency="H27"))


def upload(client: Client, body: bytes, name: str = "mau.xlsx") -> Any:
    return client.post(f"{STUDIO}upload/", {"file": SimpleUploadedFile(name, body)})


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def begin(client: Client, register: str) -> str:
    return str(client.post(f"{STUDIO}new/", {"register": register})["Location"])


def test_from_a_dictionary_to_a_register_in_force(steward: Client) -> None:
    draft = upload(steward, steward.get(f"{STUDIO}template/").content)["Location"]
    assert "Mã giếng" in page(steward, draft)
    effect = page(steward, f"{draft}effect/")
    assert "vi_du_gieng" in effect or "Giếng nước sinh hoạt" in effect
    done = steward.post(f"{draft}publish/")
    assert done["Location"] == f"{STUDIO}vi_du_gieng/"
    assert definitions.find(register="vi_du_gieng").version == 1
    assert not Draft.objects.exists()
    shown = page(steward, f"{STUDIO}vi_du_gieng/")
    assert "Độ sâu" in shown
    assert "/versions/1/" in shown
    assert "Giếng nước" in page(steward, STUDIO)


def test_a_dictionary_with_mistakes_is_shown_with_a_marked_copy_and_nothing_is_kept(steward: Client) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_column(0, 0, ["Tên cột", "version", "ten"])
    answer = upload(steward, out.getvalue())
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "version" in text
    copy = re.search(r'href="(/studio/register/upload/marked/[^"]+)"', text)
    assert copy is not None
    assert steward.get(copy[1]).content.startswith(b"PK")
    assert not Draft.objects.exists()
    stranger = client_of(make_officer("khac", role="steward", agency="H27"))
    assert stranger.get(copy[1]).status_code == 404


def test_a_register_is_made_by_hand(steward: Client) -> None:
    head = begin(steward, "")
    assert "/head/" in head
    draft = head.removesuffix("head/")
    rights = {f"access_{key}": f"register.{key}" for key in ("view", "edit", "verify", "personal")}
    wrong = steward.post(head, {"title": "Cầu", "register_id": "Cầu", **rights, "retention_then": "anonymise"})
    assert wrong.status_code == 422
    given = {"title": "Cầu", "register_id": "bridges", **rights, "retention_then": "anonymise", "owner": "H27.snnmt"}
    assert steward.post(head, given).status_code == 302, "the head is kept before there is a field"
    refused = steward.post(f"{draft}fields/new/", {**FIELD, "title": "Mã", "name": "select", "pattern": "("})
    assert refused.status_code == 422
    assert steward.post(f"{draft}fields/new/", {**FIELD, "title": "Mã", "name": "code"}).status_code == 302
    assert steward.post(f"{draft}fields/new/", {**FIELD, "title": "Mã", "name": "code"}).status_code == 422
    group = {**FIELD, "title": "Lần sửa", "name": "repairs", "type": "group"}
    assert steward.post(f"{draft}fields/new/", group).status_code == 302
    assert steward.get(f"{draft}effect/").status_code == 302, "a group without fields is told first"
    inner = {**FIELD, "title": "Loại", "name": "kind", "type": "code", "codes": "1 = Lớn | Large\n# 2 = Nhỏ"}
    assert steward.post(f"{draft}fields/1.new/", inner).status_code == 302
    rule = {"says": "Mã không được trống", "rule_id": "has_code", "dimension": "complete", "severity": "error"}
    assert steward.post(f"{draft}rules/new/", rule).status_code == 302
    assert steward.post(f"{draft}fields/1/move/", {"to": "up"}).status_code == 302
    steward.post(f"{draft}publish/")
    made = definitions.find(register="bridges")
    assert [each.name for each in made.fields] == ["repairs", "code"]
    codes = made.field("repairs").fields[0].codes
    assert [(each.code, each.title, each.title_en, each.closed) for each in codes] == [
        ("1", "Lớn", "Large", False),
        ("2", "Nhỏ", "", True),
    ]
    assert made.rules[0].says == "Mã không được trống"
    assert made.owner == "H27.snnmt"


def test_a_renamed_field_keeps_its_number_and_the_head_follows(steward: Client) -> None:
    deployed()
    draft = begin(steward, "wells")
    renamed = {**FIELD, "title": "Mã giếng", "name": "well_code", "required": "on", "max_length": "60"}
    assert steward.post(f"{draft}fields/0/", renamed).status_code == 302
    assert steward.post(f"{draft}publish/")["Location"] == f"{STUDIO}wells/"
    made = definitions.find(register="wells")
    assert made.field("well_code").n == 1
    assert made.key == ("well_code",)
    assert made.removed == ()
    assert "well_code" in page(steward, f"{STUDIO}wells/versions/2/")


def test_a_removed_field_is_a_tombstone_and_what_nothing_changes_says_so(steward: Client) -> None:
    deployed()
    draft = begin(steward, "wells")
    assert "/publish/" not in page(steward, f"{draft}effect/")
    steward.post(f"{draft}fields/3/remove/")
    assert "/publish/" in page(steward, f"{draft}effect/")
    steward.post(f"{draft}publish/")
    assert [each.name for each in definitions.find(register="wells").removed] == ["depth"]


def test_two_stewards_at_once_are_told_what_the_other_changed_and_lose_nothing(steward: Client) -> None:
    deployed()
    other = client_of(make_officer("thu-hai", role="steward", agency="H27"))
    mine, theirs = begin(steward, "wells"), begin(other, "wells")
    other.post(f"{theirs}fields/1/", {**FIELD, "title": "Tên gọi", "name": "name"})
    steward.post(f"{mine}fields/new/", {**FIELD, "title": "Ghi chú", "name": "note"})
    other.post(f"{theirs}publish/")
    refused = steward.post(f"{mine}publish/")
    assert refused.status_code == 409
    assert "Tên gọi" in refused.content.decode()
    steward.post(f"{mine}together/")
    steward.post(f"{mine}publish/")
    made = definitions.find(register="wells")
    assert made.version == 3
    assert made.field("name").title == "Tên gọi"
    assert made.field("note").n == 11


def test_a_dictionary_without_numbers_asks_whether_a_field_is_new(steward: Client) -> None:
    deployed()
    document = {**EXAMPLE, "fields": [dict(each) for each in EXAMPLE["fields"]]}
    for each in document["fields"]:
        each.pop("n")
        each["fields"] = [{k: v for k, v in inner.items() if k != "n"} for inner in each.get("fields", ())]
    document["fields"][3]["name"] = "deepness"

    draft = upload(steward, json.dumps(document).encode(), "wells.json")["Location"]
    assert 'name="was-deepness"' in page(steward, draft)
    assert "/effect/" not in page(steward, draft)
    steward.post(f"{draft}answer/", {"was-deepness": "depth"})
    steward.post(f"{draft}publish/")
    assert definitions.find(register="wells").field("deepness").n == 4


def test_drafts_belong_to_who_began_them_and_the_studio_to_stewards(steward: Client) -> None:
    deployed()
    draft = begin(steward, "wells")
    other = client_of(make_officer("thu-hai", role="steward", agency="H27"))
    officer = client_of(make_officer("can-bo", role="officer", agency="H27.snnmt"))
    assert other.get(draft).status_code == 404
    assert other.post(f"{draft}publish/").status_code == 404
    assert officer.get(draft).status_code == 403
    assert officer.get(STUDIO).status_code == 403


def test_who_answers_for_another_agency_cannot_publish_for_this_one() -> None:
    make_agency("H27")
    make_agency("H27.snnmt")
    make_agency("H27.skhcn")
    deployed()
    other = client_of(make_officer("khac", role="admin", agency="H27.skhcn"))
    draft = begin(other, "wells")
    other.post(f"{draft}fields/3/remove/")
    assert other.post(f"{draft}publish/").status_code == 403
    assert definitions.find(register="wells").version == 1


def test_machines_check_preview_and_publish_by_the_same_doors(steward: Client) -> None:
    def sent(door: str, **more: str) -> Any:
        body = SimpleUploadedFile("gieng.xlsx", dictionary_writing.template())
        return steward.post(f"/api/v1/register/definitions{door}", {"file": body, **more})

    assert sent("/check").json()["sound"] is True
    assert sent("/preview").json()["steps"]
    assert sent("", based_on="0").json()["version"] == 1
    assert sent("", based_on="7").status_code == 409
    assert steward.get("/api/v1/register/definitions/vi_du_gieng").json()["primaryKey"] == ["ma"]
    assert steward.get("/api/v1/register/definitions/vi_du_gieng/xlsx").content.startswith(b"PK")
    bad = SimpleUploadedFile("a.json", b'{"id": "A", "title": "A", "fields": []}')
    assert steward.post("/api/v1/register/definitions", {"file": bad, "based_on": "0"}).status_code == 422
