"""PDF: the lines of each page as they stand, its tables as lines with tabs; pages that are pictures by Tesseract."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.packs.plan.reading import scanned

MOST_PAGES = 400
_INDENT = 8  # points by which a paragraph begins further to the right
_SHORT = 60  # points that a full line may lack


def text_of(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a PDF file, and what is to be said about it.

    Raises:
        Refusal: it is locked, damaged, too long, or its pages are pictures and nothing here can read them.
    """
    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            if len(file.pages) > MOST_PAGES:
                message = N_("“%(name)s” has %(pages)s pages; a plan has at most %(most)s.")
                params = {"name": name, "pages": len(file.pages), "most": MOST_PAGES}
                raise Refusal(message, remedy=N_("Send only the pages of the plan."), params=params)
            pages = [_page(page) for page in file.pages]
    except (PdfminerException, PDFSyntaxError) as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            message = N_("“%(name)s” is locked with a password.")
            raise Refusal(
                message, remedy=N_("Save it without a password and send that."), params={"name": name}
            ) from error
        message = N_("“%(name)s” is damaged and cannot be read.")
        raise Refusal(message, remedy=N_("Make the PDF again from the document."), params={"name": name}) from error
    pictures = [number for number, text in enumerate(pages) if len(text.strip()) < 20]
    if pictures and len(pictures) >= len(pages) / 2:
        for number, text in zip(pictures, scanned.texts(content, pictures, name), strict=True):
            pages[number] = text
        return "\n\n".join(pages), (N_("The pages are pictures and were read by machine: look at every finding."),)
    return "\n\n".join(pages), ()


def _page(page: Any) -> str:
    """Return a page from top to bottom, text and tables in their order."""
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda thing: not any(_inside(thing, box) for box in boxes)) if boxes else page
    parts = list(_paragraphs(outside.extract_text_lines(return_chars=False)))
    parts += [(table.bbox[1], "\n".join(_rows(table.extract()))) for table in tables]
    return "\n".join(text for _top, text in sorted(parts, key=lambda part: part[0]))


def _paragraphs(lines: list[dict[str, Any]]) -> Iterator[tuple[float, str]]:
    """Yield paragraphs with their place from the top: a full line goes on in the next one that is not indented."""
    if not lines:
        return
    left, right = min(line["x0"] for line in lines), max(line["x1"] for line in lines)
    top, text, full = 0.0, "", False
    for line in lines:
        if text and full and line["x0"] < left + _INDENT:
            text = f"{text} {line['text']}"
        else:
            if text:
                yield top, f"{text}\n"
            top, text = line["top"], line["text"]
        full = line["x1"] > right - _SHORT
    yield top, f"{text}\n"


def _inside(thing: Any, box: tuple[float, float, float, float]) -> bool:
    middle_x, middle_y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3])


def _rows(rows: list[list[str | None]]) -> Iterator[str]:
    for row in rows:
        cells = [" ".join((cell or "").split("\n")).replace("\t", " ").strip() for cell in row]
        yield "\t".join(cells) if len(cells) > 1 else f"{cells[0]}\t"
