"""Documents that are no plan, or cannot be read: a sentence says so, and nothing is half imported or there twice."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from honglam.core.files.testing import PDF
from honglam.core.identity.testing import client_of, make_officer
from honglam.packs.plan import models
from honglam.packs.plan.tests.importing import post, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
NOVEL = "Đêm ấy mưa to. Bà lão thổi lửa, kể chuyện con cáo và chùm nho.\n\n" * 30


@pytest.fixture
def planner() -> Client:
    return client_of(make_officer("ke-hoach", role="planner", agency="H27"))


def said(client: Client, plan_id: int) -> str:
    return client.get(reverse("desk-plan:plan", args=[plan_id])).content.decode()


def test_a_novel_is_no_plan_and_what_was_understood_is_said(planner: Client) -> None:
    plan_id = sent(planner, NOVEL.encode(), "co-tich.txt")
    assert "không giống một kế hoạch" in said(planner, plan_id)
    assert not models.Item.objects.exists()
    planner.post(reverse("desk-plan:discard", args=[plan_id]))
    assert not models.Plan.objects.exists()


def test_a_bomb_and_a_program_under_another_name_stay_outside(planner: Client) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"0" * 200_000_000)
    for content, name in ((bomb.getvalue(), "ke-hoach.docx"), (b"MZ\x90\x00" * 99, "ke-hoach.pdf")):
        answer = post(planner, content, name)
        assert answer.status_code == 422
        assert "hl-summary" in answer.content.decode()
    assert not models.Plan.objects.exists()


def test_a_locked_pdf_says_what_to_do(planner: Client) -> None:
    key = b"9 0 obj<</Filter/Standard/V 1/R 2/P -4/O(" + b"x" * 32 + b")/U(" + b"y" * 32 + b")>>endobj\ntrailer<<"
    locked = PDF.replace(b"trailer<<", key).replace(b"/Root 1 0 R", b"/Encrypt 9 0 R/ID[(a)(a)]/Root 1 0 R")
    answer = post(planner, locked, "ke-hoach.pdf")
    assert answer.status_code == 422
    assert "mật khẩu" in answer.content.decode()


def test_tracked_changes_are_said(planner: Client, document: bytes) -> None:
    made, out = Document(), io.BytesIO()
    for line in document.decode().split("\n\n"):
        made.add_paragraph(line.replace("*", "").replace("#", "").strip())
    run = made.add_paragraph("- 50% kho có sổ.").runs[0]._r
    mark = run.makeelement(f"{{{run.nsmap['w']}}}ins", {f"{{{run.nsmap['w']}}}author": "Lan"})
    run.addprevious(mark)
    mark.append(run)
    made.save(out)
    plan_id = sent(planner, out.getvalue(), "ke-hoach.docx")
    head = models.Item.objects.get(plan=plan_id, kind="head")
    assert any("change" in question["message"] for question in head.questions)


def test_the_same_file_twice_is_one_plan(planner: Client, document: bytes) -> None:
    first = sent(planner, document, "ke-hoach.md")
    assert sent(planner, document, "ban-sao.md") == first
    assert models.Plan.objects.count() == 1
    assert models.Item.objects.filter(kind="head").count() == 1


def test_two_plans_with_one_number_are_asked_about(planner: Client, document: bytes) -> None:
    sent(planner, document, "ke-hoach.md")
    second = sent(planner, document.replace(b"95%", b"96%"), "khac.md")
    head = models.Item.objects.get(plan=second, kind="head")
    assert head.questions[0]["about"] == "number"
    assert "cũng là số của" in planner.get(reverse("desk-plan:review", args=[second])).content.decode()
    assert "là số của kế hoạch khác" in planner.get(reverse("desk-plan:confirm", args=[second])).content.decode()


def test_a_page_with_a_script_is_kept_as_its_text(planner: Client, document: bytes) -> None:
    lines = document.decode().replace("*", "").replace("#", "").splitlines()
    html = "<html><script>alert(1)</script>" + "".join(f"<p>{line}</p>" for line in lines if "|" not in line)
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell.strip()}</td>' for cell in line.strip('|').split('|'))}</tr>"
        for line in lines
        if line.startswith("|") and "---" not in line
    )
    plan_id = sent(planner, f"{html}<table>{rows}</table></html>".encode(), "ke-hoach.html")
    assert models.Item.objects.filter(plan=plan_id, kind="task").count() == 5
    assert "alert(1)" not in planner.get(reverse("desk-plan:review", args=[plan_id])).content.decode()


def test_html_and_decomposed_letters_in_a_document_are_only_text(planner: Client, document: bytes) -> None:

    text = document.decode().replace("Trạm cân mẫu", "Trạm <img src=x onerror=alert(2)> cân mẫu")
    plan_id = sent(planner, unicodedata.normalize("NFD", text).encode(), "ke-hoach.txt")
    shown = planner.get(reverse("desk-plan:review", args=[plan_id])).content.decode()
    assert "<img src=x" not in shown
    assert "Sở Tài chính" in shown
