"""Aims that a document lists in a table of indicators: `TT | Chỉ tiêu | Đơn vị | Mục tiêu 2026`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honglam.base.text import fold
from honglam.packs.plan.contracts import Target
from honglam.packs.plan.reading import columns, dates, tidying
from honglam.packs.plan.reading.columns import Column, Head
from honglam.packs.plan.reading.outline import Placed
from honglam.packs.plan.reading.vocabulary import any_of

_N = r"\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_WORDS_BEFORE = rf"(?:[≥≤<>=~]+|{any_of('at_least')}|{any_of('below')}|từ|duy trì)?\s*"
_VALUE = re.compile(
    rf"(?P<sign>{_WORDS_BEFORE})(?P<one>{_N})(?:\s*%?\s*[-–]\s*(?P<two>{_N}))?\s*(?P<unit>%|[^\W\d_][^\d;]*)?",
    re.IGNORECASE,
)
_OF_AIMS = re.compile(r"chi tieu|muc tieu")
_UNIT_IN_TITLE = re.compile(r"\((%|[^()\d]{1,20})\)\s*$")
_BELOW = re.compile(rf"{any_of('below')}|<|≤", re.IGNORECASE)


def is_of(head: Head) -> bool:
    """Tell whether a table lists figures to reach and no tasks."""
    title = fold(head.words[head.at(Column.TITLE)[0]])
    if not _OF_AIMS.search(title) or "nhiem vu" in title:
        return False
    return bool(head.known & {Column.UNIT, Column.VALUE}) or not head.known & {Column.LEAD, Column.DEADLINE}


def read(placed: Placed, year: int | None) -> Iterator[Target]:
    """Yield the aims of a table; nothing when it is none of indicators.

    Args:
        placed: a table.
        year: of the plan: among the columns of several years it says which is aimed at.
    """
    head = columns.of(placed.block.rows)
    if head is None or Column.TITLE not in head.known or not is_of(head):
        return
    value, unit = _place_of_value(head, year), _place_of_unit(head)
    if value is None:
        return
    for cells in placed.block.rows[head.rows :]:
        row = [tidying.plain(cell) for cell in cells] + [""] * (len(head.columns) - len(cells))
        if columns.is_numbering(row) or columns.is_repeated(row, head):
            continue
        aim = _aim(placed, row[head.at(Column.TITLE)[0]], row[value], row[unit] if unit is not None else "")
        if aim is not None:
            yield aim


def _place_of_value(head: Head, year: int | None) -> int | None:
    """Return the column of what is aimed at: that of the year of the plan, else the last."""
    places = head.at(Column.VALUE) or head.at(Column.OBJECTIVE)
    own = [place for place in places if year and str(year) in head.words[place]]
    return next(reversed(own or list(places)), None)


def _place_of_unit(head: Head) -> int | None:
    """Return the column of units; above one that holds `%` and `xã` only `Đơn vị` may stand."""
    places = head.at(Column.UNIT) or tuple(
        place for place in head.at(Column.LEAD) if fold(head.words[place]).strip(" .:") == "don vi"
    )
    return places[0] if places else None


def _aim(placed: Placed, title: str, cell: str, unit: str) -> Target | None:
    match = _VALUE.fullmatch(cell.strip(" .;"))
    day = None if match else dates.deadline(cell)
    if not title or (match is None and day is None):
        return None
    value, direction = day or "", "<="
    if match is not None:
        value, direction = _number(match), _direction(match, title)
        said = _UNIT_IN_TITLE.search(title)
        unit = unit or (match["unit"] or "").strip() or (said[1] if said else "")
    return Target(
        section=placed.section,
        text=title,
        value=value,
        unit=unit or None,
        direction=direction,
        span=placed.block.span,
        confidence=0.9,
    )


def _number(match: re.Match[str]) -> str:
    one = number_of(match["one"])
    return f"{one}-{number_of(match['two'])}" if match["two"] else one


def _direction(match: re.Match[str], title: str) -> str:
    if match["two"]:
        return "range"
    if _BELOW.match(match["sign"].strip()) or re.search(r"trễ hạn|quá hạn|hộ nghèo", title):
        return "<="
    return "=" if match["sign"].strip() == "=" else ">="


def number_of(text: str) -> str:
    """Return a figure without separators of thousands, with a point before decimals and no leading zeros."""
    plain = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    whole, dot, decimals = plain.partition(".")
    return (whole.lstrip("0") or "0") + dot + decimals
