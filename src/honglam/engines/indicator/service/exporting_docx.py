"""Reports as a Word file: tables with repeated heads, charts as pictures with words for who cannot see them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from honglam.base.time import vietnam
from honglam.engines.indicator.drawing import Picture
from honglam.engines.indicator.service import exporting_pdf
from honglam.engines.indicator.service.exporting_parts import Amount, Report, Section, said

_FONT = "Times New Roman"  # what Decree 30/2020/NĐ-CP asks official papers to be written in
_TABLE = "Table Grid"


def written(report: Report) -> bytes:
    """Return the Word file."""
    paper = docx.Document()
    _dress(paper, report)
    paper.add_heading(report.title, level=1)
    paper.add_paragraph(report.subtitle)
    if not any(section.rows for section in report.sections):
        paper.add_paragraph(_("There are no figures yet."))
    for section in report.sections:
        paper.add_heading(section.title, level=2)
        if section.rows:
            _table(paper, section)
        for picture in section.pictures:
            _picture(paper, picture)
    target = BytesIO()
    paper.save(target)
    return target.getvalue()


def _dress(paper: Any, report: Report) -> None:
    page = paper.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = paper.styles[name]
        style.font.name = _FONT
        # Word takes the typeface of letters beyond ASCII from other attributes than python-docx sets.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), _FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
    paper.styles["Normal"].font.size = Pt(12)
    about = paper.core_properties
    about.title, about.subject, about.author = report.title, report.subtitle, "Honglam"
    about.language = get_language() or "vi"
    about.created = about.modified = vietnam(report.now).replace(tzinfo=None)


def _table(paper: Any, section: Section) -> None:
    shown = [number for number, column in enumerate(section.columns) if column.paper]
    table = paper.add_table(rows=1, cols=len(shown), style=_TABLE)
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001  (python-docx has no other way to repeat a head)
    for cell, number in zip(head.cells, shown, strict=True):
        cell.paragraphs[0].add_run(section.columns[number].title).bold = True
    for row in section.rows:
        # `cells` builds a grid of the whole row each time it is asked, so it is asked once.
        for cell, number in zip(table.add_row().cells, shown, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(said(row[number]) or "–")
            if isinstance(row[number], Amount):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _widths(table, [section.columns[number].width for number in shown])


def _widths(table: Any, parts: list[int]) -> None:
    table.autofit = False
    for column, part in zip(table.columns, parts, strict=True):
        width = Cm(25.7 * part / sum(parts))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _picture(paper: Any, picture: Picture) -> None:
    run = paper.add_paragraph().add_run()
    drawn = run.add_picture(BytesIO(exporting_pdf.png(picture)), width=Cm(17))
    about = drawn._inline.docPr  # noqa: SLF001  (python-docx has no other way to say what a picture shows)
    about.set("descr", picture.words)
    about.set("title", picture.title)
