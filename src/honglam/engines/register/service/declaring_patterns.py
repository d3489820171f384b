"""Whether a pattern can take for ever: each way to read a text is tried in turn, and some patterns have billions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_MANY = 10  # a part that is repeated so often has too many ways in all, when it has two in itself
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})


def for_ever(pattern: str) -> bool:
    """Tell whether a pattern repeats a part that can be read in several ways: `(a+)+`, `(a|ab)*`, `(a?){30}`.

    Choices that begin with different letters are one way each: `(ab|cd)*` is fine.

    Raises:
        re.error: it is no pattern.
    """
    # Python's own reader of patterns: there is no other that agrees with it on what they mean.
    return _any_repeats(re._parser.parse(pattern))  # noqa: SLF001  (it has no public name)


def _any_repeats(parts: Iterable[Any]) -> bool:
    for kind, said in parts:
        if str(kind) in _REPEATS and said[1] >= _MANY and _has_ways(said[2]):
            return True
        if any(_any_repeats(inner) for inner in _inside(str(kind), said)):
            return True
    return False


def _has_ways(parts: Iterable[Any]) -> bool:
    for kind, said in parts:
        name = str(kind)
        if (name in _REPEATS and said[0] != said[1]) or (name == "BRANCH" and not _begin_apart(said[1])):
            return True
        if any(_has_ways(inner) for inner in _inside(name, said)):
            return True
    return False


def _begin_apart(choices: Iterable[Any]) -> bool:
    begun = [next(iter(each), None) for each in choices]
    letters = {each[1] for each in begun if each is not None and str(each[0]) == "LITERAL"}
    return len(letters) == len(begun)


def _inside(name: str, said: Any) -> Iterable[Any]:
    if name == "BRANCH":
        return list(said[1])
    if name in _REPEATS:
        return [said[2]]
    if name == "SUBPATTERN":
        return [said[3]]
    return [said[1]] if name in {"ASSERT", "ASSERT_NOT"} else []
