"""DOCX: paragraphs with the numbers that Word makes, tables with merged cells, changes as if all were accepted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from lxml import etree

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.packs.plan.reading.numbering import Numbering

_MOST_UNPACKED = 300 * 1024 * 1024
_TEXT, _TAB, _BREAK, _DELETED = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:del")


def text_of(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a DOCX file, and what is to be said about it.

    Raises:
        Refusal: it is damaged, another kind of ZIP, or would become too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            names = set(archive.namelist())
        if unpacked > _MOST_UNPACKED:
            raise Refusal(N_("“%(name)s” would become too large when unpacked."), params={"name": name})
        if "word/document.xml" not in names:
            raise _other(name)
        document = docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        message = N_("“%(name)s” is damaged and cannot be read.")
        raise Refusal(
            message, remedy=N_("Open it in Word, save it again, and send that."), params={"name": name}
        ) from error
    body = document.element.body
    numbering = Numbering(document)
    lines = [line for child in body.iterchildren() for line in _lines(child, document, numbering)]
    changed = body.find(f".//{qn('w:ins')}") is not None or body.find(f".//{_DELETED}") is not None
    notes = (N_("The document holds tracked changes; it was read as if all of them were accepted."),) if changed else ()
    return "\n".join(lines), notes


def _other(name: str) -> Refusal:
    return Refusal(
        N_("“%(name)s” is no Word document."),
        remedy=N_("Send the plan as DOCX, PDF or text in UTF-8."),
        params={"name": name},
    )


def _lines(element: Any, document: Any, numbering: Numbering) -> Iterator[str]:
    if element.tag == qn("w:p"):
        text = _paragraph(element)
        mark = numbering.mark(element) if text.strip() else ""
        yield f"{mark}{text}"
        yield ""
    elif element.tag == qn("w:tbl"):
        yield from _table(Table(element, document))
        yield ""
    elif element.tag == qn("w:sdt"):
        for child in element.iterchildren(qn("w:sdtContent")):
            for inner in child.iterchildren():
                yield from _lines(inner, document, numbering)


def _paragraph(element: Any) -> str:
    """Return a paragraph's text with what was inserted and without what was deleted."""
    parts = []
    for node in element.iter(_TEXT, _TAB, _BREAK):
        if any(above.tag == _DELETED for above in node.iterancestors()):
            continue
        parts.append(node.text or "" if node.tag == _TEXT else " " if node.tag == _TAB else "\n")
    return "".join(parts)


def _table(table: Table) -> Iterator[str]:
    for row in table.rows:
        seen: set[int] = set()
        cells = []
        for cell in row.cells:
            fresh = id(cell._tc) not in seen  # noqa: SLF001  (a cell over several columns comes once for each)
            seen.add(id(cell._tc))  # noqa: SLF001
            cells.append(_cell(cell) if fresh else "")
        yield "\t".join(cells) if len(cells) > 1 else f"{''.join(cells)}\t"


def _cell(cell: _Cell) -> str:
    lines = [_paragraph(paragraph).replace("\n", "<br>").replace("\t", " ") for paragraph in cell._tc.iter(qn("w:p"))]  # noqa: SLF001
    return "<br>".join(line.strip() for line in lines if line.strip())
