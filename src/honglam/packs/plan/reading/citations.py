"""Acts that a text names: kind, number, day, issuer, title.

Numbers follow Nghị định 30/2020/NĐ-CP (`123/KH-UBND`), laws and circulars carry their year (`23/2025/TT-BKHCN`), the
Party's documents a dash (`57-NQ/TW`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from honglam.packs.plan.contracts import LegalBase
from honglam.packs.plan.reading import dates
from honglam.packs.plan.reading.tidying import LOWER, UPPER
from honglam.packs.plan.reading.vocabulary import any_of

_LETTERS = rf"[{UPPER}][{UPPER}{LOWER}]*\d*(?:&[{UPPER}]+|\.(?:TTg|CP)\b)?"
# 123/KH-UBND, 23/2025/TT-BKHCN, 57-NQ/TW, 5034/UBND-VX1, 24/2018/QH14; scanners put spaces around the dash.
_NUMBER = re.compile(
    rf"(?<![\d/])\d{{1,5}}[a-d]?(?:\s?/\s?(?:19|20)\d{{2}})?(?:\s?[-/–]\s?{_LETTERS}){{1,4}}(?![\w/])",
)
_CITED = re.compile(rf"\b({any_of('acts')})\b", re.IGNORECASE)
_ABOUT = any_of("about")
_ISSUER = re.compile(rf"\bcủa\s+({any_of('issuers')})(?=\s+(?i:{_ABOUT})\b|[,;.:(]|$)")
_TITLE = re.compile(rf"\b{_ABOUT}\b", re.IGNORECASE)
_NAMED = re.compile(r"\s*số\s*$|^\s*số\b", re.IGNORECASE)
# What follows the acts in a preamble: ", UBND tỉnh ban hành Kế hoạch …".
_ISSUES = re.compile(r"[,;]\s+(?=(?:UBND|Ủy ban|Sở|Ban|Bộ|Đảng ủy|Văn phòng)\s[^,;]{0,80}?\s?(?:ban hành|xây dựng)\s)")
_BY_NUMBER = (("-CP", "Chính phủ"), ("-TTg", "Thủ tướng Chính phủ"), *((f"QH{n}", "Quốc hội") for n in range(10, 20)))


@dataclass(frozen=True, slots=True)
class Citation:
    """An act that a text names, and where."""

    base: LegalBase
    kind: str
    start: int
    end: int


def number_of(text: str) -> str:
    """Return a number in its one form: no spaces, a plain dash."""
    return re.sub(r"\s+", "", text).replace("–", "-")


def find(text: str) -> Iterator[Citation]:
    """Yield the acts that a text names by number, in their order."""
    matches = [match for match in _NUMBER.finditer(text) if _is_number(match[0])]
    for at, match in enumerate(matches):
        following = matches[at + 1].start() - match.end() if at + 1 < len(matches) else len(text)
        kinds = list(_CITED.finditer(text, max(0, match.start() - 60), match.start()))
        kind = kinds[-1][1] if kinds else ""
        start = kinds[-1].start() if kinds else match.start()
        rest = _own(text[match.end() :], following)
        name = _NAMED.sub("", text[kinds[-1].end() : match.start()]).strip(" ,") if kinds else ""
        yield Citation(_base(kind, name, number_of(match[0]), rest), kind, start, match.end())


def _is_number(text: str) -> bool:
    parts = re.split(r"[-/–\s]+", text.strip())
    letters = [part for part in parts if part[:1].isalpha()]
    return bool(letters) and any(
        part.isupper() or (len(part) > 1 and part[:2].isupper()) or part in {"CTr", "QĐ", "NĐ", "TTg", "TTr"}
        for part in letters
    )


def _own(rest: str, following: int) -> str:
    """Return what still belongs to an act: to the end of its item, or to the next act of the same list."""
    rest = re.split(r";|\n", rest)[0]
    if following < len(rest):
        named = list(_CITED.finditer(rest, 0, following))
        start = named[-1].start() if named else following
        if re.search(r"(?:,|và|cùng với)\s*$", rest[:start]):
            return rest[:start].rstrip(" ,")
    return rest


def _base(kind: str, name: str, number: str, rest: str) -> LegalBase:
    """Return an act by its kind, what stands between that and its number, its number, and what follows."""
    issuer = _ISSUER.search(rest)
    title = _TITLE.search(rest, issuer.end() if issuer else 0)
    about = _ISSUES.split(rest[title.start() :])[0].strip(" ,.;:") if title else ""
    words = " ".join(filter(None, (name, about)))
    return LegalBase(
        number=number,
        date=dates.day(rest[:60]),
        issuer=issuer[1].strip() if issuer else next((by for end, by in _BY_NUMBER if number.endswith(end)), None),
        title=f"{kind} {words}".strip() if words else None,
    )


def unnumbered(text: str) -> LegalBase | None:
    """Return the act that an item of a list names without a number, or None."""
    match = _CITED.match(text.strip())
    if match is None or _NUMBER.search(text):
        return None
    return LegalBase(number=None, date=dates.day(text), issuer=None, title=text.strip(" ;.,"))
