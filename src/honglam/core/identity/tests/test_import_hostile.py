"""Spreadsheets made to bring the reader down, or to run something on the desk of whoever opens our copy."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from honglam.base.access import Scope, Viewer
from honglam.base.errors import Refusal
from honglam.core.identity import api
from honglam.core.identity.models import Role
from honglam.core.identity.testing import DEPARTMENT, make_officer, make_post
from honglam.kit import sheets

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
KNOWN = {"name": ("ho va ten",)}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Họ và tên</t></is></c></row>'
NAME = '<row r="2"><c r="A2" t="inlineStr"><is><t>Trần Văn Thử</t></is></c></row>'


def book(rows: str, *, after: str = "", path: str = "worksheets/sheet1.xml", begin: str = "") -> bytes:
    """Return a spreadsheet of one sheet, written by hand."""
    link = f'<Relationship Id="rId1" Type="{OFFICE}/%s" Target="%s"/>'
    links = f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": links % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links % ("worksheet", path),
        f"xl/{path}": f'{begin}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in parts.items():
            pack.writestr(name, text)
    return out.getvalue()


def opened(body: bytes) -> sheets.Sheet:
    return sheets.opened(body, KNOWN, "name")


def test_a_sheet_written_by_hand_is_read() -> None:
    assert opened(book(HEAD + NAME)).cells[1][0] == "Trần Văn Thử"


@pytest.mark.parametrize(
    "body",
    [
        book(HEAD + "<row r='90000'><c r='ZZ90000'><v>1</v></c></row>"),
        book(HEAD + '<row r="90000"><c\tr="ZZ90000"><v>1</v></c></row>'),
        book(HEAD + '<row r="90000"><c r="zz90000"><v>1</v></c></row>'),
        book(HEAD + '<row r="90000"><c r="ZZ90000"><v>1</v></c></row>', path="other/sheet1.xml"),
        book(HEAD + '<row r="90000">' + "<c><v>1</v></c>" * 700 + "</row>"),
        book(HEAD, after="<mergeCells>{}</mergeCells>".format('<mergeCell ref="A1:CV5000"/>' * 500)),
        book(HEAD + '<row r="2">' + '<c r="A2"><v>1</v></c>' * 510_000 + "</row>"),
    ],
    ids=["quotes", "tab", "small letters", "folder", "no address", "merges", "cells"],
)
def test_a_cell_far_away_is_found_however_it_is_written(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        opened(body)
    assert refused.value.code == "too-large"


@pytest.mark.parametrize(
    "body",
    [
        book(HEAD + "<c " * 200_000),
        book(HEAD, begin='<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">]>'),
        book(HEAD + '<row r="2"><c r="2A"><v>1</v></c></row>'),
    ],
    ids=["never closed", "entities", "no place"],
)
def test_what_is_not_written_as_a_sheet_is_refused_at_once(body: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(Refusal) as refused:
        opened(body)
    assert refused.value.field == "file"
    assert time.perf_counter() - began < 5


def test_a_part_that_is_larger_than_it_says_is_not_unpacked() -> None:
    rows = HEAD + NAME + '<row r="90000"><c r="ZZ90000"><v>1</v></c></row>'
    body, part = bytearray(book(rows)), b"xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as pack:
        whole = pack.read(part.decode())
    kept = whole.index(b'<row r="90000"')
    entry = bytes(body).rindex(part) - 46  # of the central directory
    body[entry + 16 : entry + 20] = zlib.crc32(whole[:kept]).to_bytes(4, "little")
    body[entry + 24 : entry + 28] = kept.to_bytes(4, "little")
    with pytest.raises(Refusal):
        opened(bytes(body))


def test_a_workbook_of_another_kind_in_the_same_file_is_not_read() -> None:
    out = io.BytesIO()
    text = "urn:oasis:names:tc:opendocument:xmlns:"
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        pack.writestr("META-INF/manifest.xml", "<manifest/>")
        pack.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{text}office:1.0" xmlns:table="{text}table:1.0"'
            f' xmlns:text="{text}text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
            '<table:table-row><table:table-cell office:value-type="string"><text:p>Họ và tên</text:p>'
            "</table:table-cell>"
            "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        )
    with pytest.raises(Refusal):
        opened(out.getvalue())


@pytest.fixture
def viewer(db: None) -> Viewer:
    account = make_officer("quantri", role="admin")
    make_post(account)
    return api.viewer(account_id=account.pk)


def test_a_number_that_is_none_is_a_mistake_of_the_sheet(viewer: Viewer) -> None:
    rows = HEAD.replace("</row>", '<c r="B1" t="inlineStr"><is><t>Từ ngày</t></is></c></row>')
    rows += NAME.replace("</row>", '<c r="B2"><v>NaN</v></c></row>')
    number = api.take_people_file(
        body=book(rows), name="ds.xlsx", agency=DEPARTMENT, role="officer", viewer=viewer, now=NOW
    )
    assert api.people_file(file_id=number, viewer=viewer, now=NOW).counts["wrong"] == 1
    assert api.people_file_with_errors(file_id=number, viewer=viewer, now=NOW)[1]


def test_words_of_ours_run_nothing_in_the_template(viewer: Viewer) -> None:
    Role.objects.create(
        key="formula", name='=HYPERLINK("https://elsewhere.example")', permissions=["desk.view"], scope=Scope.AGENCY
    )
    with zipfile.ZipFile(io.BytesIO(api.people_template())) as pack:
        assert "<f>" not in pack.read("xl/worksheets/sheet2.xml").decode()
