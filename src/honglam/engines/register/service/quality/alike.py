"""How alike two values are, as people in Vietnam err: accents, word order, đ for d, day for month, digits swapped.

Points are logarithms of how much likelier a likeness is between two records of one thing than between two of two
things (Fellegi and Sunter). They were set by hand on the labelled set of `bench/register_doubles.py`; what is equal
counts by how rare it is, so that “Nguyễn Văn Hùng” proves less than a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import JaroWinkler, Levenshtein

from honglam.base.text import clean, fold
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.contracts.quality import Likeness

SURE, PERHAPS = 12.0, 7.0  # points from which on a pair is shown as certain, or at all
_NEAR = 0.92
_IDS = frozenset({Type.PERSONAL_NUMBER, Type.PHONE, Type.EMAIL})


def compare(fields: Sequence[Field], one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[Likeness, ...]:
    """Return how each field is alike, of those that both records have."""
    found = []
    for field in fields:
        left, right = one.get(field.name), other.get(field.name)
        if left not in (None, "") and right not in (None, ""):
            found.append(_of(field, left, right))
    return tuple(found)


def points(why: Sequence[Likeness]) -> float:
    """Return the sum of what speaks for one thing and against it."""
    return sum(each.points for each in why)


def score(why: Sequence[Likeness]) -> int:
    """Return how sure it is, of 100: 50 at `PERHAPS`, 90 at `SURE`."""
    odds = 9.0 ** ((points(why) - PERHAPS) / (SURE - PERHAPS))
    return min(99, round(float(100 * odds / (1 + odds))))


def _of(field: Field, left: Any, right: Any) -> Likeness:
    kind = _KINDS.get(field.type, _as_code)
    word, value = kind(left, right)
    return Likeness(field=field.name, kind=word, points=value)


@lru_cache(maxsize=262_144)
def spelt(text: str) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Return a text in small letters, folded, as words, and as words in order; a name meets many others."""
    small = clean(text).lower()
    folded = fold(small)
    words = tuple(folded.replace(".", ". ").split())
    return small, folded, words, tuple(sorted(words))


def _as_text(left: Any, right: Any) -> tuple[str, float]:
    one, folded, words, ordered = spelt(str(left))
    other, folded_other, others, ordered_other = spelt(str(right))
    if one == other:
        return "same", 5.5
    if folded == folded_other:
        return "tones", 4.8
    if ordered == ordered_other:
        return "order", 4.0
    if _shortened(words, others) or _shortened(others, words):
        return "initials", 3.0
    # Nearly: one word of them differs by one letter, not the whole a little.
    if len(words) == len(others) and _one_letter(words, others):
        return "near", 3.2
    return ("near", 1.5) if JaroWinkler.similarity(folded, folded_other) >= _NEAR else ("differs", -4.0)


def _shortened(short: Sequence[str], full: Sequence[str]) -> bool:
    """Tell whether words were shortened to their first letters (`N. V. Hùng`) or one in the middle was left out."""
    if len(short) == len(full):
        pairs = [(a.rstrip("."), b) for a, b in zip(short, full, strict=True)]
        cut = sum(len(a) == 1 and len(b) > 1 for a, b in pairs)
        return cut > 0 and all(a == b or (len(a) == 1 and b.startswith(a)) for a, b in pairs)
    return 2 <= len(short) == len(full) - 1 and short[0] == full[0] and short[-1] == full[-1]


def _one_letter(words: Sequence[str], others: Sequence[str]) -> bool:
    wrong = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(wrong) == 1 and Levenshtein.distance(*wrong[0], score_cutoff=1) <= 1


def _as_number(left: Any, right: Any) -> tuple[str, float]:
    """Compare numbers that name a person: twelve digits, a telephone."""
    one, other = str(left), str(right)
    if one == other:
        return "same", 11.0
    if len(one) != len(other):
        return "differs", -4.0
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return "one_digit", 6.0
    first, *rest = wrong
    if rest == [first + 1] and one[first] == other[first + 1] and one[first + 1] == other[first]:
        return "swapped", 7.0
    return "differs", -4.0


def _as_day(left: Any, right: Any) -> tuple[str, float]:
    one, other = str(left)[:10], str(right)[:10]
    if one == other:
        return "same", 6.0 if len(one) == 10 else 3.0
    a, b = one.split("-"), other.split("-")
    if a[0] == b[0] and min(len(a), len(b)) < max(len(a), len(b)):
        return "year_only", 2.5
    if len(a) == len(b) == 3:
        if a[0] == b[0] and (a[1], a[2]) == (b[2], b[1]):
            return "day_month", 5.0
        if sum(x != y for x, y in zip("".join(a), "".join(b), strict=False)) == 1:
            return "one_digit", 3.0
    return "differs", -3.5


def _as_code(left: Any, right: Any) -> tuple[str, float]:
    return ("same", 0.7) if left == right else ("differs", -1.0)


_KINDS: Mapping[Type, Callable[[Any, Any], tuple[str, float]]] = {
    Type.TEXT: _as_text,
    Type.PERSONAL_NUMBER: _as_number,
    Type.PHONE: lambda a, b: ("same", 5.0) if a == b else ("differs", -0.5),
    Type.EMAIL: lambda a, b: ("same", 6.0) if a == b else ("differs", -0.5),
    Type.DATE: _as_day,
    Type.PARTIAL_DATE: _as_day,
    Type.INTEGER: _as_code,
    Type.YEAR: lambda a, b: ("same", 3.0) if a == b else ("differs", -2.0),
}


def swapped_day(day: date) -> date | None:
    """Return the day with day and month swapped; None when there is no such day, or it is the same."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)
