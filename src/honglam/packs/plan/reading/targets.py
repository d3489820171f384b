"""Quantified aims: shares, counts, ranks and days to reach, one of each clause.

What only describes the aim (`từ 15 tuổi trở lên`, `mạng 5G`, `trên 01 Gbps`) is no aim of its own, nor are numbers of
acts, periods and versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from honglam.packs.plan.contracts import Target
from honglam.packs.plan.reading import aims, citations, dates
from honglam.packs.plan.reading.aims import number_of
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.clauses import segments, sentences
from honglam.packs.plan.reading.outline import Part, Placed
from honglam.packs.plan.reading.vocabulary import any_of

_N = r"\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_SHARE = re.compile(rf"(?<![\w/.,-])({_N})\s*%?\s*(?:-|–|đến|tới)\s*({_N})\s*%|(?<![\w/.,])({_N})\s*(?:%|phần trăm)")
_RANK = re.compile(
    r"(?:nhóm|top|tốp|thứ hạng|xếp hạng|hạng|xếp thứ|vị trí thứ|đứng thứ|thứ)\s+(?:\w+\s+)?"
    r"(\d{1,3})(?:/\d{2})?(?![\d/%.])",
    re.IGNORECASE,
)
_SCALE = r"(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)?"
_COUNT = re.compile(
    rf"(?<![\w/.,:-])({_N})(?:\s*(?:-|–|đến)\s*({_N})|\s*/\s*\d+)?\s+({_SCALE}(?:{any_of('units')}))(?!\w)",
    re.IGNORECASE,
)
# "tối thiểu 500 …", "Vận động 5.000 …", "…, 60 …": it is aimed at, whatever is counted.
_COUNTED = re.compile(
    rf"(?:\b{any_of('at_least')}\s+|(?:^\W*|[,;]\s+|\bđấu\s+){any_of('makes')}\s+|(?:^|,)\s*)"
    rf"({_N})\s+(?!{any_of('spans')}\b)({_SCALE}[^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.IGNORECASE,
)
# Where aims stand; the next line counts where the one before has none. In an appendix only tables of indicators do.
_WHERE = (
    (frozenset({Part.OBJECTIVES}), 1.0),
    (frozenset({Part.APPENDIX}), 0.9),
    (frozenset({Part.TASKS, Part.OTHER, Part.OBJECTIVES}), 0.8),
)
_NEAR = 12  # characters before a quantity that opens its clause
_OPENS = re.compile(rf"\W*(?:{any_of('makes')}|{any_of('subjects')})\s", re.IGNORECASE)
_AIMED = re.compile(rf"(?:{any_of('at_least')}|\btừ)\s+$|^\W*(?:và\s+|phấn đấu\s+)?{any_of('makes')}\s", re.IGNORECASE)
_GROWN = re.compile(r"[,(]\s*(?:tương đương\s+)?(?:tăng|giảm)\s+(?:thêm\s+|khoảng\s+)?$")  # "đạt 40%, tăng 5%"
_NO_AIM = re.compile(any_of("descriptions"), re.IGNORECASE)
_BELOW = re.compile(any_of("below"))
_EXACT = re.compile(rf"\b{any_of('equal')}\b")
_AIM_DAY = re.compile(
    rf"(?:{any_of('by_then')}\s+|^\W*)(?:(?:trong|đến|hết|cuối|trước|vào|là)\s+)*(?:ngày\s+\d|tháng\s+\d|quý\s+\S|năm\s+20\d{{2}}|\d{{1,2}}/(?:\d{{1,2}}/)?20\d{{2}})",
    re.IGNORECASE,
)
_REACHED = re.compile(any_of("reached"), re.IGNORECASE)
_BEFORE_YEARS = re.compile(r"giai đoạn|định hướng|tầm nhìn")
_OF_ACT = re.compile(r"ngày\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_EXACT_DAY = re.compile(r"ngày\s+\d|tháng\s+\d|quý\s+[IV1-4]|cuối năm|hết năm|\d{1,2}/\d{4}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: str
    unit: str | None
    ranged: bool = False
    rank: bool = False


def find(placed: Iterable[Placed], year: int | None = None) -> tuple[Target, ...]:
    """Return the aims of the objectives; where these state none, of tables of indicators, then of what is to be done.

    Args:
        placed: the blocks of the document.
        year: of the plan.
    """
    every = list(placed)
    for parts, sure in _WHERE:
        chosen = (each for each in every if each.part in parts)
        if found := tuple(aim for each in chosen for aim in _of_block(each, sure, year)):
            return found
    return ()


def _of_block(placed: Placed, sure: float, year: int | None) -> Iterator[Target]:
    if placed.block.kind is Kind.TABLE:
        yield from aims.read(placed, year)
    if placed.block.kind is Kind.TABLE or placed.part is Part.APPENDIX:
        return
    text = placed.block.text
    for sentence, start in sentences(text):
        for clause, quantity, offset in _clauses(sentence):
            at = placed.block.span[0] + start + offset
            confidence = sure if quantity.unit == "%" else 0.85 * sure
            yield Target(
                section=placed.section,
                text=clause.strip(" ,.;:"),
                value=quantity.value,
                unit=quantity.unit,
                direction=_direction(clause, quantity),
                span=(at, at + len(clause)),
                confidence=confidence,
            )


def _clauses(sentence: str) -> Iterator[tuple[str, _Found, int]]:
    """Yield the clauses of a sentence that state an aim, each with its quantity and where it begins."""
    found = _quantities(sentence)
    if not found:
        if (day := _day(sentence)) is not None:
            yield sentence, day, 0
        return
    parts = list(segments(sentence))
    starts = [start for _text, start in parts]
    owner = [_place(starts, quantity.start) for quantity in found]
    first = 0
    for at, quantity in enumerate(found):
        if at + 1 == len(found):
            last = len(parts)
        elif owner[at + 1] == owner[at]:
            last = owner[at] + 1
        else:
            last = _border(parts, owner[at], owner[at + 1], found[at + 1])
        begin = starts[min(first, len(parts) - 1)]
        end = starts[last - 1] + len(parts[last - 1][0])
        yield sentence[begin:end], quantity, begin
        first = last if at + 1 < len(found) and owner[at + 1] != owner[at] else first


def _place(starts: list[int], position: int) -> int:
    return max(at for at, start in enumerate(starts) if start <= position)


def _border(parts: list[tuple[str, int]], here: int, there: int, following: _Found) -> int:
    """Return the segment with which the clause of the next quantity begins.

    It is that quantity's own segment when the quantity or a new subject opens it; else the first after this clause's.
    """
    opens = following.start - parts[there][1] < _NEAR or _OPENS.match(parts[there][0])
    return there if opens else here + 1


def _quantities(sentence: str) -> list[_Found]:
    """Return what is quantified: shares, and counts in clauses of their own; without any share, ranks and counts."""
    hidden = _NO_AIM.sub(lambda match: "·" * len(match[0]), sentence)
    for citation in citations.find(sentence):
        hidden = hidden[: citation.start] + "·" * (citation.end - citation.start) + hidden[citation.end :]
    shares = [_share(match) for match in _SHARE.finditer(hidden)]
    shares = [each for at, each in enumerate(shares) if not at or not _GROWN.search(hidden[: each.start])]
    ranks = [_Found(m.start(1), m.end(1), m[1].lstrip("0"), "hạng", rank=True) for m in _RANK.finditer(hidden)]
    counts = list(_counts(hidden))
    if not shares:
        return ranks or counts
    return sorted((*shares, *_apart(sentence, shares, counts)), key=lambda found: found.start)


def _counts(hidden: str) -> Iterator[_Found]:
    """Yield what is counted: of known things, and of any after a word that makes it an aim."""
    known = [_count(match) for match in _COUNT.finditer(hidden)]
    yield from known
    for match in _COUNTED.finditer(hidden):
        if not any(found.start <= match.start(1) < found.end for found in known):
            yield _Found(match.start(1), match.end(), number_of(match[1]), match[2])


def _apart(sentence: str, shares: list[_Found], counts: list[_Found]) -> Iterator[_Found]:
    """Yield the counts that stand in a clause without a share and say how many there are to be."""
    for segment, start in segments(sentence):
        end = start + len(segment)
        if any(start <= share.start < end for share in shares):
            continue
        for found in counts:
            if start <= found.start < end and _AIMED.search(sentence[start : found.start]):
                yield found


def _share(match: re.Match[str]) -> _Found:
    if match[1]:
        return _Found(match.start(), match.end(), f"{number_of(match[1])}-{number_of(match[2])}", "%", ranged=True)
    return _Found(match.start(), match.end(), number_of(match[3]), "%")


def _count(match: re.Match[str]) -> _Found:
    unit = match[3].strip()
    if match[2]:
        return _Found(match.start(), match.end(), f"{number_of(match[1])}-{number_of(match[2])}", unit, ranged=True)
    return _Found(match.start(), match.end(), number_of(match[1]), unit)


def _day(sentence: str) -> _Found | None:
    """Return the day to reach of a sentence without another quantity."""
    hidden = _without_acts(sentence)
    match = _AIM_DAY.search(hidden)
    if match is None or not _REACHED.search(hidden):
        return None
    rest = hidden[match.start() :]
    value = dates.moment(rest) if _EXACT_DAY.search(rest) else None
    year = re.search(r"năm\s+(20\d{2})", match[0])
    if value is None and year and re.search(r"hoàn thành|đưa vào", hidden, re.IGNORECASE):
        value = None if _BEFORE_YEARS.search(hidden[: match.start()][-20:].lower()) else year[1]
    return _Found(match.start(), match.end(), value, None) if value else None


def _without_acts(sentence: str) -> str:
    """Return a sentence of the same length in which acts and their days are hidden."""
    for citation in citations.find(sentence):
        tail = sentence[citation.end : citation.end + 45]
        seen = _OF_ACT.sub(lambda match: "·" * len(match[0]), tail)
        hidden = "·" * (citation.end - citation.start)
        sentence = sentence[: citation.start] + hidden + seen + sentence[citation.end + len(tail) :]
    return sentence


def _direction(clause: str, quantity: _Found) -> str:
    if quantity.ranged:
        return "range"
    if quantity.unit is None or quantity.rank:
        return "<="
    words = clause.lower()
    if _BELOW.search(words) and not re.search(r"không dưới", words):
        return "<="
    return "=" if _EXACT.search(words) else ">="
