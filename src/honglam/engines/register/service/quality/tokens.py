"""A sentence as words: folded for comparing, as typed for saying, and which fields people may mean by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from honglam.base.text import clean, fold
from honglam.engines.register.contracts import Field, Register, TargetKind, Type

SENTENCE_MAX = 400  # letters
_TOKEN = re.compile(r'“[^”]*”|"[^"]*"|>=|<=|<>|!=|[≥≤≠<>=(),;]|[-−]?\d[\d.,/-]*\d|[-−]?\d|[^\s“”"<>=≥≤≠(),;]+')
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "<>", "!=": "<>"}

# What people call a field of a type whatever its title is.
_BY_TYPE: Mapping[Type, tuple[str, ...]] = {
    Type.PHONE: ("so dien thoai", "dien thoai", "sdt"),
    Type.PERSONAL_NUMBER: ("so dinh danh", "so dinh danh ca nhan", "so cccd", "cccd", "so can cuoc"),
    Type.EMAIL: ("email", "thu dien tu", "dia chi email"),
    Type.GEOMETRY: ("vi tri", "toa do", "hinh the"),
}
_BY_TARGET: Mapping[TargetKind, tuple[str, ...]] = {
    TargetKind.COMMUNE: ("ma xa", "xa", "xa phuong", "dia ban"),
    TargetKind.AGENCY: ("co quan", "don vi", "ma co quan"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as it was typed, and folded. What stands between quotation marks is one word."""

    raw: str
    word: str
    quoted: bool = False


def tokens_of(sentence: str) -> tuple[Token, ...]:
    """Return the words of a sentence."""
    found = []
    for match in _TOKEN.finditer(clean(sentence[: SENTENCE_MAX + 1])):
        raw = match.group()
        quoted = raw[0] in '“"' and len(raw) > 1
        text = raw[1:-1].strip() if quoted else raw.rstrip(".:") or raw
        found.append(Token(text, _SIGNS.get(text, fold(text)), quoted))
    return tuple(found)


def plain(title: str) -> str:
    """Return a title as words alone."""
    return " ".join(token.word for token in tokens_of(title.replace("“", " ").replace("”", " ")) if _named(token.word))


@dataclass(slots=True)
class Names:
    """By which words each field of a register is known."""

    register: Register
    exact: dict[str, Field] = field(default_factory=dict)

    def __post_init__(self) -> None:
        titles: dict[str, list[Field]] = {}
        for each in self.register.fields:
            titles.setdefault(plain(each.title), []).append(each)
        self.exact = {title: fields[0] for title, fields in titles.items() if len(fields) == 1 and title}
        for each in self.register.fields:
            self.exact.setdefault(plain(each.name.replace("_", " ")), each)
            self.exact.setdefault(each.name, each)
        for word, found in _nicknames(self.register):
            self.exact.setdefault(word, found)

    def at(self, tokens: tuple[Token, ...], place: int) -> tuple[Field, int] | None:
        """Return the field that is named from this word on, the longest name first, and where its name ends."""
        if place < len(tokens) and tokens[place].quoted:
            found = self.exact.get(plain(tokens[place].raw)) or self.exact.get(tokens[place].word)
            return (found, place + 1) if found else None
        for end in range(min(len(tokens), place + 16), place, -1):
            phrase = tokens[place:end]
            if not all(token.word == "," or _named(token.word) for token in phrase) or phrase[-1].word == ",":
                continue
            if found := self.exact.get(" ".join(token.word for token in phrase if token.word != ",")):
                return found, end
        return self._partly(tokens, place)

    def _partly(self, tokens: tuple[Token, ...], place: int) -> tuple[Field, int] | None:
        """Return the only field whose title begins or ends with these words, the most words first."""
        for end in range(min(len(tokens), place + 8), place, -1):
            phrase = " ".join(token.word for token in tokens[place:end])
            found = {
                id(each): each
                for title, each in self.exact.items()
                if title.startswith(f"{phrase} ") or title.endswith(f" {phrase}")
            }
            if len(found) == 1 and len(phrase) > 1:
                return next(iter(found.values())), end
        return None

    def near(self, text: str, most: int = 3) -> tuple[str, ...]:
        """Return titles of fields that are spelt nearly so."""
        titles = {each.title: plain(each.title) for each in self.register.fields}
        found = process.extract(fold(text), titles, scorer=fuzz.WRatio, limit=most, score_cutoff=55)
        return tuple(title for _plain, _score, title in found)


def _named(word: str) -> bool:
    """Tell whether a word can be part of a name; signs of comparison cannot."""
    return word.replace("_", "").replace("/", "").replace("-", "").isalnum()


def _nicknames(register: Register) -> Iterator[tuple[str, Field]]:
    """Yield words for the only field of its type."""
    for kind, words in _BY_TYPE.items():
        if len(found := [each for each in register.fields if each.type is kind]) == 1:
            yield from ((word, found[0]) for word in words)
    for target, words in _BY_TARGET.items():
        found = [each for each in register.fields if each.target and each.target.kind is target]
        if len(found) == 1:
            yield from ((word, found[0]) for word in words)
