"""What is shown of a hit: its title and the part of its text that fits best, with the found words marked.

A mark is a piece of text, never markup: the template writes the `<mark>`, so nothing of a document can become one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from honglam.core.search.contracts import Piece
from honglam.core.search.words import Word, spans

_BEFORE, _WIDTH = 60, 220  # characters

Wanted = Callable[[Word], bool]


def wanted(question: Iterable[Word], beginnings: Iterable[str], instead: Iterable[str]) -> Wanted:
    """Return the test for words to be marked: those of the question, those that begin so, those taken instead."""
    exact = {word.folded for word in question} | set(instead)
    begin = tuple(beginnings)

    def fits(word: Word) -> bool:
        return word.folded in exact or bool(begin and word.folded.startswith(begin))

    return fits


def marked(text: str, fits: Wanted) -> tuple[Piece, ...]:
    """Return a text in pieces; found words that stand side by side are one."""
    pieces: list[Piece] = []
    at = 0
    for start, end, word in spans(text):
        if not fits(word):
            continue
        between = text[at:start]
        if pieces and pieces[-1].found and between.isspace():
            pieces[-1] = Piece(pieces[-1].text + between + text[start:end], found=True)
        else:
            pieces += [Piece(between)] if between else []
            pieces.append(Piece(text[start:end], found=True))
        at = end
    return tuple([*pieces, Piece(text[at:])] if text[at:] else pieces)


def excerpt(text: str, fits: Wanted) -> tuple[Piece, ...]:
    """Return the part of a text with the most found words, in pieces; its beginning when it has none."""
    if not text:
        return ()
    best = _best([(start, word.folded) for start, _end, word in spans(text) if fits(word)])
    start = _edge(text, max(0, best - _BEFORE))
    end = len(text) if start + _WIDTH >= len(text) else text.rfind(" ", start, start + _WIDTH + 1)
    end = end if end > start else min(start + _WIDTH, len(text))
    said = " ".join(text[start:end].split())
    return marked(f"{'… ' if start else ''}{said}{' …' if end < len(text) else ''}", fits)


def _best(places: list[tuple[int, str]]) -> int:
    """Return where the stretch begins that has the most different words."""
    most, best = 0, 0
    ends = 0
    inside: Counter[str] = Counter()
    for start, word in places:
        while ends < len(places) and places[ends][0] < start + _WIDTH - 2 * _BEFORE:
            inside[places[ends][1]] += 1
            ends += 1
        # Of windows that hold the same few words the last begins with them; but a later part of the text is no better.
        if len(inside) > most or (len(inside) == most and start - best < _WIDTH):
            most, best = len(inside), start
        inside[word] -= 1
        if not inside[word]:
            del inside[word]
    return best


def _edge(text: str, at: int) -> int:
    """Return the beginning of the word after `at`, so that no word is cut."""
    if at == 0:
        return 0
    blank = text.find(" ", at, at + _BEFORE)
    return blank + 1 if blank >= 0 else at
