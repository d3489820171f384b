"""Names of agencies in the form in which they are compared.

Printed names differ in accents, spelling (uỷ, ủy), conjunctions (và, &), abbreviations of words (UBND) and of runs of
words (KHCN for "khoa học và công nghệ"), and in whether the province is named at the end. All that is evened out here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from honglam.base.text import fold, respell
from honglam.core.identity.contracts import Agency, Matched

# What separates names in a list, and stands inside some of them.
JOINT = re.compile(r"\s*,\s*|\s+(?:và|va|cùng)\s+|\s*[&+/]\s*|\s+[-–—]\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LOST = frozenset({"va", "cua"})  # words that say nothing about which agency it is
# Abbreviations that stand inside names and lists everywhere; all others are compared with the first letters of words.
_LONG = {
    "ubnd": "ủy ban nhân dân",
    "hdnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "cds": "chuyển đổi số",
    "dmst": "đổi mới sáng tạo",
    "ptnt": "phát triển nông thôn",
    "ntm": "nông thôn mới",
    "mtqg": "mục tiêu quốc gia",
    "tw": "trung ương",
}
_KINDS = {"x": "xa", "p": "phuong", "h": "huyen"}
COMMITTEE = ("uy", "ban", "nhan", "dan")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a name: as they are accented, and plain; both in small letters."""

    accented: tuple[str, ...]
    plain: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.plain)

    @property
    def text(self) -> str:
        """The plain words joined."""
        return " ".join(self.plain)

    @property
    def bare(self) -> bool:
        """Whether it is written without any accent, as on a machine that has none."""
        return self.accented == self.plain

    def since(self, first: int) -> Words:
        """Return it without its first words."""
        return Words(self.accented[first:], self.plain[first:])


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one agency, ready to be compared.

    Attributes:
        agency: the agency.
        printed: the name.
        words: its words.
        how: what it means to be found by it.
        weight: how much being found by it is worth, 0 to 1.
        valid_from: first day of the name; None when it is not known.
        valid_to: last day of it.
    """

    agency: Agency
    printed: str
    words: Words
    how: Matched
    weight: float
    valid_from: date | None = None
    valid_to: date | None = None

    def used(self, on: date) -> bool:
        """Whether the name was in use on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """Return the words of a text: conjunctions dropped, common abbreviations written out, the province as one word."""
    accented: list[str] = []
    for word in _WORD.findall(respell(text).lower()):
        plain = fold(word)
        if plain not in _LOST:
            accented.extend(_LONG[plain].split() if plain in _LONG else [word])
    plain_words = [fold(word) for word in accented]
    # "tỉnh Hà Tĩnh" and a final "Hà Tĩnh" both mean the province; the city of that name is another thing.
    if len(plain_words) > 2 and plain_words[-2:] == ["ha", "tinh"] and plain_words[-3] not in {"pho", "tp"}:
        keep = -2 if plain_words[-3] == "tinh" else -1
        accented = [*accented[:-2], "tỉnh"] if keep == -1 else accented[:-2]
        plain_words = [fold(word) for word in accented]
    return Words(tuple(accented), tuple(plain_words))


def shortens(printed: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether printed words are a name some of whose runs of words are given by their first letters.

    `so khcn` shortens `so khoa hoc cong nghe`; `p tran phu` shortens `phuong tran phu`.
    """
    # Nearly all pairs are turned away by their ends: this is asked of every name for each stretch of a cell.
    if not printed or len(printed) > len(name) or printed[0][0] != name[0][0]:
        return False
    if printed[-1] != name[-1] and printed[-1][-1] != name[-1][0] and printed[-1] not in _KINDS:
        return False
    ways = {(0, 0)}
    for number, word in enumerate(printed):
        following = set()
        for at, _number in ways:
            if at < len(name) and (word == name[at] or _KINDS.get(word) == name[at]):
                following.add((at + 1, number + 1))
            if len(word) > 1 and word == "".join(each[0] for each in name[at : at + len(word)]):
                following.add((at + len(word), number + 1))
        ways = following
        if not ways:
            return False
    return any(at == len(name) for at, _number in ways)
