"""An officer sends a file, corrects its columns, looks at the dry run, decides, and can take it all back."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from honglam.core.identity.testing import make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.engines.register.models import Import
from honglam.engines.register.tests.importing.conftest import GOOD, HEADS, csv_of, rows

pytestmark = pytest.mark.django_db
HOME = "/desk/register/tried_homes/import/"


@pytest.fixture
def desk(homes, client):
    """Sign a steward of the province in."""
    client.force_login(make_officer("kho", role="steward", agency="H27"))
    return client


def send(desk, body: bytes) -> str:
    """Send a file as a browser without scripts does; return the address of its page."""
    answer = desk.post(HOME, {"file": SimpleUploadedFile("ho.csv", body, "text/csv")})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    run_jobs()
    return answer["Location"]


def columns_of(address: str) -> dict[str, str]:
    """Return what the page offers as the matching."""
    (found,) = Import.objects.all()
    return {f"field-{each['at']}": each["field"] for each in found.tables[0]["columns"]}


def test_from_a_file_to_records_and_back_again(desk, homes):
    address = send(desk, csv_of(HEADS, *GOOD, ("H3", "Lê", "", "0")))
    page = desk.get(address).content.decode()
    assert "Mã hộ" in page
    assert "H1 · H2 · H3" in page
    assert desk.post(address + "match", columns_of(address) | {"do": "judge"}).status_code == 302
    assert "hx-get" in desk.get(address).content.decode()
    run_jobs()
    page = desk.get(address).content.decode()
    assert "1.234,50 ha" in page
    assert not rows(homes)
    desk.post(address + "decide", {"rows": "good"})
    run_jobs()
    assert [each.code for each in rows(homes)] == ["H1", "H2"]
    assert desk.post(address + "undo").status_code == 302
    assert not rows(homes)


def test_the_copy_of_the_file_names_row_and_mistake_and_opens_in_a_spreadsheet(desk):
    address = send(desk, csv_of(HEADS, GOOD[0], ("H3", "=1+1", "", "0", "31/02/2026")))
    desk.post(address + "match", columns_of(address) | {"do": "judge"})
    run_jobs()
    (found,) = Import.objects.all()
    answer = desk.get(f"/files/{found.report}/")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert cells[2][:2] == ["H3", "=1+1"]
    assert "31/02" not in cells[1]
    assert cells[2][8] == 3
    assert len(cells[2][9]) > 20


def test_headings_and_columns_can_be_corrected_by_hand(desk):
    address = send(desk, csv_of(("x", "y"), ("Cột một", "Cột hai"), ("H1", "An")))
    assert desk.post(address + "match", {"do": "look", "first": "2", "last": "2"}).status_code == 302
    assert "Cột hai" in desk.get(address).content.decode()
    twice = desk.post(address + "match", {"do": "judge", "field-0": "code", "field-1": "code"})
    assert twice.status_code == 422
    assert desk.post(address + "match", {"do": "judge", "field-0": "code", "field-1": "name"}).status_code == 302


def test_the_empty_form_has_a_heading_for_each_field(desk):
    body = desk.get(HOME + "template.xlsx").content
    heads = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()[0]
    assert heads[:4] == ["Mã hộ", "Tên chủ hộ", "Xã, phường", "Diện tích (ha)"]


def test_what_waits_can_be_thrown_away(desk):
    address = send(desk, csv_of(HEADS, *GOOD))
    assert desk.post(address + "discard").status_code == 302
    assert Import.objects.get().state == "discarded"


def test_strangers_find_no_import_and_readers_cannot_send(desk, homes, client):
    address = send(desk, csv_of(HEADS, *GOOD))
    client.force_login(make_officer("khach", role="officer", agency="H27.snnmt"))
    assert client.get(address).status_code == 404
    for verb in ("match", "decide", "discard", "undo"):
        assert client.post(address + verb).status_code == 404
    client.force_login(make_officer("xem", role="leader", agency="H27.snnmt"))
    assert client.post(HOME, {"file": SimpleUploadedFile("ho.csv", csv_of(HEADS), "text/csv")}).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
