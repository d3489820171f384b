"""Names of agencies in a cell or a sentence, apart from each other."""

from __future__ import annotations

import re

from honglam.packs.plan.reading import tidying
from honglam.packs.plan.reading.vocabulary import any_of

_STARTS = any_of("agencies")
# "Văn phòng HĐND và UBND" is one office.
_CUT = re.compile(rf"\s*,\s*(?={_STARTS})|(?<!HĐND)(?<!ĐBQH)\s+và\s+(?={_STARTS})")
_HARD = re.compile(r"\s*[;\n]\s*|\s*\+\s+|(?:^|\n)\s*[-–•]\s+")
_EMPTY = frozenset({"", "-", "–", "x", "X", "…", "...", "không", "Không"})


def split(cell: str) -> tuple[str, ...]:
    """Return the agencies that a cell names, as they are printed."""
    found: list[str] = []
    for piece in _HARD.split(_unwrapped(cell)):
        parts = [piece] if ":" in piece else _CUT.split(piece)
        found += [part.strip(" .,;-–") for part in parts]
    return tuple(name for name in found if name not in _EMPTY)


def _unwrapped(cell: str) -> str:
    """Return a cell in which lines that are only the wrapping of one name are one line."""
    lines = tidying.lines(cell).split("\n")
    joined: list[str] = []
    for line in lines:
        if joined and not re.match(rf"\s*(?:[-–•+]|{_STARTS})", line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)
