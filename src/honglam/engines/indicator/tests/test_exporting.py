"""What is exported is opened again: real numbers and days in a workbook, papers, SDMX-CSV that an SDMX reader takes."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import docx
import pypdfium2
import pytest
import sdmx
from django.test import Client
from python_calamine import CalamineWorkbook
from sdmx.model import v30

from honglam.core.identity.testing import client_of, make_agency, make_officer
from honglam.engines.indicator import testing
from honglam.engines.indicator.contracts import Scope
from honglam.engines.indicator.testing import MONDAY, a_target, an_indicator, figures

pytestmark = pytest.mark.django_db
OWNER = "H27.skhcn"
BOARD = "/board/indicator/"
DIMENSIONS = ("FREQ", "INDICATOR", "SCOPE", "REF_AREA", "TIME_PERIOD")
ATTRIBUTES = ("OBS_STATUS", "UNIT_MEASURE", "DECIMALS", "TITLE", "COMMENT_OBS", "LAST_UPDATE")
EVIL = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def leader() -> Client:
    """Two indicators, one with a target and a forecast, and a leader of the province."""
    make_agency(OWNER)
    testing.forget()
    an_indicator("test.online", title="Tỷ lệ hồ sơ trực tuyến", group="Chính quyền số", owner=OWNER)
    figures("test.online", {"2026-06": 40, "2026-07": 44, "2026-08": "48.5", "2026-09": 50, "2026-10": "53.25"})
    a_target("test.online", "2026", ">=", 75)
    an_indicator("test.evil", title=EVIL, unit="+hồ sơ", group="@nhóm", owner=OWNER)
    figures("test.evil", {"2026-10": -5, "2026-11": None})
    return client_of(make_officer("chi", role="leader", agency="H27"))


def content(client: Client, address: str) -> bytes:
    """Return a file."""
    found = client.get(BOARD + address)
    assert found.status_code == 200
    assert "attachment" in found["Content-Disposition"]
    return b"".join(found)


def cells(client: Client, address: str, sheet: int = 0) -> list[list[Any]]:
    """Return the cells of a sheet of a workbook."""
    return CalamineWorkbook.from_filelike(BytesIO(content(client, address))).get_sheet_by_index(sheet).to_python()


def test_the_workbook_has_real_numbers_and_days_and_no_formula(leader: Client) -> None:
    rows = cells(leader, "indicators.xlsx")
    head = rows[3]
    found = {row[1]: dict(zip(head, row, strict=True)) for row in rows[4:]}
    share, evil = found["test.online"], found["test.evil"]
    assert share["Số liệu"] == 53.25
    assert share["Mục tiêu"] == 75.0
    assert share["Đến ngày"] == date(2026, 12, 31)
    assert share["Còn thiếu"] == 21.75
    assert evil["Chỉ tiêu"] == EVIL
    assert b"<f>" not in content(leader, "indicators.xlsx")


def test_the_workbook_of_one_indicator_has_each_version_and_a_living_chart(leader: Client) -> None:
    figures("test.online", {"2026-10": 60}, now=MONDAY)
    book = CalamineWorkbook.from_filelike(BytesIO(content(leader, "test.online/figures.xlsx")))
    rows = book.get_sheet_by_index(0).to_python()[4:]
    assert [(row[1], row[3], row[5]) for row in rows[:3]] == [
        (date(2026, 10, 1), 60.0, 2.0),
        (date(2026, 10, 1), 53.25, 1.0),
        (date(2026, 9, 1), 50.0, 1.0),
    ]
    assert rows[1][7] == datetime(2026, 12, 7, 9, 0)  # noqa: DTZ001  (a workbook knows no zones; this is ours)
    assert book.get_sheet_by_index(1).to_python()[0][:3] == ["06/26", 40.0, 75.0]


def test_the_word_file_says_the_same_and_its_chart_has_words(leader: Client) -> None:
    paper = docx.Document(BytesIO(content(leader, "test.online/figures.docx")))
    assert paper.paragraphs[0].text == "Tỷ lệ hồ sơ trực tuyến"
    table = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert table[1][:3] == ["10/2026", "53,3", "%"]
    assert len(table) == 6
    (picture,) = paper.inline_shapes
    assert "53,3 % (10/2026)" in picture._inline.docPr.get("descr")
    board = docx.Document(BytesIO(content(leader, "indicators.docx")))
    assert {p.text for p in board.paragraphs} >= {"Chính quyền số", "@nhóm"}


def test_the_pdf_is_tagged_and_can_be_read(leader: Client) -> None:
    for address, said in (("indicators.pdf", "Chính quyền số"), ("test.online/figures.pdf", "53,3")):
        pdf = content(leader, address)
        assert b"/StructTreeRoot" in pdf
        paper = pypdfium2.PdfDocument(pdf)
        words = "".join(page.get_textpage().get_text_range() for page in paper)
        assert "Tỷ lệ hồ sơ trực tuyến" in words
        assert said in words


def test_nothing_is_lost_between_us_and_an_sdmx_reader(leader: Client) -> None:
    written = content(leader, "figures.csv")
    message = sdmx.read_sdmx(BytesIO(written), format="csv", structure=structure())
    (dataset,) = message.data
    found = {tuple(str(obs.dimension[name].value) for name in DIMENSIONS): obs for obs in dataset.obs}
    assert set(found) == {
        *(("M", "test.online", "province", "H27", f"2026-{month:02}") for month in range(6, 11)),
        *(("M", "test.evil", "province", "H27", f"2026-{month}") for month in (10, 11)),
    }
    shares = {key[-1]: Decimal(obs.value) for key, obs in found.items() if key[1] == "test.online"}
    assert shares == {
        "2026-06": 40,
        "2026-07": 44,
        "2026-08": Decimal("48.5"),
        "2026-09": 50,
        "2026-10": Decimal("53.25"),
    }
    missing = found["M", "test.evil", "province", "H27", "2026-11"]
    assert (missing.value, str(missing.attached_attribute["OBS_STATUS"].value)) == ("", "M")
    share = found["M", "test.online", "province", "H27", "2026-10"]
    said = {name: str(share.attached_attribute[name].value) for name in ATTRIBUTES}
    assert (said["OBS_STATUS"], said["UNIT_MEASURE"], said["DECIMALS"]) == ("A", "%", "1")


def test_a_spreadsheet_finds_no_formula_in_sdmx_csv_and_a_negative_figure_stays_one(leader: Client) -> None:
    lines = list(csv.DictReader(StringIO(content(leader, "figures.csv?code=test.evil").decode())))
    assert lines[0]["OBS_VALUE"] == "-5"
    assert lines[0]["TITLE"] == f"'{EVIL}"
    assert lines[0]["UNIT_MEASURE"] == "'+hồ sơ"


def test_what_counted_on_a_day_is_exported_as_it_was(leader: Client) -> None:
    figures("test.online", {"2026-10": 60}, now=MONDAY)
    before = content(leader, "figures.csv?code=test.online&on=2026-11-15").decode()
    after = content(leader, "figures.csv?code=test.online").decode()
    assert ",53.25," in before
    assert ",60," not in before
    assert ",60," in after
    assert ",53.25," not in after


def test_a_file_of_an_empty_board_says_so_and_an_unknown_form_is_none() -> None:
    client = client_of(make_officer("chi", role="leader", agency="H27"))
    for form in ("xlsx", "docx", "pdf"):
        assert content(client, f"indicators.{form}")
    assert client.get(f"{BOARD}indicators.exe").status_code == 404
    assert client.get(f"{BOARD}test.none/figures.pdf").status_code == 404


def test_figures_of_people_are_never_exported(leader: Client) -> None:
    an_indicator("test.person", kinds=("person",))
    figures("test.person", {"2026-10": 7}, scope=Scope(kind="person", key="17"), agency=OWNER)
    assert b"test.person" not in content(leader, "figures.csv")
    assert leader.get(f"{BOARD}test.person/?scope=person:17").status_code == 422


def structure() -> v30.Dataflow:
    """Return what an SDMX reader must know of our data flow."""
    found = v30.DataStructureDefinition(id="INDICATORS")
    for name in DIMENSIONS:
        found.dimensions.append(v30.Dimension(id=name))
    found.measures.append(v30.Measure(id="OBS_VALUE"))
    for name in ATTRIBUTES:
        found.attributes.append(v30.DataAttribute(id=name))
    return v30.Dataflow(id="INDICATORS", structure=found)
