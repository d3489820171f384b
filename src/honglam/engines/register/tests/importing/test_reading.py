"""Dirty files as people send them: each is read as it was meant, or refused with a sentence that says what to do."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import shapefile
import shapely
import xlsxwriter
from pyproj import CRS

from honglam.base.errors import Refusal
from honglam.base.geometry import Point
from honglam.engines.register.api import imports
from honglam.engines.register.contracts.imports import Days, Decimals, ImportState
from honglam.engines.register.service.importing import opening, reporting
from honglam.engines.register.tests.importing.conftest import (
    GOOD,
    HEADS,
    NOW,
    csv_of,
    judged,
    made_of,
    rows,
    sent,
    written,
    xlsx_of,
)
from honglam.kit.geodesy import from_wgs84

SOME = ("Mã hộ", "Tên chủ hộ", "Diện tích", "Ngày cấp")


def read(tmp_path, body: bytes, name: str):
    """Read a file and match it with the register, without a database."""
    path = tmp_path / name
    path.write_bytes(body)
    (table, *_rest) = opening.read(path, name.rpartition(".")[2], tmp_path)
    return opening.described(table, made_of(), {})


def _in_cp1258(letter: str) -> str:
    """Write a letter as that code page has it: the vowel, then its tone."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_found(tmp_path, encoding, delimiter):
    lines = ['Mã hộ|Tên chủ hộ|"Xã, phường"', *(f"H{n}|An|Thành Sen" for n in range(5))]
    text = "\n".join(lines).replace("|", delimiter)
    if encoding == "cp1258":
        text = "".join(map(_in_cp1258, text))
    found = read(tmp_path, text.encode(encoding), "a.csv")
    assert [each.field for each in found.columns] == ["code", "name", "ward"]


@pytest.mark.parametrize(("encoding", "an"), [("tcvn3", "NguyÔn V¨n §øc"), ("vni", "Nguyeãn Vaên Ñöùc")])
def test_texts_in_old_fonts_become_unicode(homes, officer, encoding, an):
    body = "\n".join(["Ma ho;Ten chu ho", *(f"H{n};{an}" for n in range(3))]).encode("latin-1")
    written(homes, officer, body, "cũ.csv")
    assert {each.name for each in rows(homes)} == {"Nguyễn Văn Đức"}


@pytest.mark.django_db
def test_dates_as_serials_text_and_cells_numbers_and_formulas_are_read_by_their_value(homes, officer):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, SOME)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(1, 0, ["H1", "An"])
        page.write_number(1, 2, 1.5)
        page.write_datetime(1, 3, date(2026, 2, 5), day)
        page.write_row(2, 0, ["H2", "Bình", "1.234,5", 46058])
        page.write_row(3, 0, ["H3", "Chi"])
        page.write_formula(3, 2, "=1+1", None, 2)
        page.write_string(3, 3, "31/12/2025")
    written(homes, officer, out.getvalue(), "a.xlsx")
    assert [(each.area, each.on) for each in rows(homes)] == [
        (Decimal("1.5"), date(2026, 2, 5)),
        (Decimal("1234.5"), date(2026, 2, 5)),
        (Decimal(2), date(2025, 12, 31)),
    ]


def test_merged_headings_below_a_title_and_above_column_numbers_are_matched(tmp_path):
    body = xlsx_of(
        ["DANH SÁCH HỘ NGHÈO NĂM 2026", "", "", ""],
        [],
        ["Mã hộ", "Thông tin chủ hộ", "", "Diện tích (ha)"],
        ["", "Tên chủ hộ", "Điện thoại", ""],
        ["(1)", "(2)", "(3)", "(4)"],
        ["H1", "An", "0912345678", 2],
        merges=[(0, 0, 0, 3), (2, 1, 2, 2), (2, 0, 3, 0), (2, 3, 3, 3)],
    )
    found = read(tmp_path, body, "a.xlsx")
    assert found.head == (2, 3)
    assert [each.field for each in found.columns] == ["code", "name", "phone", "area"]
    assert found.columns[0].sample == ("H1",)


def test_a_column_is_known_by_what_is_in_it_and_by_a_heading_with_a_slip(tmp_path):
    found = read(
        tmp_path, csv_of(("Mã hộ", "Tên chủ hhộ", "??"), *[(f"H{n}", "An", "0912 345 678") for n in range(4)]), "a.csv"
    )
    assert [(each.field, each.how) for each in found.columns] == [
        ("code", "name"),
        ("name", "alike"),
        ("phone", "content"),
    ]


def test_numbers_of_machines_and_american_days_are_told_by_the_column(tmp_path):
    found = read(
        tmp_path, csv_of(SOME, ("H1", "An", "1,234.5", "12/31/2025"), ("H2", "B", "0.125", "01/02/2026")), "a.csv"
    )
    assert (found.columns[2].decimals, found.columns[3].days) == (Decimals.DOT, Days.MONTH_FIRST)


def test_a_million_blank_rows_cost_nothing(homes, officer):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        blank = book.add_format({"bold": True})
        page.write_row(0, 0, HEADS)
        page.write_row(1, 0, GOOD[0])
        for row in range(2, 20_000):  # a blank row is one tag; fifty times as many take fifty times as long
            page.write_blank(row, 0, None, blank)
        page.write_blank(1_048_575, 0, None, blank)
    found = sent(homes, officer, out.getvalue(), "trống.xlsx")
    assert found.tables[0].rows == 2


def test_short_rows_blank_rows_and_line_ends_in_cells_keep_the_numbers_of_rows(homes, officer):
    body = 'Mã hộ;Tên chủ hộ;Ngày cấp\n"H1";"An\nBình"\n\n;;\nH2;Chi;31/02/2026\n'.encode()
    _found, report = judged(homes, officer, body)
    assert report.counts.rows == 2
    assert [(each.row, each.field) for each in report.wrong] == [(5, "on")]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsb", "a.ods", "a.zip", "a.geojson"])
def test_what_is_not_what_its_name_says_is_refused_and_nothing_is_kept(homes, officer, name):
    with pytest.raises(Refusal):
        imports.send(register=homes.id, viewer=officer, now=NOW, source=b"PK\x03\x04 nothing", name=name)
    assert imports.listed(register=homes.id, viewer=officer) == ()


def test_a_cell_far_away_is_refused_instead_of_taking_all_memory(homes, officer, apart):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        page.write_string(1_048_575, 16_383, "x")
    found = sent(homes, officer, out.getvalue(), "xa.xlsx")
    assert found.state is ImportState.FAILED
    assert "CSV" in found.remedy


def test_geojson_becomes_records_with_places(homes, officer):
    features = [
        {
            "type": "Feature",
            "properties": {"Mã hộ": f"H{n}", "Tên chủ hộ": "An"},
            "geometry": {"type": "Point", "coordinates": [105.9, 18.3 + n / 100]},
        }
        for n in range(3)
    ]
    written(homes, officer, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "a.geojson")
    assert [round(shapely.from_wkb(bytes(each.place)).y, 9) for each in rows(homes)] == [18.3, 18.31, 18.32]


def test_a_shapefile_in_vn2000_becomes_degrees(homes, officer):
    plane = from_wgs84(Point(18.34, 105.9))
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POINT) as layer:
        layer.field("code", "C", size=20)
        layer.field("name", "C", size=60)
        layer.point(plane.easting, plane.northing)
        layer.record("H1", "Nguyễn Văn An")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for ending, part in (("shp", shp), ("shx", shx), ("dbf", dbf)):
            pack.writestr(f"ho/ho.{ending}", part.getvalue())
        pack.writestr("ho/ho.prj", CRS.from_epsg(9209).to_wkt("WKT1_ESRI"))
    written(homes, officer, out.getvalue(), "ho.zip")
    (one,) = rows(homes)
    point = shapely.from_wkb(bytes(one.place))
    assert (one.name, round(point.x, 6), round(point.y, 6)) == ("Nguyễn Văn An", 105.9, 18.34)


def test_the_template_is_read_back_as_its_own_register(tmp_path):
    body = reporting.template(made_of(territory="", fields=tuple(f for f in made_of().fields if f.name != "ward")))
    path = tmp_path / "m.xlsx"
    path.write_bytes(body)
    found = opening.described(opening.read(path, "xlsx", tmp_path)[0], made_of(), {})
    assert [each.how for each in found.columns] == ["name"] * 9
