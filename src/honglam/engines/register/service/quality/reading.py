"""The place in a sentence: taking phrases, fields, numbers, days and values from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from honglam.base.errors import Refusal
from honglam.base.money import parse_number
from honglam.base.text import fold
from honglam.base.time import parse_date
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.contracts.quality import NotUnderstood
from honglam.engines.register.service.quality import grammar as g
from honglam.engines.register.service.quality.expressions import Amount, Day, Of, Operand, Today, Word
from honglam.engines.register.service.quality.tokens import Names, Token

T = TypeVar("T")
_ONE = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_YES = {"co": "true", "dung": "true", "true": "true", "khong": "false", "sai": "false", "false": "false"}
_ENDS = frozenset({*g.AND, *g.OR, *g.THEN, ",", ";"})


@dataclass(slots=True)
class Reader:
    """Reads words from the left."""

    tokens: tuple[Token, ...]
    names: Names
    place: int = 0

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.place >= len(self.tokens)

    @property
    def rest(self) -> str:
        """What is left, as it was typed."""
        return " ".join(token.raw for token in self.tokens[self.place :])

    @property
    def before(self) -> str:
        """What was read, as it was typed."""
        return " ".join(token.raw for token in self.tokens[: self.place])

    def ahead(self, phrases: Sequence[str]) -> bool:
        """Tell whether one of the phrases comes now."""
        return self._phrase(phrases) is not None

    def take(self, phrases: Sequence[str]) -> bool:
        """Read the longest of these phrases that comes now, and tell whether one did."""
        found = self._phrase(phrases)
        self.place += len(found.split()) if found else 0
        return found is not None

    def take_last(self, phrases: Sequence[str]) -> bool:
        """Read one of the phrases only where a statement ends after it."""
        start = self.place
        if self.take(phrases) and (self.done or self.tokens[self.place].word in _ENDS):
            return True
        self.place = start
        return False

    def one_of(self, meanings: Mapping[str, T]) -> T | None:
        """Read the longest phrase that has a meaning and return this."""
        found = self._phrase(tuple(meanings))
        self.place += len(found.split()) if found else 0
        return meanings[found] if found else None

    def field(self) -> Field | None:
        """Read the name of a field."""
        found = self.names.at(self.tokens, self.place)
        if found is None:
            return None
        self.place = found[1]
        return found[0]

    def text(self) -> str:
        """Read one word as it was typed, or what stands between quotation marks."""
        if self.done:
            return ""
        self.place += 1
        return self.tokens[self.place - 1].raw

    def values(self, field: Field) -> tuple[str, ...]:
        """Read a list of values: `A, B hoặc C`, also in brackets."""
        self.take((":",))
        opened, found = self.take(("(",)), list[str]()
        while True:
            before = self.place
            # `hoặc` also joins statements: it belongs to the list only where a value follows.
            if found and not self.take((",", ";", *g.OR, *(g.AND if opened else ()))):
                break
            value = "" if self.done else _code(self, field)
            if not value:
                self.place = before
                break
            found.append(value)
        if opened:
            self.take((")",))
        return tuple(found)

    def _phrase(self, phrases: Sequence[str]) -> str | None:
        best = ""
        for phrase in phrases:
            words = phrase.split()
            here = self.tokens[self.place : self.place + len(words)]
            if len(phrase) > len(best) and [t.word for t in here] == words and not any(t.quoted for t in here):
                best = phrase
        return best or None


def count_of(reader: Reader) -> int | None:
    """Read a whole number from 0 to 100,000, also in words up to ten."""
    if reader.done:
        return None
    word = reader.tokens[reader.place].word
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 6 else _ONE.get(word)
    reader.place += number is not None
    return number


def operand(reader: Reader, field: Field | None, given: str = "") -> Operand:  # noqa: PLR0911  (one answer for each kind of value)
    """Read what a field is compared with; its type says what fits. Without a field: a number of letters."""
    if given:
        return Amount(Decimal(given))
    start = reader.place
    kind = field.type if field else Type.INTEGER
    if kind in g.DAYS and reader.take(g.TODAY):
        return Today()
    if kind in {Type.CODE, Type.BOOLEAN} and field is not None and (code := _code(reader, field)):
        return Word(code)
    reader.place = start
    if field is not None and (other := _other(reader, field)) is not None:
        return other
    reader.place = start
    if kind in g.NUMBERS:
        return _amount(reader, field)
    if kind in g.DAYS:
        return _day(reader)
    if kind in g.TEXTS and not (field and field.codes) and (text := _phrase_of(reader)):
        return Word(text)
    raise _unfit(reader, field)


def _other(reader: Reader, field: Field) -> Of | None:
    """Read the name of another field whose values can be compared with those of this one."""
    token = None if reader.done else reader.tokens[reader.place]
    if token is None or token.word[:1].isdigit():
        return None
    other = reader.field()
    if other is None or other.name == field.name:
        return None
    kinds = (field.type, other.type)
    if any(all(kind in family for kind in kinds) for family in (g.NUMBERS, g.DAYS, g.TEXTS)) or kinds[0] == kinds[1]:
        return Of(other.name)
    raise NotUnderstood(
        N_("“%(one)s” and “%(other)s” cannot be compared: they hold different things."),
        remedy=N_("Compare numbers with numbers and days with days."),
        params={"one": field.title, "other": other.title},
        understood=reader.before,
    )


def _amount(reader: Reader, field: Field | None) -> Amount:
    minus = reader.take(("-", "am", "tru"))
    text = reader.text()
    try:
        number = parse_number(text)
    except Refusal:
        raise _unfit(reader, field) from None
    number *= reader.one_of(g.SCALES) or 1
    if not reader.done and reader.tokens[reader.place].word in _units(field):
        reader.place += 1
    return Amount(-number if minus else number)


def _units(field: Field | None) -> frozenset[str]:
    """Return words that may stand behind a number: the unit of the field, letters, đồng."""
    own = {fold(field.unit), *fold(field.unit).split()} if field and field.unit else set()
    return frozenset({"dong", "vnd", "%", "nam", "nguoi", *own} if field else {*g.LETTERS, "ky"})


def _day(reader: Reader) -> Day:
    reader.take(("ngay",))
    text = reader.text()
    try:
        return Day(parse_date(text))
    except Refusal:
        raise NotUnderstood(
            N_("“%(text)s” is no day."),
            remedy=N_("Write a day as 31/12/2026, “hôm nay”, or the title of a field that holds days."),
            params={"text": text[:60]},
            understood=reader.before,
        ) from None


def _code(reader: Reader, field: Field) -> str:
    """Read one word of the code list, by its code or by its title, the longest first; any word where there is none."""
    if field.type is Type.BOOLEAN:
        return _YES.get(fold(reader.text()), "")
    if not field.codes:
        return _phrase_of(reader)
    known = {fold(code.title): code.code for code in field.codes} | {fold(code.code): code.code for code in field.codes}
    for end in range(min(len(reader.tokens), reader.place + 12), reader.place, -1):
        words = fold(" ".join(token.raw for token in reader.tokens[reader.place : end]))
        if words in known:
            reader.place = end
            return known[words]
    return ""


def _phrase_of(reader: Reader) -> str:
    """Read words up to the end of the statement."""
    if not reader.done and reader.tokens[reader.place].quoted:
        return reader.text()
    words: list[str] = []
    while not reader.done and reader.tokens[reader.place].word not in _ENDS | {"(", ")"}:
        words.append(reader.text())
    return " ".join(words)


def _unfit(reader: Reader, field: Field | None) -> NotUnderstood:
    known = field.codes if field else ()
    shown = ", ".join(f"{code.code} ({code.title})" for code in known[:8])
    return NotUnderstood(
        N_("What “%(field)s” is compared with was not understood."),
        remedy=N_("Known words: %(known)s.") if shown else N_("Write a number, a day or the title of a field."),
        params={"field": field.title if field else "", "known": shown},
        understood=reader.before,
    )
