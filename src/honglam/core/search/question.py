"""A question as typed, and the expressions (tsquery) that stand for it, from the strictest reading to the loosest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from honglam.base.errors import Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.search import lexemes
from honglam.core.search.contracts import MAX_QUESTION, SHORTEST
from honglam.core.search.words import Word, words

MOST_WORDS = 10
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")

# Another reading of a word: one or two words that stand together.
Reading = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes:
        text: as typed, cleaned.
        words: its words.
        phrases: the neighbours that quotation marks keep together.
        open: the last word may be unfinished.
    """

    text: str
    words: tuple[Word, ...]
    phrases: tuple[str, ...]
    open: bool

    @property
    def accented(self) -> bool:
        """Whether it says which accents it wants."""
        return any(word.accented for word in self.words)

    @property
    def short(self) -> bool:
        """Whether it is too short to look for."""
        return sum(len(word.folded) for word in self.words) < SHORTEST


def parse(text: str) -> Question:
    """Read a question.

    Raises:
        Refusal: it is too long, or damaged.
    """
    # Measured before anything else is done with it: a megabyte is not worth cleaning.
    if len(text) > MAX_QUESTION:
        raise Refusal(
            N_("This is too long to look for: at most %(most)d characters."),
            field="q",
            remedy=N_("Type a few words of what you look for."),
            params={"most": MAX_QUESTION},
        )
    cleaned = clean(text)
    quoted = [words(match[1]) for match in _QUOTED.finditer(cleaned)]
    phrases = [pair for line in quoted for pair in lexemes.pairs(line)]
    unfinished = not text.endswith((" ", '"', "”", "»"))
    return Question(cleaned, tuple(words(cleaned)[:MOST_WORDS]), tuple(phrases), unfinished)


@dataclass(frozen=True, slots=True)
class Reader:
    """Writes expressions for a question.

    Attributes:
        question: what is looked for.
        endings: the words that the last, unfinished word may become; `*` alone: whatever begins with it.
        readings: other words for those of the question, by the word.
    """

    question: Question
    endings: tuple[str, ...] = ()
    readings: Mapping[str, Sequence[Reading]] | None = None

    def loosest(self) -> str:
        """Every document that answers the question."""
        return self.every(lexemes.ANYWHERE)

    def every(self, kind: str) -> str:
        """All words, in one of the four ways in which a word can be there."""
        spelled = kind in (lexemes.SPELLED, lexemes.SPELLED_IN_TITLE)
        *first, last = self.question.words
        parts = [self._word(kind, word, spelled=spelled) for word in first]
        unfinished = lexemes.IN_TITLE if kind == lexemes.SPELLED_IN_TITLE else lexemes.ANYWHERE
        parts.append(self._last(kind, unfinished if spelled else kind, last, spelled=spelled))
        return conjunction([*parts, *map(quote, self.question.phrases)])

    def together(self) -> str:
        """The words beside each other, in this order."""
        return conjunction(map(quote, lexemes.pairs(self.question.words)))

    def whole(self) -> str:
        """A title of exactly these words; with these accents, where the question has any."""
        title = quote(lexemes.whole_title(self.question.words))
        return conjunction([title, self.every(lexemes.SPELLED_IN_TITLE) if self.question.accented else ""])

    def finished(self) -> str:
        """The last word as it stands, not as a beginning."""
        return quote(f"{lexemes.ANYWHERE}{self.question.words[-1].folded}")

    def _word(self, kind: str, word: Word, *, spelled: bool) -> str:
        own = quote(f"{kind}{word.spelled if spelled else word.folded}")
        if self.readings is None or spelled:
            return own
        return disjunction([own, *(_reading(kind, each) for each in self.readings.get(word.folded, ()))])

    def _last(self, kind: str, loose: str, word: Word, *, spelled: bool) -> str:
        own = self._word(kind, word, spelled=spelled)
        if spelled and word.accented:
            return own  # somebody who types accents has finished the word
        if self.endings == ("*",):
            return disjunction([own, f"{quote(loose + word.folded)}:*"])
        return disjunction([own, *(quote(f"{loose}{ending}") for ending in self.endings)])


def _reading(kind: str, reading: Reading) -> str:
    return conjunction(quote(f"{kind}{word}") for word in reading)


def quote(lexeme: str) -> str:
    """Return a lexeme as tsquery reads it, whatever it holds."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def conjunction(parts: Iterable[str]) -> str:
    """Return the expression of which all parts hold; empty when there is none."""
    return _joined(" & ", parts)


def disjunction(parts: Iterable[str]) -> str:
    """Return the expression of which one part holds."""
    return _joined(" | ", parts)


def _joined(sign: str, parts: Iterable[str]) -> str:
    found = list(dict.fromkeys(part for part in parts if part))
    return found[0] if len(found) == 1 else f"({sign.join(found)})" if found else ""
