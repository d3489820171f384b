"""Days, months, quarters and years as plans print them, to ISO; what is not printed stays unknown."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

_DAY = re.compile(
    r"(?:ngày\s*)?(?<!tháng )\b(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\b"
    r"|ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})",
    re.IGNORECASE,
)
# "Tháng 8/2026", "T8/2026", "tháng 8-11/2026", "8/2026"
_MONTH = re.compile(
    r"\b(?:tháng\s*|T\.?)(?:\d{1,2}\s*[-–,]\s*)?(\d{1,2})\s*(?:[/.-]|,?\s+năm\s+)\s*(\d{4})\b"
    r"|(?<![\d/])(?<!quý )(?<!Quý )\b(\d{1,2})\s*/\s*(\d{4})\b",
    re.IGNORECASE,
)
# "Quý III/2026", "quý 3 năm 2026", "Quý I, II/2026", "Quý III+IV/2026", "Quý I - IV năm 2026"
_QUARTERED = r"\bquý\s*(?:(?:[IV]{1,3}|[1-4])\s*(?:[-–,+&]|và|đến|hoặc)\s*(?:quý\s*)?)*"
_QUARTER = re.compile(rf"{_QUARTERED}(I{{1,3}}|IV|[1-4])\s*(?:[/.-]|,?\s+năm\s+|\s+)\s*(\d{{4}})\b", re.IGNORECASE)
_YEAR = re.compile(
    r"\b(?:cuối|hết|trong)?\s*năm\s+(20\d{2})\b|^\s*(20\d{2})\s*$|(?<!\d)(?:20\d{2}\s*[-–]|đến|trước)\s*(20\d{2})(?!\d)",
    re.IGNORECASE,
)
_END_OF_YEAR = re.compile(r"(?:cuối|hết|kết thúc)\s+năm\s+(20\d{2})", re.IGNORECASE)
_HALF = re.compile(r"6\s+tháng\s+(đầu|cuối)\s+năm\s+(20\d{2})", re.IGNORECASE)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
# The same without a year, as in the tables of a plan for one year.
_BARE = (
    (re.compile(r"(?:ngày\s*)?\b(\d{1,2})\s*/\s*(\d{1,2})(?![\d/])"), r"\1/\2/"),
    (re.compile(rf"({_QUARTERED}(?:I{{1,3}}|IV|[1-4])\b)(?!\s*[/.]\s*\d)", re.IGNORECASE), r"\1/"),
    (re.compile(r"(6\s+tháng\s+(?:đầu|cuối)\s+năm)(?!\s+\d)", re.IGNORECASE), r"\1 "),
    (re.compile(r"\b((?:tháng\s*|T)(?:\d{1,2}\s*[-–,]\s*)?\d{1,2})(?!\s*[\d/.])", re.IGNORECASE), r"\1/"),
)


def day(text: str) -> str | None:
    """Return the first whole day of a text."""
    match = _DAY.search(text)
    return _day(*(int(part) for part in match.groups() if part)) if match else None


def deadline(text: str) -> str | None:
    """Return until when, as exactly as it is printed: a day, a month, the last day of a quarter or half-year, a year.

    Of several moments (`Từ tháng 3/2026 đến tháng 6/2026`) the last one.
    """
    every = [
        (match.start(), found)
        for pattern, read in _READERS
        for match in pattern.finditer(text)
        if (found := read(match))
    ]
    exact = [each for each in every if len(each[1]) > 4]
    return max(exact or every, default=(0, None), key=lambda each: each[0])[1]


def within(text: str, year: int) -> str | None:
    """Return until when, for a text without a year (`Quý III`, `Tháng 5`, `30/6`) in a plan for that year."""
    if re.search(r"20\d{2}|hằng|hàng|mỗi|thường xuyên", text, re.IGNORECASE):
        return None
    for pattern, with_year in _BARE:
        if pattern.search(text):
            return deadline(pattern.sub(lambda found, to=with_year: f"{found.expand(to)}{year}", text))  # type: ignore[misc]
    return None


def moment(text: str) -> str | None:
    """Return by when something is to be reached, for an aim: a day, a month, the end of a quarter or of a year."""
    if match := _END_OF_YEAR.search(text):
        return f"{match[1]}-12-31"
    for pattern, read in _READERS[:-1]:
        if (match := pattern.search(text)) and (found := read(match)):
            return found
    return None


def _day(number: int, month: int, year: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def _month(match: re.Match[str]) -> str | None:
    month, year = (int(part) for part in match.groups() if part)
    return f"{year}-{month:02}" if 1 <= month <= 12 and 1990 <= year <= 2100 else None


def _last(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_DAY, lambda match: _day(*(int(part) for part in match.groups() if part))),
    (_QUARTER, lambda match: _last(int(match[2]), 3 * _QUARTERS[match[1].lower()])),
    (_HALF, lambda match: _last(int(match[2]), 6 if match[1].lower() == "đầu" else 12)),
    (_MONTH, _month),
    (_YEAR, lambda match: match[1] or match[2] or match[3]),
)
