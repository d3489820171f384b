"""Which rows of a table are its headings, and which column is which field. Pure: what stands in the file decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz

from honglam.base.text import clean, fold
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.contracts.imports import Column, Days, Decimals, How
from honglam.engines.register.service.importing import formats
from honglam.kit import sheets

Grid = Sequence[Sequence[str]]
Merge = tuple[int, int, int, int]
WITHIN = 30  # rows
_ALIKE = 88  # of 100: a slip in a heading
_SAMPLES = 5
# A row under the headings that only numbers the columns: (1) (2) (3), or A B 1 2.
_NUMBERED = re.compile(r"\(?([0-9]{1,3}|[a-zA-Z])\)?([=+*/x-].*)?")
# What people write over such a column, whatever the field is called.
_USUAL: Mapping[Type, tuple[str, ...]] = {
    Type.PERSONAL_NUMBER: (
        "cccd",
        "so cccd",
        "so dinh danh",
        "so dinh danh ca nhan",
        "can cuoc cong dan",
        "so can cuoc",
    ),
    Type.PHONE: ("dien thoai", "so dien thoai", "sdt", "dt", "phone"),
    Type.EMAIL: ("email", "e mail", "thu dien tu", "hop thu"),
    Type.GEOMETRY: ("geometry", "geom", "wkt", "geojson", "the geom", "toa do"),
}
_USUAL_COMMUNE = ("xa", "phuong", "xa phuong", "phuong xa", "xa phuong thi tran", "ma xa", "commune")


def heading_of(grid: Grid, head: tuple[int, int], merges: Sequence[Merge]) -> list[str]:
    """Return the heading of each column; the lines of a heading are joined from top to bottom."""
    filled = _filled(grid, head, merges)
    width = max((len(row) for row in filled), default=0)
    found = []
    for at in range(width):
        lines = [_tidy(row[at]) for row in filled if at < len(row)]
        found.append(" / ".join(dict.fromkeys(each for each in lines if each))[:200])
    return found


def find(grid: Grid, merges: Sequence[Merge], register: Register) -> tuple[int, int]:
    """Return the first and last row of the headings, from 0.

    The rows win in which most fields are found by name; where none is, the first row that is full of different words.
    (-1, -1) when the rows begin at once with values.
    """
    best, where = 0.0, (-1, -1)
    for first in range(min(len(grid), WITHIN)):
        for last in range(first, min(first + 3, len(grid))):
            if last > first and not _belongs(grid, first, last, merges):
                break
            score = _score(heading_of(grid, (first, last), merges), register) - 0.1 * (last - first)
            if score > best:
                best, where = score, (first, last)
    return where if best > 0 else _wordy(grid)


def body(grid: Grid, head: tuple[int, int]) -> int:
    """Return the first row with values: below the headings, and below a row that only numbers the columns."""
    first = head[1] + 1
    if first < len(grid):
        cells = [clean_cell(each) for each in grid[first] if clean_cell(each)]
        numbers = [int(found[1]) for each in cells if (found := _NUMBERED.fullmatch(each)) and found[1].isdecimal()]
        rising = len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))
        if rising and all(_NUMBERED.fullmatch(each) for each in cells) and head != (-1, -1):
            return first + 1
    return first


def matched(
    register: Register, headings: Sequence[str], rows: Grid, remembered: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Return the columns with the fields into which they go.

    Args:
        register: whose fields.
        headings: of the columns.
        rows: the first rows with values.
        remembered: heading as it is compared → field, as somebody said before; an empty field leaves a column out.
    """
    names = {at: sheets.heading(text) for at, text in enumerate(headings)}
    found: dict[int, tuple[str, How]] = {}
    fields = importable(register)
    known = {each.name for each in fields}
    for at, words in names.items():
        said = (remembered or {}).get(words)
        taken = {name for name, _how in found.values() if name}
        if said is not None and (said in known or not said) and said not in taken:
            found[at] = (said, How.HAND)
    for how in (How.NAME, How.ALIKE, How.CONTENT):
        for at in names:
            if at in found:
                continue
            left = [each for each in fields if each.name not in {name for name, _how in found.values()}]
            field = _fits(headings[at], left, how) if how is not How.CONTENT else _by_content(rows, at, left)
            if field:
                found[at] = (field, how)
    return tuple(
        _column(Column(at=at, heading=text), found.get(at, ("", How.NONE)), rows, register)
        for at, text in enumerate(headings)
    )


def importable(register: Register) -> tuple[Field, ...]:
    """Return the fields that a table can fill: it has no room for repeated groups; files are attached by hand."""
    return tuple(each for each in register.fields if each.type not in {Type.FILE, Type.GROUP})


def signature(headings: Sequence[str]) -> str:
    """Return the headings as they are compared, by which a matching is remembered."""
    return "|".join(sheets.heading(each) for each in headings)


def with_formats(column: Column, field: Field | None, rows: Grid) -> Column:
    """Return a column with the way in which it writes numbers and days."""
    values = _values(rows, column.at)
    decimals = formats.decimals(values) if field and field.type in formats.NUMBERS else Decimals.COMMA
    days = formats.days(values) if field and field.type in formats.DAYS else Days.DAY_FIRST
    return replace(column, decimals=decimals, days=days)


def clean_cell(text: str) -> str:
    """Return a cell as one line; nothing when its letters are broken."""
    return sheets.text(text)


def _tidy(text: str) -> str:
    return clean_cell(text)[:120]


def _column(column: Column, found: tuple[str, How], rows: Grid, register: Register) -> Column:
    sample = tuple(_tidy(each)[:60] for each in _values(rows, column.at)[:_SAMPLES])
    field = register.field(found[0]) if found[0] else None
    return with_formats(replace(column, field=found[0], how=found[1], sample=sample), field, rows)


def _values(rows: Grid, at: int) -> list[str]:
    return [row[at] for row in rows if at < len(row) and row[at].strip()]


def _score(headings: Sequence[str], register: Register) -> float:
    left = list(importable(register))
    score = 0.0
    for text in headings:
        for how, worth in ((How.NAME, 1.0), (How.ALIKE, 0.8)):
            name = _fits(text, left, how)
            if name:
                left = [each for each in left if each.name != name]
                score += worth
                break
    return score


def _fits(text: str, fields: Sequence[Field], how: How) -> str:
    """Return the field that a heading names: as a whole, or by its lowest line, above which the group stands."""
    for words in dict.fromkeys(map(sheets.heading, (text, text.rpartition(" / ")[2]))):
        for each in fields if words else ():
            names = _names(each)
            if words in names if how is How.NAME else _alike(words, names):
                return each.name
    return ""


def _alike(words: str, names: Sequence[str]) -> bool:
    return len(words) > 5 and any(fuzz.ratio(words, each) >= _ALIKE for each in names if len(each) > 5)


def _names(field: Field) -> tuple[str, ...]:
    usual = _USUAL.get(field.type, ())
    if field.target is not None and field.target.kind is TargetKind.COMMUNE:
        usual = _USUAL_COMMUNE
    own = (field.title, field.title_en, field.name.replace("_", " "), field.name)
    with_unit = (f"{field.title} {field.unit}",) if field.unit else ()
    return tuple(dict.fromkeys(each for each in (*map(sheets.heading, (*own, *with_unit)), *usual) if each))


def _by_content(rows: Grid, at: int, fields: Sequence[Field]) -> str:
    """Return the one field for which nearly all values are right, among those whose values are unmistakable."""
    values = [clean_cell(each) for each in _values(rows, at)][:200]
    fitting = [each.name for each in fields if formats.unmistakable(each, values)]
    return fitting[0] if len(fitting) == 1 else ""


def _belongs(grid: Grid, first: int, last: int, merges: Sequence[Merge]) -> bool:
    """Tell whether a row continues the heading above it: a merge reaches it, or it fills what that one left empty."""
    for top, left, bottom, right in merges:
        if first <= top < last and (bottom >= last or right > left) and top <= last - 1:
            return True
    above, row = grid[last - 1], grid[last]
    gaps = [at for at in range(min(len(above), len(row))) if not above[at].strip() and row[at].strip()]
    return bool(gaps) and not any(re.search(r"\d{3,}", row[at]) for at in range(len(row)))


def _filled(grid: Grid, head: tuple[int, int], merges: Sequence[Merge]) -> list[list[str]]:
    """Return the rows of the heading with merged areas filled; a group's name stands over all its columns."""
    if head == (-1, -1):
        return [[f"{at + 1}" for at in range(max((len(row) for row in grid), default=0))]]
    first, last = head
    rows = [list(row) for row in grid[first : last + 1]]
    for top, left, bottom, right in merges:
        if not (first <= top <= last and top < len(grid) and left < len(grid[top])):
            continue
        for row in rows[top - first : bottom - first + 1]:
            row[left : right + 1] = [grid[top][left]] * len(row[left : right + 1])
    if not merges and len(rows) > 1:
        _spread(rows)
    return rows


def _spread(rows: list[list[str]]) -> None:
    """Fill a group's name to the right where the file does not say what was merged."""
    for above, below in pairwise(rows):
        for at in range(1, len(above)):
            if not above[at].strip() and at < len(below) and below[at].strip() and below[at - 1].strip():
                above[at] = above[at - 1]


def _wordy(grid: Grid) -> tuple[int, int]:
    """Return the first row that is full of different words and has values below it."""
    width = max((sum(1 for each in row if each.strip()) for row in grid), default=0)
    for at, row in enumerate(grid[:WITHIN]):
        words = [clean_cell(each) for each in row if each.strip()]
        full = len(words) >= max(1, width * 0.7) and len({fold(each) for each in words}) == len(words)
        if full and all(re.search(r"[^\W\d_]", each) for each in words) and at + 1 < len(grid):
            return at, at
    return -1, -1


def compared(text: str) -> str:
    """Return a heading as it is compared."""
    return sheets.heading(clean(text))
