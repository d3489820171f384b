"""Text into words, the same for documents and questions.

A word is written twice: as it is spelled (small letters, the tone on the vowel where official names have it) and
folded (no accents). Abbreviations and what they stand for lead to each other; they are data.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from honglam.base.text import fold, respell

LONGEST = 60  # letters; what is longer is no word that somebody types
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_DATA = Path(__file__).parent / "data" / "abbreviations.toml"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is spelled and as it is folded."""

    spelled: str
    folded: str

    @property
    def accented(self) -> bool:
        """Whether the spelling says more than the folded form."""
        return self.spelled != self.folded


def words(text: str) -> list[Word]:
    """Return the words of a text in order; codes such as `17/CTr-BCĐ` fall into their parts."""
    return [word for _start, _end, word in spans(text)]


def spans(text: str) -> Iterator[tuple[int, int, Word]]:
    """Yield each word of a text with its place."""
    for match in _WORD.finditer(text):
        if word := spell(match[0]):
            yield match.start(), match.end(), word


def spell(token: str) -> Word | None:
    """Return one word; None when nothing of it can be searched for."""
    spelled = respell(unicodedata.normalize("NFC", token)).lower()[:LONGEST]
    folded = "".join(c for c in fold(spelled) if c.isalnum())[:LONGEST]
    return Word(spelled, folded) if folded else None


@cache
def abbreviations() -> tuple[tuple[str, tuple[Word, ...]], ...]:
    """Return each abbreviation, folded, with the words it stands for."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple((fold(short), tuple(words(long))) for short, long in data["stands-for"].items())


def related(found: list[Word]) -> list[list[Word]]:
    """Return what a text says in other words: what its abbreviations stand for, and how its phrases are abbreviated."""
    folded = {word.folded for word in found}
    line = f" {' '.join(word.folded for word in found)} "
    more = []
    for short, long in abbreviations():
        if short in folded:
            more.append(list(long))
        if f" {' '.join(word.folded for word in long)} " in line:
            more.append([Word(short, short)])
    return more
