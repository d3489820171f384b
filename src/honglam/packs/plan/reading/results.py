"""Figures of a document that tells results: what was reached, of how many, and as of when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from honglam.base.text import fold
from honglam.packs.plan.contracts import Figure
from honglam.packs.plan.reading import citations, columns, dates, tidying
from honglam.packs.plan.reading.aims import number_of
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.clauses import segments, sentences
from honglam.packs.plan.reading.columns import Column
from honglam.packs.plan.reading.outline import Part, Placed
from honglam.packs.plan.reading.vocabulary import any_of

_N = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_OF = re.compile(rf"(?<![\w/.,])({_N})\s*/\s*({_N})\s+(?=[^\W\d])")
_SHARE = re.compile(rf"(?<![\w/.,])({_N})\s*%")
_COUNT = re.compile(rf"(?<![\w/.,:-])({_N})\s+({any_of('units')})(?!\w)", re.IGNORECASE)
_RANK = re.compile(r"(?:xếp|đứng|hạng|vị trí)\s+(?:thứ|hạng)?\s*(\d{1,3})(?:/(\d{2}))?\b", re.IGNORECASE)
_HIDDEN = re.compile(any_of("descriptions"), re.IGNORECASE)
_AS_OF = re.compile(
    r"(?:đến|tính đến|lũy kế đến|luỹ kế đến|đến hết|trong|năm|tháng|quý)\s+"
    r"(?:nay|hết|cuối|ngày|tháng|quý|năm|\d)[^,.;:()]{0,30}",
    re.IGNORECASE,
)
_REACHED = re.compile(r"^(?:ket qua|thuc hien|da dat|dat duoc|uoc thuc hien|so lieu)(?! nhiem vu)")
_AIMED = re.compile(r"phấn đấu|mục tiêu đến|đặt mục tiêu|bảo đảm \d|phải đạt", re.IGNORECASE)


def find(placed: Iterable[Placed], until: str | None = None) -> Iterator[Figure]:
    """Yield the figures of a document with their clauses. What is only aimed at, and numbers of acts, are left out.

    Args:
        placed: the blocks of the document.
        until: the end of the time that its title names; it counts where nothing nearer is said.
    """
    for each in placed:
        if each.block.kind is Kind.TABLE:
            yield from _of_table(each, until)
            continue
        if each.part in {Part.OBJECTIVES, Part.TASKS}:
            continue
        known = until
        for sentence, start in sentences(each.block.text):
            known = _as_of(sentence) or known
            if _AIMED.search(sentence):
                continue
            for clause, at in segments(sentence):
                span = (each.block.span[0] + start + at, each.block.span[0] + start + at + len(clause))
                for value, unit, whole in _figures(clause):
                    yield Figure(each.section, clause.strip(" .;:"), value, unit, whole, _as_of(clause) or known, span)


def _of_table(placed: Placed, until: str | None) -> Iterator[Figure]:
    """Yield the figures of a table whose head names what is counted, and a column of results."""
    rows = placed.block.rows
    head = columns.of(rows)
    reached = [at for at, word in enumerate(head.words) if _REACHED.search(fold(word))] if head else []
    if head is None or not reached or Column.TITLE not in head.known:
        return
    title, unit = head.at(Column.TITLE)[0], (*head.at(Column.UNIT), None)[0]
    as_of = dates.deadline(head.words[reached[0]]) or until
    for row in rows[head.rows :]:
        cells = [tidying.plain(cell) for cell in (*row, *[""] * len(head.words))]
        if number := re.fullmatch(rf"({_N})\s*(%?)", cells[reached[0]]):
            counted = cells[unit] if unit is not None else number[2]
            yield Figure(
                placed.section, cells[title], number_of(number[1]), counted or None, None, as_of, placed.block.span
            )


def _figures(clause: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield value, unit and whole of the figures of a clause."""
    hidden = _HIDDEN.sub(lambda match: "·" * len(match[0]), clause)
    for citation in citations.find(clause):
        hidden = hidden[: citation.start] + "·" * (citation.end - citation.start) + hidden[citation.end :]
    for match in _RANK.finditer(hidden):
        yield number_of(match[1]), "hạng", match[2]
    hidden = _RANK.sub(lambda match: "·" * len(match[0]), hidden)
    for match in _OF.finditer(hidden):
        after = _COUNT.match(f"1 {hidden[match.end() :]}")
        yield number_of(match[1]), after[2] if after else None, number_of(match[2])
    hidden = _OF.sub(lambda match: "·" * len(match[0]), hidden)
    for match in _SHARE.finditer(hidden):
        yield number_of(match[1]), "%", None
    for match in _COUNT.finditer(hidden):
        yield number_of(match[1]), match[2], None


def _as_of(text: str) -> str | None:
    """Return the moment as of which a sentence speaks: a day, a month, a year."""
    for match in _AS_OF.finditer(text):
        if found := dates.deadline(match[0]):
            return found
    return None
