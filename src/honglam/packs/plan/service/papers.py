"""Reports as the papers that offices send: DOCX in the form of Decree 30/2020/NĐ-CP, its words kept as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from honglam.base.money import format_number
from honglam.base.periods import Frequency, Period
from honglam.base.time import format_date
from honglam.packs.plan.contracts.reports import AgencyReport, ReportLine, ReportTarget, Synthesis
from honglam.packs.plan.service.tasks import today_of

_FORM = Path(__file__).resolve().parent.parent / "data" / "report_form.toml"
_FONT = "Times New Roman"
_WIDTH = 16.5  # cm between the margins that the decree asks for


def of_agency(report: AgencyReport, now: datetime) -> bytes:
    """Return the report of an agency as DOCX."""
    words, names = _form(), {report.agency: report.name}
    paper = _paper(report.name, words["about"].format(period=period_said(report.period)), now)
    _results(paper, (report.done, report.running, report.overdue), names, today_of(now))
    _targets(paper, report.targets)
    _said(paper, words["reasons"], [(report.name, report.reasons)], named=False)
    _said(paper, words["proposals"], [(report.name, report.proposals)], named=False)
    return _closed(paper)


def of_province(report: Synthesis, now: datetime) -> bytes:
    """Return the province's synthesis as DOCX."""
    words, names = _form(), {each.agency: each.name for each in report.agencies}
    paper = _paper("", words["about_all"].format(period=period_said(report.period)), now)
    parts: tuple[list[ReportLine], ...] = ([], [], [])
    for each in report.agencies:
        for part, found in zip(parts, (each.done, each.running, each.overdue), strict=True):
            part.extend(found)
    _results(paper, parts, names, today_of(now))
    _targets(paper, report.targets)
    _said(paper, words["reasons"], [(each.name, each.reasons) for each in report.agencies])
    _said(paper, words["proposals"], [(each.name, each.proposals) for each in report.agencies])
    paper.add_paragraph(words["reporters"], style="Heading 2")
    for key, silent in (("missing", report.missing), ("tardy", report.tardy)):
        if silent:
            said = ", ".join(each.name for each in silent)
            paper.add_paragraph(words[key].format(n=len(silent), names=said))
    if not report.missing and not report.tardy:
        paper.add_paragraph(words["complete"].format(due=format_date(report.due)))
    if not report.verified:
        paper.add_paragraph(words["unverified"].format(legal=report.legal)).runs[0].italic = True
    return _closed(paper)


def period_said(period: Period) -> str:
    """Return a month or quarter as papers write it: `quý IV năm 2026`."""
    words, month = _form(), period.first.month
    if period.frequency is Frequency.QUARTER:
        numeral = ("I", "II", "III", "IV")[(month - 1) // 3]
        return str(words["quarter"].format(n=numeral, year=period.first.year))
    return str(words["month"].format(n=month, year=period.first.year))


def _paper(agency: str, about: str, now: datetime) -> Any:
    words, paper, today = _form(), docx.Document(), today_of(now)
    _dress(paper, about)
    head = paper.add_table(rows=1, cols=2)
    above = words["above"] + (f"\n{agency.upper()}" if agency else "")
    day = f"{words['place']}, ngày {today.day:02} tháng {today.month:02} năm {today.year}"
    _lines(head.cell(0, 0), [(above, True), (words["number"], False)])
    _lines(head.cell(0, 1), [(words["nation"], True), (words["motto"], True), (day, False)])
    for text, style in ((words["title"], "Title"), (about, "Subtitle")):
        paper.add_paragraph(text, style=style)
    return paper


def _dress(paper: Any, title: str) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(3), Cm(1.5), Cm(2), Cm(2)
    for name, size in (("Normal", 13), ("Heading 2", 13), ("Heading 3", 13), ("Title", 14), ("Subtitle", 14)):
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.italic = _FONT, Pt(size), False
        style.font.bold, style.font.color.rgb = name != "Normal", None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # Word takes the typeface of letters beyond ASCII from other attributes than python-docx sets.
        for kind in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), _FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        if name in {"Title", "Subtitle"}:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.core_properties.title, paper.core_properties.language = title, "vi"


def _results(paper: Any, parts: Sequence[Sequence[ReportLine]], names: Mapping[str, str], today: date) -> None:
    words = _form()
    done, running, late = parts
    paper.add_paragraph(words["result"], style="Heading 2")
    counts = {"done": len(done), "running": len(running), "late": len(late), "total": sum(map(len, parts))}
    paper.add_paragraph(words["sum"].format(day=format_date(today), **counts))
    whose = ["lead"] if len(names) > 1 else []
    for key, found, columns in (
        ("done", done, ["no", "task", *whose, "deadline", "closed"]),
        ("running", running, ["no", "task", *whose, "deadline", "percent"]),
        ("late", late, ["no", "task", *whose, "deadline", "percent", "reason", "proposals"]),
    ):
        paper.add_paragraph(words[key], style="Heading 3")
        if found:
            _table(paper, columns, [_cells(line, names, number) for number, line in enumerate(found, 1)])
        else:
            paper.add_paragraph(words["none"])


def _cells(line: ReportLine, names: Mapping[str, str], number: int) -> dict[str, str]:
    closed = format_date(line.closed) if line.closed else ""
    return {
        "no": str(number),
        "task": line.title,
        "lead": names.get(line.lead, line.lead),
        "deadline": format_date(line.deadline) if line.deadline else "",
        "percent": f"{line.percent}%",
        "closed": f"{closed} ({_form()['columns']['late']})" if line.late and closed else closed,
        "reason": line.reason,
        "proposals": line.proposals,
    }


def _targets(paper: Any, found: Sequence[ReportTarget]) -> None:
    words = _form()
    paper.add_paragraph(words["targets"], style="Heading 2")
    rows = [
        {
            "no": str(number),
            "target": each.title,
            "goal": each.target,
            "reached": f"{format_number(each.reached)} {each.unit}".strip() if each.reached is not None else "–",
            "as_of": each.as_of,
            "standing": words["standings"][each.standing],
        }
        for number, each in enumerate(found, 1)
    ]
    if rows:
        _table(paper, ["no", "target", "goal", "reached", "as_of", "standing"], rows)
    else:
        paper.add_paragraph(words["none"])


def _said(paper: Any, title: str, found: Sequence[tuple[str, str]], *, named: bool = True) -> None:
    paper.add_paragraph(title, style="Heading 2")
    said = [(name, text) for name, text in found if text]
    for name, text in said:
        paragraph = paper.add_paragraph()
        if named:
            paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(text)
    if not said:
        paper.add_paragraph(_form()["none"])


def _table(paper: Any, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    table = paper.add_table(rows=1, cols=len(columns), style="Table Grid")
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  (python-docx has no other way to repeat a head)
    for cell, key in zip(head.cells, columns, strict=True):
        cell.paragraphs[0].add_run(_form()["columns"][key]).bold = True
    for row in rows:
        for cell, key in zip(table.add_row().cells, columns, strict=True):
            cell.paragraphs[0].add_run(row[key])
    parts = [{"no": 1, "task": 6, "target": 6, "reason": 4, "proposals": 4, "lead": 3}.get(key, 2) for key in columns]
    table.autofit = False
    for column, part in zip(table.columns, parts, strict=True):
        for cell in column.cells:
            cell.width = Cm(_WIDTH * part / sum(parts))
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(11)


def _lines(cell: Any, lines: Sequence[tuple[str, bool]]) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(12)


def _closed(paper: Any) -> bytes:
    words = _form()
    foot = paper.add_table(rows=1, cols=2)
    _lines(foot.cell(0, 0), [(words["recipients"], True), *((each, False) for each in words["to"])])
    for paragraph in foot.cell(0, 0).paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _lines(foot.cell(0, 1), [(words["signer"], True)])
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


@cache
def _form() -> Mapping[str, Any]:
    return tomllib.loads(_FORM.read_text(encoding="utf-8"))
