from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.core.audit.models import Entry
from honglam.core.identity import api
from honglam.core.identity.models import Account, Person, Post
from honglam.core.identity.testing import DEPARTMENT, PROVINCE, client_of, make_agency, make_officer

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    made = make_officer("quantri", role="admin", agency=PROVINCE)
    make_agency(DEPARTMENT)
    Post.objects.update(roles=["admin", "officer"])
    api.load_positions()
    return made


@pytest.fixture
def viewer(account: Account) -> Viewer:
    return api.viewer(account_id=account.pk, on=TODAY)


def book(rows: list[list[Any]], merges: list[tuple[int, int, int, int, str]] = ()) -> bytes:
    """Return a spreadsheet with these rows; a merge is first row, first column, last row, last column, text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet()
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, at, cell, day)
                elif isinstance(cell, str) and cell.startswith("="):
                    page.write_formula(number, at, cell, None, "Trần Văn Công Thức")
                elif cell is not None:
                    page.write(number, at, cell)
        for top, left, bottom, right, words in merges:
            page.merge_range(top, left, bottom, right, words)
    return out.getvalue()


# ruff: noqa: E501  (a list of people as it was sent)
DIRTY = [
    ["UBND TỈNH HÀ TĨNH"],
    ["DANH SÁCH CÁN BỘ, CÔNG CHỨC NĂM 2026"],
    [],
    ["STT", "ĐT di động", "Họ  và tên (*)", "Chức vụ/ chức danh", "Số CCCD", "Ngày bổ nhiệm", "Hộp thư điện tử", "Đơn vi công tác"],
    ["1", "2", "3", "4", "5", "6", "7", "8"],
    [],
    [1, "0912.345.678", unicodedata.normalize("NFD", "Nguyễn Thị Bưởi"), "Chuyên viên", "042199001234", "15/03/2020", "BUOI@hatinh.gov.vn", None],
    [2, 912345679.0, "TRẦN VĂN CAM", "chuyên viên chính", 42199001235.0, 45000, "cam@hatinh.gov.vn", None],
    ["I. VĂN PHÒNG"],
    [3, "0912 345 680", "Lê Thị Ổi", "Trưởng phòng", None, date(2021, 1, 4), None, None],
    [4, "12", "Phạm Mít", "Thợ lặn", "123", "32/13/2020", "mit(at)hatinh", "Sở Không Có"],
    [5, "0912.345.678", "Nguyễn Thị Bưởi", "Chuyên viên", "042199001234", "15/03/2020", "buoi@hatinh.gov.vn", None],
    [6, None, "=UPPER(A1)", "Chuyên viên", None, None, None, None],
    [None, None, "PHÒNG QUẢN TRỊ", None, None, None, None, None],
]  # fmt: skip
MERGES = [(6, 7, 7, 7, DEPARTMENT)]


def take(body: bytes, viewer: Viewer, name: str = "ds.xlsx") -> int:
    return api.take_people_file(body=body, name=name, agency=DEPARTMENT, role="officer", viewer=viewer, now=NOW)


def found(number: int, viewer: Viewer) -> dict[int, Any]:
    return {row.number: row for row in api.people_file(file_id=number, viewer=viewer, now=NOW).rows}


def test_it_reads_a_list_as_offices_keep_it(viewer: Viewer) -> None:
    number = take(book(DIRTY, MERGES), viewer)
    run = api.people_file(file_id=number, viewer=viewer, now=NOW)
    assert dict(run.counts) == {"new": 4, "changed": 0, "same": 0, "wrong": 3}
    assert {column for _heading, column in run.columns} == {
        "name", "phone", "position", "personal_number", "valid_from", "email", "agency"
    }  # fmt: skip
    assert run.unknown == ("STT",)
    rows = found(number, viewer)
    assert set(rows) == {7, 8, 10, 11, 12, 13, 14}
    assert rows[7].values["personal_number"].startswith("•")
    assert {column for column, _said, _params in rows[11].faults} >= {"phone", "email", "personal_number", "name"} - {
        "name"
    }
    assert rows[12].faults[0][2] == {"row": 7}


def test_it_imports_the_good_rows_and_the_second_time_nothing(viewer: Viewer) -> None:
    number = take(book(DIRTY, MERGES), viewer)
    with pytest.raises(Refusal):
        api.import_people(file_id=number, only_good=False, viewer=viewer, now=NOW)
    assert Person.objects.count() == 1
    assert api.import_people(file_id=number, only_good=True, viewer=viewer, now=NOW) is None
    buoi = Person.objects.select_related("account", "home").get(personal_number="042199001234")
    assert (buoi.account.full_name, buoi.account.phone) == ("Nguyễn Thị Bưởi", "+84912345678")
    assert (buoi.account.email, buoi.home.path, buoi.imported_id) == ("buoi@hatinh.gov.vn", DEPARTMENT, number)
    cam = Account.objects.get(full_name="Trần Văn Cam")
    assert cam.phone == "+84912345679"
    post = cam.posts.get()
    assert (post.valid_from, post.position.name, post.roles) == (date(2023, 3, 15), "Chuyên viên chính", ["officer"])
    assert Account.objects.get(username="oilt").posts.get().valid_from == date(2021, 1, 4)
    assert not cam.has_usable_password()
    assert Entry.objects.filter(verb="identity.people.imported").count() == 1
    assert "345678" not in str(list(Entry.objects.values_list("after", flat=True)))
    with pytest.raises(Conflict):
        api.import_people(file_id=number, only_good=True, viewer=viewer, now=NOW)
    again = take(book(DIRTY, MERGES), viewer)
    counts = api.people_file(file_id=again, viewer=viewer, now=NOW).counts
    assert dict(counts) == {"new": 0, "changed": 0, "same": 4, "wrong": 3}


def test_it_says_what_changed(viewer: Viewer) -> None:
    heads = ["Mã cán bộ", "Họ và tên", "Số điện thoại"]
    first = take(book([heads, ["CB01", "Nguyễn Văn An", "0912345678"]]), viewer)
    api.import_people(file_id=first, only_good=False, viewer=viewer, now=NOW)
    second = take(book([heads, ["CB01", "Nguyễn Văn An", "0912345999"]]), viewer)
    assert found(second, viewer)[2].finding == "changed"
    api.import_people(file_id=second, only_good=False, viewer=viewer, now=NOW)
    assert Account.objects.get(person__staff_code="CB01").phone == "+84912345999"


def test_the_copy_with_mistakes_holds_the_file_and_says_what_is_wrong(viewer: Viewer) -> None:
    rows = [["Họ và tên", "Điện thoại"], ["Nguyễn Văn An", "12"], ["=1+1", "0912345678"]]
    number = take(book(rows), viewer, "danh sách.xlsx")
    name, body = api.people_file_with_errors(file_id=number, viewer=viewer, now=NOW)
    assert name == "danh sách-loi.xlsx"
    grid = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert grid[1][:2] == ["Nguyễn Văn An", "12"]
    assert grid[1][2]
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        assert b"<f>" not in pack.read("xl/worksheets/sheet1.xml")


def test_the_template_is_understood_as_it_comes(viewer: Viewer) -> None:
    body = api.people_template()
    number = take(body, viewer)
    run = api.people_file(file_id=number, viewer=viewer, now=NOW)
    assert len(run.columns) == 11
    assert not run.unknown
    assert not run.rows


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    return out.getvalue()


def far_cell() -> bytes:
    body, out = book([["Họ và tên"], ["Nguyễn Văn An"]]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as pack, zipfile.ZipFile(out, "w") as made:
        for part in pack.infolist():
            content = pack.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", row)
            made.writestr(part.filename, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"no spreadsheet",
        b"PK\x03\x04 cut",
        bomb(),
        far_cell(),
        book([["Mã", "Số"], ["1", "2"]]),
        book([[]]),
    ],
    ids=["text", "cut", "bomb", "far", "no names", "empty"],
)
def test_what_is_no_list_of_people_is_refused_and_not_kept(viewer: Viewer, body: bytes) -> None:
    with pytest.raises(Refusal):
        take(body, viewer)


def test_a_file_is_seen_by_its_sender_only(viewer: Viewer) -> None:
    number = take(book([["Họ và tên"], ["Nguyễn Văn An"]]), viewer)
    other = make_officer("khac", role="admin", agency=PROVINCE)
    with pytest.raises(Missing):
        api.people_file(file_id=number, viewer=api.viewer(account_id=other.pk, on=TODAY), now=NOW)


def test_a_row_that_gives_more_than_its_sender_holds_is_wrong(viewer: Viewer) -> None:
    number = take(book([["Họ và tên", "Vai trò"], ["Nguyễn Văn An", "leader"]]), viewer)
    row = found(number, viewer)[2]
    assert row.finding == "wrong" or api.viewer(account_id=int(viewer.id), on=TODAY).may("board.view")


def test_the_pages_lead_from_the_file_to_the_people_and_their_slips(account: Account) -> None:
    browser = client_of(account)
    assert browser.get("/studio/identity/people/import/").status_code == 200
    assert browser.get("/studio/identity/people/import/template.xlsx").content[:2] == b"PK"
    file = SimpleUploadedFile("ds.xlsx", book([["Họ và tên"], ["Nguyễn Văn An"], ["Nguyễn Thị Bé"], ["123"]]))
    sent = browser.post("/studio/identity/people/import/", {"file": file, "agency": DEPARTMENT, "role": "officer"})
    assert sent.status_code == 302, sent.content.decode()
    page = browser.get(sent["Location"])
    assert "Nguyễn Văn An" in page.content.decode()
    assert browser.get(f"{sent['Location']}errors.xlsx").content[:2] == b"PK"
    assert browser.post(f"{sent['Location']}run/", {"only_good": "yes"}).status_code == 302
    assert browser.get(sent["Location"]).status_code == 200
    slips = browser.post(f"{sent['Location']}slips/").context["slips"]
    assert {slip.username for slip in slips} == {"annv", "bent"}
    assert not browser.post(f"{sent['Location']}slips/").context["slips"]
    number = sent["Location"].split("/")[-2]
    listed = browser.get(f"/studio/identity/people/?imported_min={number}&imported_max={number}").content.decode()
    assert "Nguyễn Thị Bé" in listed
    assert account.full_name not in listed.split("<tbody", 1)[1]


def test_a_large_file_is_imported_by_a_job(viewer: Viewer) -> None:
    given = ["An", "Bình", "Cúc", "Dung", "Em", "Giang", "Hà", "Khoa", "Lan", "Minh", "Nga"]
    rows = [["Họ và tên", "Mã CB"]] + [[f"Nguyễn Văn {given[n % 11]}", f"M{n}"] for n in range(103)]
    number = take(book(rows), viewer)
    job = api.import_people(file_id=number, only_good=False, viewer=viewer, now=NOW)
    assert job is not None
    assert api.people_file(file_id=number, viewer=viewer, now=NOW).state == "running"
    counts = api.run_import(file_id=number, only_good=False, account_id=int(viewer.id), now=NOW)
    assert counts["new"] == 103
    assert Person.objects.filter(imported_id=number).count() == 103
