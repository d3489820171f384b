"""Files of all kinds."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from honglam.base.errors import Refusal
from honglam.packs.plan import api
from honglam.packs.plan.contracts import Plan

TEXT = "KẾ HOẠCH\nThử năm 2026\n\nI. MỤC TIÊU\n\n- Đạt 80%.\n\nII. NHIỆM VỤ\n\n- Làm việc này.\n"


def read(content: bytes, name: str = "plan.txt") -> Plan:
    return api.read_plan(content=content, name=name)


def word(document: docx.document.Document) -> bytes:
    document.save(buffer := io.BytesIO())
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_text_is_read_in_the_encodings_that_are_met(encoding: str) -> None:
    text = TEXT if encoding != "cp1258" else "KE HOACH\nThu\n\nI. NHIEM VU\n\n- Làm việc.\n".replace("ệ", "ê")
    assert read(text.encode(encoding)).narrative_tasks


def test_a_word_document_is_read_with_its_numbers_and_its_merged_cells() -> None:
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Thử năm 2026")
    document.add_paragraph("I. NHIỆM VỤ")
    document.add_paragraph("Rà soát quy chế.", style="List Bullet")
    document.add_paragraph("PHỤ LỤC I")
    table = document.add_table(rows=4, cols=5)
    cells = [["TT", "Nhiệm vụ", "Cơ quan", "", "Thời hạn"], ["", "", "Chủ trì", "Phối hợp", ""]]
    cells += [["1", "Xây cổng", "Sở Mẫu", "Công an tỉnh", "30/6/2026"], ["2", "Nối mạng", "", "", "Quý I/2026"]]
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(2, 2).merge(table.cell(3, 2))
    found = read(word(document), "plan.docx")
    assert [each.text for each in found.narrative_tasks] == ["Rà soát quy chế."]
    assert [(task.title, task.lead_agencies, task.deadline) for task in found.tasks] == [
        ("Xây cổng", ("Sở Mẫu",), "2026-06-30"),
        ("Nối mạng", ("Sở Mẫu",), "2026-03-31"),
    ]


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    document = docx.Document()
    for text in ("KẾ HOẠCH", "Thử năm 2026", "I. MỤC TIÊU"):
        document.add_paragraph(text)
    paragraph = document.add_paragraph("- Tỷ lệ đạt ")
    for tag, inner, text in (("w:del", "w:delText", "70%"), ("w:ins", "w:t", "85%.")):
        change, run, part = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        part.text = text
        run.append(part)
        change.append(run)
        paragraph._p.append(change)
    assert paragraph._p.find(qn("w:ins")) is not None
    found = read(word(document), "plan.docx")
    assert [aim.value for aim in found.targets] == ["85"]
    assert "tracked changes" in found.warnings[0].message


def test_a_cell_over_several_rows_of_html_counts_for_each() -> None:
    page = (
        "<html><body><p>KẾ HOẠCH</p><p>Thử</p><h2>PHỤ LỤC I</h2><table>"
        "<tr><th>STT</th><th>Nhiệm vụ</th><th>Chủ trì</th></tr>"
        "<tr><td>1</td><td>A<br>và B</td><td rowspan=2>Sở Mẫu</td></tr><tr><td>2</td><td>C</td></tr>"
        "</table></body></html>"
    )
    found = read(page.encode(), "plan.html")
    assert [(task.title, task.lead_agencies) for task in found.tasks] == [("A và B", ("Sở Mẫu",)), ("C", ("Sở Mẫu",))]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Once upon a time there was a river.\n" * 50, "does not look like a plan"),
        (b"\x00\x01\x02" * 500, "no text"),
        (b"PK\x03\x04broken", "damaged"),
        (b"%PDF-1.7 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old kind"),
    ],
)
def test_what_is_no_plan_is_refused_with_what_was_understood(content: bytes, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(content, "novel.txt")
    assert said in refused.value.message
    assert refused.value.params["name"] == "novel.txt"


def test_a_zip_that_is_no_document_and_one_that_would_grow_are_refused() -> None:
    for name, size, said in (("sheet.xml", 10, "no Word document"), ("word/document.xml", 400 * 2**20, "too large")):
        with (
            zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(name, "w") as file,
        ):
            for _ in range(max(1, size // 2**20)):
                file.write(b" " * min(size, 2**20))
        with pytest.raises(Refusal) as refused:
            read(buffer.getvalue(), "plan.docx")
        assert said in refused.value.message
