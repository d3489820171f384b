"""Whether a person should look at a report before anything else is done with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from honglam.base.text import clean, fold
from honglam.packs.fieldreports.contracts import Flag, Rules

_WORD = re.compile(r"\w+")
_LONG = 12  # letters from which a text can be the same sign over and over
_FEW = 3  # different signs that no sentence gets along with


def flags(*, text: str, has_files: bool, rules: Rules) -> tuple[Flag, ...]:
    """Return why somebody should look first; nothing for nearly every report."""
    words = _WORD.findall(clean(text).lower())
    joined, found = "".join(words), []
    if not joined and not has_files:
        found.append(Flag.EMPTY)
    if _repeats(joined, words):
        found.append(Flag.REPEATED)
    lists = ((Flag.ABUSIVE, rules.abusive), (Flag.SECRET, rules.secret), (Flag.COMPLAINT, rules.complaint))
    found += [flag for flag, phrases in lists if _holds(words, phrases)]
    return tuple(found)


def _repeats(joined: str, words: list[str]) -> bool:
    if len(joined) < _LONG:
        return False
    return len(set(joined)) <= _FEW or (len(words) > _LONG and len(set(words)) <= _FEW)


def _holds(words: list[str], phrases: Iterable[str]) -> bool:
    """Tell whether one of the phrases stands there as whole words.

    Accents count when the writer uses any: without them, half of Vietnamese sounds rude to a machine.
    """
    accented = any(fold(word) != word for word in words)
    said = f" {' '.join(words if accented else map(fold, words))} "
    return any(f" {phrase if accented else fold(phrase)} " in said for phrase in phrases if accented or _long(phrase))


def _long(phrase: str) -> bool:
    """Tell whether a phrase is still itself without its accents: `đĩ` would be “đi”, `đồ ngu` stays what it was."""
    return fold(phrase) == phrase or " " in phrase
