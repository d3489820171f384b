"""The text of a document with its findings lit: paragraphs and rows, cut where findings begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from honglam.packs.plan.contracts import Item, ItemKind

_RULE = re.compile(r"\s*\|[\s|:-]*\|?\s*")  # below the head of a Markdown table
_WINDOW = 300_000  # letters that a page shows; of a longer document those around the finding that is looked at


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a finding stands."""

    start: int
    end: int
    item: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: its text, the finding to which it belongs, and whether that begins here."""

    text: str
    item: int = 0
    first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the rows of a table that stand together; a row is its cells and its finding."""

    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[str, ...], int, bool], ...] = ()


def marks(items: Sequence[Item]) -> tuple[list[Mark], Mapping[int, int]]:
    """Return what is lit, without overlaps, and by which mark each finding is found."""
    found: list[Mark] = []
    by: dict[int, int] = {}
    spans = [(item.span, item.id) for item in items if item.span and item.kind is not ItemKind.HEAD]
    for (start, end), item in sorted(spans):
        if found and start < found[-1].end:
            by[item] = found[-1].item
            continue
        found.append(Mark(start, max(end, start + 1), item))
        by[item] = item
    return found, by


def blocks(text: str, lit: Sequence[Mark], around: int = 0) -> Iterator[Block]:
    """Yield the document in its order."""
    first = max(0, around - _WINDOW // 2) if len(text) > _WINDOW else 0
    rows: list[tuple[tuple[str, ...], int, bool]] = []
    seen: set[int] = set()
    place = first
    for line in text[first : first + _WINDOW].split("\n"):
        here = [mark for mark in lit if mark.start < place + len(line) and mark.end > place]
        if cells := _cells(line):
            item = here[0].item if here else 0
            rows.append((cells, item, bool(item) and item not in seen))
            seen.add(item)
        elif _RULE.fullmatch(line):
            pass
        elif line.strip():
            if rows:
                yield Block(rows=tuple(rows))
                rows = []
            yield Block(pieces=tuple(_pieces(line, place, here, seen)))
        place += len(line) + 1
    if rows:
        yield Block(rows=tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a row, as the reader or Markdown writes one; nothing when it is none."""
    if "\t" in line:
        return tuple(line.split("\t"))
    if line.startswith("|") and line.count("|") > 1 and not _RULE.fullmatch(line):
        return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    return ()


def _pieces(line: str, place: int, here: Sequence[Mark], seen: set[int]) -> Iterator[Piece]:
    at = 0
    for mark in here:
        start, end = max(0, mark.start - place), min(len(line), mark.end - place)
        if start > at:
            yield Piece(line[at:start])
        yield Piece(line[start:end], mark.item, mark.item not in seen)
        seen.add(mark.item)
        at = end
    if at < len(line):
        yield Piece(line[at:])
