"""What somebody meant who typed with the Vietnamese keyboard switched off, or missed a key.

Telex and VNI write accents with letters and digits; without the keyboard's help they stay in the word: `thachj haf`,
`thach5 ha2`. Both are decoded to the word without accents, which is what the index is asked for.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

_TELEX_TONES = "sfrxj"
_TELEX_LETTERS = (("dd", "d"), ("aa", "a"), ("aw", "a"), ("ee", "e"), ("oo", "o"), ("ow", "o"), ("uw", "u"), ("w", "u"))
_SYLLABLE = re.compile(
    "(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    "(?:[aeiouy]|ai|ao|au|ay|eo|eu|ia|ie|ieu|iu|oa|oai|oao|oay|oe|oeo|oi|oo|ua|uay|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|uyu|ye|yeu)"
    "(?:c|ch|m|n|ng|nh|p|t)?"
)
_FAR = 2  # letters that a long word may be off
_LONG = 6


def decoded(word: str) -> str:
    """Return a folded word that was typed in Telex or VNI without accents; empty when it was not."""
    plain = re.sub("(?<=[a-z])[1-9]", "", word)
    if plain == word:
        tones = [n for n, letter in enumerate(word) if n and letter in _TELEX_TONES]
        # The tone may stand behind its vowel or at the end of the word; the last such letter is the tone.
        plain = word[: tones[-1]] + word[tones[-1] + 1 :] if tones and _keeps_vowel(word, tones[-1]) else word
        for typed, meant in _TELEX_LETTERS:
            plain = plain.replace(typed, meant)
    return plain if plain != word and _SYLLABLE.fullmatch(plain) else ""


def _keeps_vowel(word: str, at: int) -> bool:
    return any(letter in "aeiouy" for letter in word[:at])


def near(word: str) -> list[str]:
    """Return every word that is one slip away: a letter missing, too many, another, or two in the wrong order."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    found = {one + two[1:] for one, two in cuts if two}
    found |= {one + two[1] + two[0] + two[2:] for one, two in cuts if len(two) > 1}
    found |= {one + letter + two[1:] for one, two in cuts if two for letter in string.ascii_lowercase}
    found |= {one + letter + two for one, two in cuts for letter in string.ascii_lowercase}
    return sorted(found - {word, ""})


def closest(word: str, known: Iterable[tuple[str, int]], most: int) -> list[str]:
    """Return the known words (with the number of documents that have each) that `word` was meant to be, best first."""
    far = _FAR if len(word) >= _LONG else 1
    ranked = [(OSA.distance(word, other, score_cutoff=far), -documents, other) for other, documents in known]
    # Of equally near words the one that begins alike: the first letter is seldom the wrong one.
    ranked.sort(key=lambda each: (each[0], each[2][:1] != word[:1], *each[1:]))
    return [other for distance, _count, other in ranked if 0 < distance <= far][:most]


def split(word: str, known: Sequence[str]) -> list[tuple[str, str]]:
    """Return the two known words that `word` is when its blank was forgotten."""
    there = frozenset(known)
    cuts = ((word[:n], word[n:]) for n in range(1, len(word)))
    return [(one, other) for one, other in cuts if one in there and other in there]
