"""A register with a field of most types, and files as people send them."""

from __future__ import annotations

import csv
import io
import json

import pytest
import xlsxwriter

from honglam.base.errors import Refusal
from honglam.core.identity.testing import have_agencies
from honglam.core.jobs.testing import run_jobs
from honglam.core.places.testing import have_places
from honglam.engines.register.api import imports
from honglam.engines.register.contracts import Field, Register, Target, TargetKind, Type
from honglam.engines.register.contracts.definition import Code
from honglam.engines.register.service import checking_names, shaping
from honglam.engines.register.service.importing import child, opening
from honglam.engines.register.testing import MONDAY, deployed
from honglam.kit.testing import PROVINCE, actor

NOW = MONDAY
RIGHTS = ("register.view", "register.edit")
FIELDS = (
    Field(n=1, name="code", type=Type.TEXT, title="Mã hộ", required=True, max_length=20),
    Field(n=2, name="name", type=Type.TEXT, title="Tên chủ hộ", required=True),
    Field(n=3, name="ward", type=Type.REFERENCE, title="Xã, phường", target=Target(kind=TargetKind.COMMUNE)),
    Field(n=4, name="area", type=Type.DECIMAL, title="Diện tích", unit="ha", decimals=2, minimum="0.01"),
    Field(n=5, name="on", type=Type.DATE, title="Ngày cấp"),
    Field(n=6, name="income", type=Type.MONEY, title="Thu nhập"),
    Field(
        n=7,
        name="kind",
        type=Type.CODE,
        title="Loại hộ",
        codes=(Code(code="poor", title="Hộ nghèo"), Code(code="near", title="Hộ cận nghèo")),
    ),
    Field(n=8, name="people", type=Type.INTEGER, title="Số người", minimum="1"),
    Field(n=9, name="phone", type=Type.PHONE, title="Điện thoại"),
    Field(n=10, name="place", type=Type.GEOMETRY, title="Vị trí"),
)
HEADS = ("Mã hộ", "Tên chủ hộ", "Xã, phường", "Diện tích (ha)", "Ngày cấp", "Thu nhập", "Loại hộ", "Số người")
GOOD = (
    ("H1", "Nguyễn Văn An", "Phường Thành Sen", "1.234,5", "05/02/2026", "1.500.000", "Hộ nghèo", "4"),
    ("H2", "Trần Thị Bình", "Xã Đức Thọ", "0,75", "2026-03-31", "2 triệu", "near", "2"),
)


def made_of(**changes) -> Register:
    """Return the register of the tests."""
    about = {
        "id": "tried_homes",
        "title": "Hộ gia đình",
        "one": "hộ",
        "owner": "H27",
        "key": ("code",),
        "label": ("name",),
        "order": "name",
        "territory": "ward",
        "fields": FIELDS,
    }
    return Register(**{**about, **changes})


@pytest.fixture(autouse=True)
def near(request, monkeypatch):
    """Read files here instead of in a process apart, which takes half a second to start."""
    if "apart" not in request.fixturenames:

        def here(source, ending, folder):
            try:
                return {"tables": json.loads(json.dumps(child.main(ending, source, folder)))}
            except Refusal as refusal:
                return {"refusal": {"message": refusal.message, "remedy": refusal.remedy, "params": refusal.params}}

        monkeypatch.setattr(opening, "_child", here)


@pytest.fixture
def apart():
    """Read files as they are read: in a process apart."""


@pytest.fixture
def homes(db):
    """Deploy the register."""
    have_places()
    have_agencies()
    checking_names.forget()
    return deployed(made_of())


@pytest.fixture
def officer():
    """Return somebody who may write in the whole province."""
    return actor(PROVINCE, *RIGHTS)


def csv_of(*rows, delimiter=";") -> bytes:
    """Return rows as a CSV, as Excel in Vietnam saves it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(*rows, merges=()) -> bytes:
    """Return rows as a workbook; values keep their types."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        for area in merges:
            page.merge_range(*area, rows[area[0]][area[1]])
    return out.getvalue()


def sent(register, officer, body: bytes, name="hộ.csv"):
    """Send a file and let it be read; return the import."""
    made = imports.send(register=register.id, viewer=officer, now=NOW, source=body, name=name)
    run_jobs(now=NOW)
    return imports.find(number=made.id, viewer=officer)[0]


def judged(register, officer, body: bytes, name="hộ.csv"):
    """Send a file and have it judged as it was matched; return the import and the report."""
    found = sent(register, officer, body, name)
    imports.match(number=found.id, columns=found.tables[found.table].columns, viewer=officer, now=NOW)
    run_jobs(now=NOW)
    return imports.find(number=found.id, viewer=officer)


def written(register, officer, body: bytes, name="hộ.csv", *, all_or_nothing=False):
    """Bring a file in whole; return the import."""
    found, _report = judged(register, officer, body, name)
    imports.decide(number=found.id, all_or_nothing=all_or_nothing, viewer=officer)
    run_jobs(now=NOW)
    return imports.find(number=found.id, viewer=officer)[0]


def rows(register) -> list:
    """Return all records, ordered by code."""
    return list(shaping.model_of(register).objects.order_by("code"))
