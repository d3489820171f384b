"""A paragraph cut into clauses that each state one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honglam.packs.plan.reading.tidying import UPPER

_SENTENCE = re.compile(rf"(?<=[^\s.])\.\s+(?=[{UPPER}0-9])|;\s*|(?<=\.\.\.)\s+(?=[{UPPER}])")
_COMMA = re.compile(
    r",\s+(?!\d)|,\s+(?=\d+\s*%|\d+(?:\.\d{3})*\s+[^\W\d]{2})|\s+(?=trong đó[,:]?\s)|"
    r"\s+và\s+(?=(?:tỷ lệ|trên|ít nhất|tối thiểu|phấn đấu)?\s*\d[\d.,]*\s*%)"
)


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a paragraph between full stops and semicolons, with where they begin."""
    start = 0
    for match in _SENTENCE.finditer(text):
        yield text[start : match.start()], start
        start = match.end()
    yield text[start:], start


def segments(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of a sentence between commas, with where they begin."""
    start = 0
    for match in _COMMA.finditer(text):
        yield text[start : match.start()], start
        start = match.end()
    yield text[start:], start
