"""A PDF that a browser has printed, as a word processor would."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from honglam.base.errors import Refusal
from honglam.packs.plan import api

DATA = Path(__file__).parent / "data"
STYLE = """
body { font: 13pt serif; margin: 0 }
p { text-indent: 1cm; text-align: justify; margin: 4pt 0 }
td { border: 1px solid; padding: 3pt }
"""


def as_page(text: str) -> str:
    return f"<html><head><meta charset=utf-8><style>{STYLE}</style></head><body>{''.join(_parts(text))}</body></html>"


def _parts(text: str) -> Iterator[str]:
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) + "</tr>")
            continue
        if rows and line.strip():
            yield f"<table style='border-collapse:collapse'>{''.join(rows)}</table>"
            rows = []
        if line.strip():
            yield f"<p>{html.escape(line)}</p>"
    if rows:
        yield f"<table style='border-collapse:collapse'>{''.join(rows)}</table>"


@pytest.mark.browser
def test_a_printed_plan_says_the_same_as_its_text(browser: Browser) -> None:
    text = (DATA / "commune.txt").read_text(encoding="utf-8").replace("\n\n\tcông cộng\n", "\n")
    page = browser.new_page()
    page.set_content(as_page(text))
    printed = api.read_plan(content=page.pdf(format="A4", margin={"left": "25mm", "right": "20mm"}), name="plan.pdf")
    page.close()
    plain = api.read_plan(content=text.encode(), name="plan.txt")
    assert printed.document == plain.document
    assert [base.number for base in printed.legal_bases] == [base.number for base in plain.legal_bases]
    assert [(aim.value, aim.unit) for aim in printed.targets] == [(aim.value, aim.unit) for aim in plain.targets]
    assert [(t.title, t.deadline, t.budget) for t in printed.tasks] == [
        (t.title, t.deadline, t.budget) for t in plain.tasks
    ]
    assert [each.text for each in printed.narrative_tasks] == [each.text for each in plain.narrative_tasks]


@pytest.mark.browser
def test_pages_that_are_pictures_need_tesseract_and_say_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    page = browser.new_page()
    page.set_content("<canvas id=c width=400 height=400></canvas>")
    content = page.pdf()
    page.close()
    with pytest.raises(Refusal) as refused:
        api.read_plan(content=content, name="scan.pdf")
    assert "Tesseract" in refused.value.message
