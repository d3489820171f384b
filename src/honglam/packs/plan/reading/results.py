"""Figures of a document that tells results: what was reached, of how many, and as of when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from honglam.packs.plan.contracts import Figure
from honglam.packs.plan.reading import citations, dates
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.clauses import segments, sentences
from honglam.packs.plan.reading.outline import Part, Placed
from honglam.packs.plan.reading.targets import number_of
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
_AIMED = re.compile(r"phấn đấu|mục tiêu đến|đặt mục tiêu|bảo đảm \d|phải đạt", re.IGNORECASE)


def find(placed: Iterable[Placed]) -> Iterator[Figure]:
    """Yield the figures of a document with their clauses. What is only aimed at, and numbers of acts, are left out."""
    for each in placed:
        if each.block.kind is Kind.TABLE or each.part in {Part.OBJECTIVES, Part.TASKS}:
            continue
        known: str | None = None
        for sentence, start in sentences(each.block.text):
            known = _as_of(sentence) or known
            if _AIMED.search(sentence):
                continue
            for clause, at in segments(sentence):
                span = (each.block.span[0] + start + at, each.block.span[0] + start + at + len(clause))
                for value, unit, whole in _figures(clause):
                    yield Figure(each.section, clause.strip(" .;:"), value, unit, whole, _as_of(clause) or known, span)


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
