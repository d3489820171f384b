"""Text as it comes out of scanners and word processors, made even."""

from __future__ import annotations

import html
import re
import unicodedata

from honglam.base.text import clean

# Capital and small letters of Vietnamese, for patterns: in Unicode they stand mixed.
UPPER = "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆFGHIÌỈĨÍỊJKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVWXYỲỶỸÝỴZ"
LOWER = UPPER.lower()
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉Ðð", "0123456789Đđ")  # the letter eth looks like Đ
_MARKS = re.compile(rf"(?<![mM])[{_SUPERSCRIPTS}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_OH = re.compile(r"(?<![\w.-])[\dOo]*\d[\dOo]*(?!\w)")  # a figure in which a scanner saw the letter O
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_BREAKING = frozenset({"p", "br", "li", "div", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_ESCAPES = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")


def even(text: str) -> str:
    """Return composed text with plain spaces and line ends, without signs that nobody sees."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    text = text.replace("\x0b", "\n").replace("\x00", "").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).translate(_SUBSCRIPTS)
    return _OH.sub(lambda figure: figure[0].replace("O", "0").replace("o", "0"), text)


def plain(text: str) -> str:
    """Return a stretch of text in one line: without tags, emphasis and marks of footnotes."""
    return clean(_bare(text).replace("\n", " "))


def lines(text: str) -> str:
    """Return a cell's text with a line for each paragraph or item."""
    return "\n".join(filter(None, (clean(line) for line in _bare(text).split("\n"))))


def _bare(text: str) -> str:
    text = _TAGS.sub(lambda tag: "\n" if tag[2].lower() in _BREAKING else "", text)
    text = html.unescape(text)
    text = _ESCAPES.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    return _MARKS.sub("", text)


def is_footnote(line: str) -> bool:
    """Tell whether a line begins with the mark of a footnote."""
    return bool(line) and line[0] in f"{_SUPERSCRIPTS}\ufffd"  # some tools cannot show the mark


def is_upper(line: str) -> bool:
    """Tell whether a line is written in capitals."""
    letters = [letter for letter in line if letter.isalpha()]
    return len(letters) > 1 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)
