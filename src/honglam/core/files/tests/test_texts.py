"""Text read out of files, for search: Unicode whatever the file held, and told to others when it is there."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from xlsxwriter import Workbook

from honglam.core.files import api, workshop
from honglam.core.files.contracts import Preview, TextReady
from honglam.core.files.testing import PDF, make_file, packed, word
from honglam.core.jobs.hooks import Subscription
from honglam.core.jobs.testing import deliver, eventually, run_jobs, subscribed
from honglam.kit.testing import OWNER_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def text_of(well, keeper):
    def read(name: str, content: bytes) -> str:
        stored = make_file(well, agency=OWNER_AT, viewer=keeper, name=name, content=content)
        run_jobs()
        return api.text(file_id=stored.id, viewer=keeper)

    return read


def sheet(path) -> bytes:
    with Workbook(path) as workbook:
        workbook.add_worksheet("Trạm đo").write_row(0, 0, ["Kẻ Gỗ", 31.5])
    return path.read_bytes()


def test_the_text_of_each_kind_of_file_is_read_out(text_of, tmp_path) -> None:
    assert "Thach Ha 2026" in text_of("a.pdf", PDF)
    assert text_of("a.docx", word("Kính gửi: Uỷ ban nhân dân")) == "Kính gửi: Uỷ ban nhân dân"
    assert text_of("a.xlsx", sheet(tmp_path / "a.xlsx")).splitlines() == ["Trạm đo", "Kẻ Gỗ 31.5"]
    body = '<office xmlns:text="t"><text:p>Đơn đề nghị</text:p></office>'.encode()
    odt = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": body})
    assert text_of("a.odt", odt) == "Đơn đề nghị"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Hồ sơ số 5".encode(), "Hồ sơ số 5"),
        ("Hồ sơ số 5".encode("utf-8-sig"), "Hồ sơ số 5"),
        ("Hồ sơ số 5".encode("utf-16"), "Hồ sơ số 5"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam".encode("latin-1"), "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam".encode("latin-1"), "Cộng hoà xã hội chủ nghĩa Việt Nam"),
    ],
)
def test_old_encodings_become_unicode(text_of, content: bytes, text: str) -> None:
    assert text_of("a.txt", content) == text


def test_it_is_told_when_the_text_is_there_also_for_a_second_file_of_the_same_content(well, keeper) -> None:
    heard: list[TextReady] = []
    with subscribed(Subscription("trial.hear", TextReady, lambda envelope: heard.append(TextReady.of(envelope.data)))):
        first = make_file(well, agency=OWNER_AT, viewer=keeper)
        deliver()
        assert heard == []
        run_jobs()
        second = make_file(well, agency=OWNER_AT, viewer=keeper, now=timezone.now())
        deliver()
    assert [event.file for event in heard] == [first.id, second.id]
    assert heard[0].owner_id == well.id


def test_a_document_that_crashes_its_reader_keeps_its_file_and_has_no_preview(well, keeper) -> None:
    broken = PDF.replace(b"/Kids[3 0 R]", b"/Kids[9 0 R]").replace(b"/Catalog", b"/Katalog")
    stored = make_file(well, agency=OWNER_AT, viewer=keeper, content=broken)
    run_jobs()
    found = api.describe(file_id=stored.id, viewer=keeper)
    assert found.preview is Preview.FAILED
    assert api.open(file_id=stored.id, viewer=keeper).size == len(broken)


def office(folder, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_without_libreoffice_a_document_has_honestly_no_preview(well, keeper, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    stored = make_file(well, agency=OWNER_AT, viewer=keeper, name="a.docx", content=word("Một"))
    run_jobs()
    found = api.describe(file_id=stored.id, viewer=keeper)
    assert (found.preview, found.has_text) == (Preview.NONE, True)


def test_a_document_is_drawn_by_the_office_program_in_a_profile_of_its_own(well, keeper, monkeypatch, tmp_path) -> None:
    (tmp_path / "made.pdf").write_bytes(PDF)
    # Stands for LibreOffice: takes its arguments and puts a PDF where LibreOffice would.
    copy = f"""case "$*" in *-env:UserInstallation=file://*) ;; *) exit 1;; esac
while [ "$1" != --outdir ]; do shift; done; cp {tmp_path}/made.pdf "$2/$(basename "${{3%.*}}").pdf" """
    office(tmp_path, copy)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    stored = make_file(well, agency=OWNER_AT, viewer=keeper, name="a.docx", content=word("Hai"))
    run_jobs()
    found = api.describe(file_id=stored.id, viewer=keeper)
    assert (found.preview, found.pages) == (Preview.READY, 1)
    assert api.text(file_id=stored.id, viewer=keeper) == "Hai"


def test_a_document_draws_nothing_from_elsewhere_into_its_preview(monkeypatch, tmp_path) -> None:
    office(
        tmp_path,
        f"""for each in "$@"; do case "$each" in -env:UserInstallation=file://*)
cp "${{each#*file://}}/user/registrymodifications.xcu" {tmp_path}/seen;; esac; done""",
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert workshop.to_pdf(tmp_path / "a.docx", tmp_path) is None
    root = ET.parse(tmp_path / "seen").getroot()
    name, path = (f"{{http://openoffice.org/2001/registry}}{each}" for each in ("name", "path"))
    said = {(item.get(path), item[0].get(name)): item[0][0].text for item in root}
    scripts = "/org.openoffice.Office.Common/Security/Scripting"
    assert said[scripts, "BlockUntrustedRefererLinks"] == said[scripts, "DisableMacrosExecution"] == "true"
    assert said["/org.openoffice.Office.Writer/Content/Update", "Link"] == "0"
    assert said["/org.openoffice.Office.Calc/Content/Update", "Link"] == "1"


def test_an_office_program_that_hangs_is_ended_with_all_it_started(monkeypatch, tmp_path) -> None:
    office(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert workshop.to_pdf(tmp_path / "a.docx", tmp_path, wait=1) is None
    child = int((tmp_path / "child").read_text())
    eventually(lambda: not Path(f"/proc/{child}").exists())


def test_the_text_of_a_spreadsheet_with_a_huge_sheet_is_cut_at_a_limit(text_of) -> None:
    from honglam.core.files.sandbox import MOST_LETTERS

    rows = b"x,y\n" * (MOST_LETTERS // 2)
    assert len(text_of("a.csv", rows)) <= MOST_LETTERS
