"""HTML, and text with HTML tables in it, as tools that read pictures of pages give it."""

from __future__ import annotations

import re

from lxml import html
from lxml.html import HtmlElement

_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_LINES = frozenset(
    {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section", "article", "header", "footer"}
)
_UNSEEN = frozenset({"script", "style", "head", "title", "meta", "template"})
_WIDEST = 40  # columns; a wider table is damaged


def with_tables(text: str) -> str:
    """Return text in which the HTML tables have become lines with tabs."""
    return _TABLE.sub(lambda match: f"\n{_table(html.fromstring(match[0]))}\n", text)


def text_of(text: str) -> str:
    """Return the text of an HTML page."""
    page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    out: list[str] = []
    _write(page, out)
    return re.sub(r"\n{3,}", "\n\n", "".join(out))


def _write(element: HtmlElement, out: list[str]) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _UNSEEN or not tag:
        out.append(element.tail or "")
        return
    if tag == "table":
        out.append(f"\n{_table(element)}\n{element.tail or ''}")
        return
    if tag in _LINES:
        out.append("\n" if tag in {"br", "tr"} else "\n\n")
    if tag == "li":
        out.append("- ")
    out.append(" ".join((element.text or "").split()) if tag != "pre" else element.text or "")
    for child in element:
        _write(child, out)
    if tag in _LINES and tag != "br":
        out.append("\n")
    out.append(f" {' '.join((element.tail or '').split())}" if (element.tail or "").strip() else "")


def _table(table: HtmlElement) -> str:
    """Return a table in lines with tabs. A cell over several rows stands in each of them, as it counts for each."""
    grid: list[list[str]] = []
    pending: dict[int, tuple[int, str]] = {}  # column → how many rows more, and what stands there
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(cells, pending)
            text = _inner(cell)
            span = min(_number(cell.get("colspan")), _WIDEST - len(cells))
            if (down := _number(cell.get("rowspan"))) > 1:
                pending[len(cells)] = (down - 1, text)
            cells += [text] + [""] * (span - 1)
        _fill(cells, pending)
        grid.append(cells)
    return "\n".join("\t".join(cells) if len(cells) > 1 else f"{cells[0]}\t" for cells in grid if cells)


def _fill(cells: list[str], pending: dict[int, tuple[int, str]]) -> None:
    while (held := pending.pop(len(cells), None)) is not None:
        if held[0] > 1:
            pending[len(cells)] = (held[0] - 1, held[1])
            # The same key may not be read again for this row.
            cells.append(held[1])
            continue
        cells.append(held[1])


def _inner(cell: HtmlElement) -> str:
    parts: list[str] = []
    for node in cell.iter():
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _LINES and parts:
            parts.append("<br>")
        parts.append(" ".join((node.text or "").split()) if tag else "")
        if node is not cell and node.tail:
            parts.append(f" {' '.join(node.tail.split())}")
    return " ".join(part for part in "".join(parts).split()).replace("\t", " ")


def _number(text: str | None) -> int:
    return max(1, min(_WIDEST * 5, int(text))) if text and text.isdigit() else 1
