"""Tables drawn with spaces, as text out of a PDF or a scanner shows them; they become lines with tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from honglam.packs.plan.reading import columns, fitted
from honglam.packs.plan.reading.columns import Column

_PIECE = re.compile(r"\S+(?:\s\S+)*")  # two spaces part two cells
_LEAST = 3  # columns of a table
_MARK = re.compile(r"(?:[IVXLC]{1,6}|[A-H]|\d{1,3}(?:\.\d{1,3})*|[a-zđ])\s*[.)]?")
_ENDS = re.compile(r"\s*(?:Nơi nhận|PHỤ LỤC|Phụ lục|(?:TM|KT|TL|TUQ)\.)")
_PAGE = re.compile(r"\s*[-–]?\s*(?:Trang\s*)?\d{1,4}(?:/\d{1,4})?\s*[-–]?\s*")
_APART = 12  # characters between the places of one column in different lines that show that it is no column
_MARKS_FURTHER = 6  # characters that a number may stand to the right of its column

_Line = list[tuple[int, str]]  # where a piece begins, and the piece


def with_tables(text: str) -> str:
    """Return text in which the tables drawn with spaces have become lines with tabs."""
    lines = text.split("\n")
    out: list[str] = []
    at = 0
    while at < len(lines):
        head = _pieces(lines[at])
        if not _is_head(head):
            out.append(lines[at])
            at += 1
            continue
        end = _end(lines, at)
        out += ["\t".join(row) for row in _rows(lines[at:end], head)]
        at = end
    return "\n".join(out)


def _pieces(line: str) -> _Line:
    return [] if "\t" in line or "|" in line else [(match.start(), match[0]) for match in _PIECE.finditer(line)]


def _is_head(pieces: _Line) -> bool:
    if len(pieces) < _LEAST:
        return False
    head = columns.of([[piece for _start, piece in pieces]])
    return head is not None and {Column.NO, Column.TITLE} <= head.known


def _end(lines: Sequence[str], start: int) -> int:
    """Return the first line after a table: one that begins where numbers stand and is no number."""
    second = _pieces(lines[start])[1][0]
    for at in range(start + 1, len(lines)):
        pieces = _pieces(lines[at])
        if _ENDS.match(lines[at]) or "\t" in lines[at] or "|" in lines[at]:
            return at
        if not pieces or _PAGE.fullmatch(lines[at]):
            continue
        begin, first = pieces[0]
        if begin < second - 2 and not _MARK.fullmatch(first) and len(pieces) == 1 and not _goes_on(lines, at + 1):
            return at
    return len(lines)


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line is a row of a table with its number."""
    pieces = _pieces(lines[at]) if at < len(lines) else []
    return len(pieces) > 1 and _MARK.fullmatch(pieces[0][1]) is not None


def _rows(lines: Sequence[str], head: _Line) -> Iterator[list[str]]:
    """Yield the rows of a table: a line with a number begins one, any other goes on with the one before."""
    if _is_loose(lines, len(head)):
        yield from _loose(lines, [piece for _start, piece in head])
        return
    borders = _borders(lines, [start for start, _piece in head])
    row = [piece for _start, piece in head]
    for line in lines[1:]:
        pieces = _pieces(line)
        if not pieces or (_PAGE.fullmatch(line) and pieces[0][0] > borders[0] + _MARKS_FURTHER):
            continue
        cells = [""] * len(head)
        for start, piece in pieces:
            place = sum(start >= border for border in borders)
            cells[place] = f"{cells[place]} {piece}".strip()
        if _MARK.fullmatch(cells[0]):
            yield row
            row = cells
        else:
            row = [f"{one} {two}".strip() for one, two in zip(row, cells, strict=True)]
    yield row


def _is_loose(lines: Sequence[str], width: int) -> bool:
    """Tell whether two spaces only part the cells and their columns do not stand below each other."""
    whole = [pieces for line in lines[1:] if len(pieces := _pieces(line)) == width and _MARK.fullmatch(pieces[0][1])]
    last = [pieces[-1][0] for pieces in whole]
    return len(whole) >= _LEAST and max(last) - min(last) > _APART


def _loose(lines: Sequence[str], head: list[str]) -> Iterator[list[str]]:
    """Yield the rows of a table of which only the order of the cells is kept."""
    yield head
    holds = columns.of([head])
    rows: list[list[str]] = []
    for line in lines[1:]:
        pieces = [piece for _start, piece in _pieces(line)]
        if not pieces or _PAGE.fullmatch(line):
            continue
        if _MARK.fullmatch(pieces[0]):
            rows.append(pieces)
        elif rows and len(rows[-1]) >= len(head):  # no cell is wanting: the rest of the longest, the title
            rows[-1][1] = " ".join((rows[-1][1], *pieces))
        elif rows:
            rows[-1] += pieces
    for no, *pieces in rows:
        yield [no, *fitted.into(pieces, holds.columns[1:] if holds else ())]


def _borders(lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Return where the columns after the first begin: where fewest lines have a letter, as far right as may be."""
    begins = [[start for start, _piece in _pieces(line)] for line in lines]
    found = []
    for left, right in pairwise(starts):
        counts = {at: sum(at in line for line in begins) for at in range(left + 1, right + _MARKS_FURTHER)}
        best = max(counts.values(), default=0)
        found.append(min((at for at, count in counts.items() if count == best), default=right) if best else right)
    return found
