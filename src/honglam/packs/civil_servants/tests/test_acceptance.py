"""A steward compares the province's list with the register; leaders see who leaves when; each agency sees its own."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from django.test import Client

from honglam.core.identity.testing import client_of, have_agencies, make_citizen, make_officer
from honglam.core.places.testing import have_places
from honglam.engines.register.testing import MONDAY, brought, filled
from honglam.kit.testing import actor
from honglam.packs.civil_servants import api

pytestmark = pytest.mark.django_db
PAGE = "/desk/civil_servants/"
TITLES = ["Họ và tên khai sinh", "NGÀY SINH", "Quê quán", "Mã ngạch", "Số con", "Nhóm máu", "Hạng thương tật"]


def annex(titles: Sequence[str] = TITLES) -> io.BytesIO:
    sheet = io.BytesIO()
    with xlsxwriter.Workbook(sheet, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["STT", "Tên trường thông tin", "Kiểu dữ liệu"])
        for number, title in enumerate(titles, start=1):
            page.write_row(number, 0, [number, title, "Chuỗi ký tự"])
    sheet.seek(0)
    sheet.name = "phu-luc.xlsx"
    return sheet


@pytest.fixture(autouse=True)
def _staff() -> None:
    have_places()
    have_agencies()
    (register,) = brought("civil_servants")
    filled(register, rows=40)


@pytest.fixture
def steward() -> Client:
    return client_of(make_officer("steward", role="steward", agency="H27"))


def test_a_steward_loads_the_annex_and_sees_what_is_missing_and_how_complete_records_are(steward: Client) -> None:
    sent = steward.post(f"{PAGE}fields/load", {"file": annex()}, follow=True)
    page = sent.content.decode()
    assert sent.redirect_chain[-1][0] == f"{PAGE}fields/"
    assert "Số con" in page
    compared = api.comparison()
    assert compared is not None
    assert compared.total == len(TITLES)
    assert "Số con" in compared.missing
    assert {pair.field for pair in compared.pairs} >= {"full_name", "birth_date", "home_town", "grade_code", "blood"}
    assert "Dân tộc" in compared.extra
    assert f"/{len(TITLES)}</td>" in steward.get(PAGE).content.decode()


def test_leaders_see_headcount_and_who_leaves_in_which_year(steward: Client) -> None:
    found = api.staff(viewer=actor("H27", "civil_servants.view", "register.view"), now=MONDAY)
    assert sum(number for _word, number in found.kinds) == found.total > 20
    assert [each.year for each in found.leaving] == list(range(2026, 2036))
    assert 0 < found.overdue + sum(each.all for each in found.leaving) <= found.total
    page = steward.get(PAGE).content.decode()
    assert "2035" in page


def test_an_agency_counts_its_own_people_and_a_citizen_sees_nothing() -> None:
    everything = api.staff(viewer=actor("H27", "civil_servants.view", "register.view"), now=MONDAY).total
    own = api.staff(viewer=actor("H27.skhcn", "civil_servants.view", "register.view"), now=MONDAY).total
    assert own < everything
    assert client_of(make_officer("stranger", agency="H27.18562")).get(PAGE).status_code == 200
    assert client_of(make_citizen("hoa")).get(PAGE).status_code == 403
    assert client_of(make_officer("lan")).get(f"{PAGE}fields/load").status_code == 403


def test_a_file_that_is_no_list_of_fields_is_answered_with_a_sentence(steward: Client) -> None:
    sent = steward.post(f"{PAGE}fields/load", {"file": annex(["Một", "Hai"])})
    assert "phu-luc.xlsx" in sent.content.decode()
    assert api.comparison() is None
    broken = io.BytesIO(b"PK\x03\x04 no spreadsheet")
    broken.name = "hong.xlsx"
    assert steward.post(f"{PAGE}fields/load", {"file": broken}).status_code < 500
    assert api.comparison() is None


def test_the_page_speaks_english(steward: Client) -> None:
    assert "Civil servants" in steward.get(PAGE, headers={"accept-language": "en"}).content.decode()
