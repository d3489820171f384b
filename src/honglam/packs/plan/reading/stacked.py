"""Tables of which a reader of PDF or a scanner has put each cell on a line of its own; they become lines with tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from honglam.packs.plan.reading import columns, fitted
from honglam.packs.plan.reading.columns import Column

_LEAST = 4  # columns of a table
_LONGEST = 60  # characters of the head of a column
_GROUP = re.compile(r"[IVXLC]{1,6}|[A-H]")
_NUMBER = re.compile(r"(\d{1,3})\s*[.)]?")
_SUB = re.compile(r"\d{1,3}(?:\.\d{1,3})+\s*[.)]?")
_ENDS = re.compile(r"\s*(?:Nơi nhận|PHỤ LỤC|Phụ lục|(?:TM|KT|TL|TUQ)\.)|\s*[IVX]+\.\s+\S")


def with_tables(text: str) -> str:
    """Return text in which the tables with a cell a line have become lines with tabs."""
    lines = text.split("\n")
    out: list[str] = []
    at = 0
    while at < len(lines):
        head, below = _head(lines, at)
        if not head:
            out.append(lines[at])
            at += 1
            continue
        end = next((place for place in range(below, len(lines)) if _is_end(lines[place])), len(lines))
        out += ["", "\t".join(head), *_rows(lines[below:end], head)]
        at = end
    return "\n".join(out)


def _is_end(line: str) -> bool:
    return "\t" in line or _ENDS.match(line) is not None


def _head(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """Return the head of a table that begins with this line and where its rows begin; nothing for any other line."""
    if not lines[start].strip() or "\t" in lines[start] or columns.kind(lines[start]) is not Column.NO:
        return [], start
    head, at = [lines[start].strip()], start + 1
    while at < len(lines) and len(lines[at]) < _LONGEST and "\t" not in lines[at]:
        bare = lines[at].strip()
        if bare and columns.kind(bare) is Column.OTHER:
            break
        head += [bare] if bare else []
        at += 1
    if len(head) < _LEAST or columns.of([head]) is None:
        return [], start
    return head, at


def _rows(lines: Sequence[str], head: Sequence[str]) -> list[str]:
    """Return the rows: a number that may follow begins one; any other that stands alone is that of a page."""
    known = columns.of([list(head)])
    holds = known.columns[1:] if known is not None else ()
    rows: list[tuple[str, list[str]]] = []
    last = 0
    bare = [line.strip() for line in lines]
    for at, line in enumerate(bare):
        if not line or (line in head and (line == head[0] or bare[at - 1] in head)):
            continue
        number = _NUMBER.fullmatch(line)
        if number and int(number[1]) in {last + 1, 1} and _has_cells(bare, at):
            rows.append((number[1], []))
            last = int(number[1])
        elif _SUB.fullmatch(line) or _GROUP.fullmatch(line):
            rows.append((line, []))
        elif not (number and not _between(bare, at)) and rows:
            rows[-1][1].append(line)
    return ["\t".join((no, *fitted.into(pieces, holds))) for no, pieces in rows]


def _has_cells(lines: Sequence[str], at: int) -> bool:
    """Tell whether words follow a number, as they do in a row."""
    following = next((line for line in lines[at + 1 : at + 3] if line), "")
    return bool(re.search(r"[^\W\d]{2}", following))


def _between(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line stands close between two others."""
    return bool(at and lines[at - 1]) and bool(at + 1 < len(lines) and lines[at + 1])
