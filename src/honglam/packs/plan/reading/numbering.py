"""The numbers and signs that Word puts before paragraphs by itself: they are not in the text."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = {style.style_id: style.element for style in document.styles}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {each.get(qn("w:abstractNumId")): each for each in root.iterchildren(qn("w:abstractNum"))}
        for number in root.iterchildren(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            levels = abstract.get(link.get(qn("w:val")) if link is not None else None)
            for level in levels.iterchildren(qn("w:lvl")) if levels is not None else ():
                key = (str(number.get(qn("w:numId"))), int(level.get(qn("w:ilvl"))))
                start = int(_value(level, "w:start") or 1)
                self._levels[key] = (_value(level, "w:numFmt") or "decimal", _value(level, "w:lvlText") or "", start)

    def mark(self, paragraph: Any) -> str:
        """Return what Word shows before a paragraph, with a space; empty for a paragraph without a number."""
        found = self._of(paragraph)
        if found is None or (known := self._levels.get(found)) is None:
            return ""
        number, level = found
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, known[2] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if known[0] == "bullet":
            return "- "
        text = re.sub(r"%(\d)", lambda match: self._shown(number, int(match[1]) - 1, counts), known[1])
        return f"{text} " if text.strip() else ""

    def _of(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the list and the level of a paragraph, its own or those of its style."""
        properties = paragraph.find(qn("w:pPr"))
        for _ in range(10):  # styles rest on styles
            own = properties.find(qn("w:numPr")) if properties is not None else None
            if own is not None:
                number, level = _value(own, "w:numId"), _value(own, "w:ilvl")
                return (number, int(level or 0)) if number and number != "0" else None
            style = (
                _value(properties, "w:pStyle") or _value(properties, "w:basedOn") if properties is not None else None
            )
            element = self._styles.get(style)
            if element is None:
                return None
            properties = element.find(qn("w:pPr"))
        return None

    def _shown(self, number: str, level: int, counts: dict[int, int]) -> str:
        kind, _text, start = self._levels.get((number, level), ("decimal", "", 1))
        count = counts.get(level, start)
        if kind == "upperRoman":
            return _roman(count)
        if kind == "lowerRoman":
            return _roman(count).lower()
        if kind in {"lowerLetter", "upperLetter"}:
            letter = chr(ord("a") + (count - 1) % 26)
            return letter if kind == "lowerLetter" else letter.upper()
        return str(count)


def _value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        while number >= value:
            found, number = found + letters, number - value
    return found
