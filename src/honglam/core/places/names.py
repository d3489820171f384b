"""Which unit a text means: by code, by name with or without accents and kind, by older names, beginnings, likeness.

A text typed with accents means exactly those: another tone is found too, but ranks below. All comparing happens on
small strings made once for each unit, so one question over a province takes about a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from honglam.base.text import clean, fold, respell, sort_key
from honglam.core.places.contracts import How, Kind, Unit

LONGEST = 200  # letters of a question; the longest address with its unit names is shorter
_KIND_WORDS = {
    "thi tran": Kind.TOWNSHIP,
    "thi xa": Kind.TOWN,
    "thanh pho": Kind.CITY,
    "dac khu": Kind.SPECIAL_ZONE,
    "phuong": Kind.WARD,
    "huyen": Kind.DISTRICT,
    "quan": Kind.URBAN_DISTRICT,
    "tinh": Kind.PROVINCE,
    "xa": Kind.COMMUNE,
    "tt": Kind.TOWNSHIP,
    "tx": Kind.TOWN,
    "tp": Kind.CITY,
    "p": Kind.WARD,
    "x": Kind.COMMUNE,
    "h": Kind.DISTRICT,
    "q": Kind.URBAN_DISTRICT,
    "t": Kind.PROVINCE,
}
_KIND = re.compile(rf"^({'|'.join(_KIND_WORDS)})(?:\.\s*|\s+|$)")
_CODE = re.compile(r"\d{3}|\d{5}")
# Borders of districts moved often, so a commune named with another district is doubted, not dropped.
_ELSEWHERE = 0.7
_GUESS = 0.75  # of the best confidence
# Kỳ and Kì, Mỹ and Mĩ: two customs for one sound at the end of a syllable.
_FINAL_Y = re.compile(r"(?<=[bcdghklmnprstvx])y\b")
_Y_AS_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_SEPARATORS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A name in the forms in which it is compared."""

    accented: str  # small letters, tones on their official place
    plain: str  # without accents, words by single spaces
    tight: str  # plain without spaces, i for a final y
    trigrams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit ready to be compared."""

    unit: Unit
    form: Form
    former: frozenset[str]  # older names, plain without spaces
    wholes: frozenset[str]  # what may stand after the comma, tight


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that a text may mean, and how surely."""

    unit: Unit
    confidence: float
    how: How


@dataclass(frozen=True, slots=True)
class _Question:
    readings: tuple[tuple[Form, Kind | None], ...]
    code: str
    qualifiers: tuple[str, ...]


def entry(unit: Unit, *, former_keys: Iterable[str] = (), wholes: Iterable[str] = ()) -> Entry:
    """Return a unit ready to be compared; `wholes` are short names of the district and province it lies or lay in."""
    return Entry(unit, _form(unit.short_name), frozenset(former_keys), frozenset(_tight(_plain(n)) for n in wholes))


def rank(text: str, entries: Sequence[Entry], *, limit: int) -> list[Found]:
    """Return the units that the text may mean, the surest first; of equally sure ones, those of today first.

    Raises:
        Refusal: the text is damaged (see `base.text.clean`).
    """
    question = _understand(text)
    found = [f for e in entries if (f := _judge(question, e)) is not None]
    # Likeness is a guess: it is no help beside something better, and only the best guesses are.
    strong = any(f.confidence >= 0.5 and f.how is not How.SIMILAR for f in found)
    enough = _GUESS * max((f.confidence for f in found), default=0.0)
    found = [f for f in found if f.how is not How.SIMILAR or (not strong and f.confidence >= enough)]
    found.sort(key=lambda f: (-f.confidence, not f.unit.current, sort_key(f.unit.short_name), f.unit.code))
    return found[:limit]


def _understand(text: str) -> _Question:
    first, *rest = (part.strip() for part in clean(text)[:LONGEST].split(","))
    plain = fold(first)
    readings: list[tuple[Form, Kind | None]] = []
    if match := _KIND.match(plain):
        # Folding NFC text keeps its length: each Vietnamese letter becomes one letter.
        readings.append((_form(first[match.end() :]), _KIND_WORDS[match[1]]))
    readings.append((_form(first), None))  # "Phương Mỹ" is a name although "phuong" is a kind
    qualifiers = tuple(_tight(_KIND.sub("", fold(part))) for part in rest if part)
    return _Question(
        tuple((form, kind) for form, kind in readings if form.tight),
        first if _CODE.fullmatch(first) else "",
        qualifiers,
    )


def _judge(question: _Question, e: Entry) -> Found | None:
    if question.code:
        return Found(e.unit, 1.0, How.CODE) if e.unit.code == question.code else None
    best: Found | None = None
    for form, kind in question.readings:
        for how, confidence in _likeness(form, e):
            sure = confidence + _kind_counts(kind, e.unit)
            if best is None or sure > best.confidence:
                best = Found(e.unit, sure, how)
    if best is None:
        return None
    sure = best.confidence
    for qualifier in question.qualifiers:
        if qualifier not in e.wholes:
            sure *= _ELSEWHERE
    return Found(e.unit, round(min(sure, 1.0), 3), best.how)


def _kind_counts(asked: Kind | None, unit: Unit) -> float:
    if asked is None:
        return 0.0
    municipal = asked is Kind.CITY and unit.kind is Kind.MUNICIPALITY
    return 0.05 if asked is unit.kind or municipal else -0.2


def _likeness(form: Form, e: Entry) -> Iterator[tuple[How, float]]:
    name = e.form
    if form.accented == name.accented:
        yield How.EXACT, 0.95
    elif form.tight == name.tight:
        yield How.PLAIN, 0.9 if _may_be(form, name) else 0.65
    if form.plain.replace(" ", "") in e.former:
        yield How.FORMER, 0.7
    if form.tight != name.tight and f" {name.plain}".find(f" {form.plain}") >= 0:
        begins = name.plain.startswith(form.plain)
        yield How.BEGINNING, (0.5 if begins else 0.4) + 0.25 * len(form.plain) / len(name.plain)
    shared = len(form.trigrams & name.trigrams)
    if shared and (alike := shared / len(form.trigrams | name.trigrams)) >= 0.35:
        yield How.SIMILAR, 0.6 * alike


def _may_be(typed: Form, name: Form) -> bool:
    """Tell whether somebody who left out some accents, but typed none wrongly, may mean the name."""
    one, two = typed.accented.translate(_Y_AS_I).split(), name.accented.translate(_Y_AS_I).split()
    if typed.accented == typed.plain or len(one) != len(two):
        return typed.accented == typed.plain
    return all(word in {full, fold(full)} for word, full in zip(one, two, strict=True))


def _form(name: str) -> Form:
    accented = respell(name).lower()
    plain = _plain(accented)
    grams = {f"  {word} "[i : i + 3] for word in plain.split() for i in range(len(word) + 1)}
    return Form(" ".join(accented.split()), plain, _tight(plain), frozenset(grams))


def _plain(text: str) -> str:
    return _SEPARATORS.sub(" ", fold(text)).strip()


def _tight(plain: str) -> str:
    return _SEPARATORS.sub("", _FINAL_Y.sub("i", plain))
