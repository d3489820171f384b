"""What a printed text means: a name, a group, or a list of them in one cell.

Names hold commas and "và" themselves, so a list is not cut at them blindly: of all ways to cut it, the one is taken
that explains most of its words by the fewest and surest names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from honglam.base.errors import Refusal
from honglam.base.text import clean_lines, fold
from honglam.base.words import N_
from honglam.core.identity.contracts import Agency, AgencyCandidate, Group, Part, PartKind, Reading, Role
from honglam.core.identity.service.agencies import directory
from honglam.core.identity.service.agency_groups import group
from honglam.core.identity.service.agency_names import JOINT, Words, words
from honglam.core.identity.service.agency_search import Index

LONGEST = 3000  # letters; a cell of a plan is shorter
SURE, AHEAD = 0.85, 0.05
MOST_FOUND = 50
_ATOMS = 8  # of one name at most
_MOST_ATOMS = 120  # between two semicolons; more than the province has communes
_HEADED = 10  # words of a name whose first word was said before
_HARD = re.compile(r"\s*;\s*")
_SOFT = re.compile(rf"{JOINT.pattern}|\s*\n\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–—•*+·]\s*|(?:\d{1,2}|[a-gđ])[.)]\s+)+")
_END = re.compile(r"[\s.,:;…]+$|[¹²³⁰⁴-⁹]+$")
_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\(([^()]*)\)")
_LEAD = re.compile(r"\bchủ trì\b[:,]?", re.IGNORECASE)
_SUPPORT = re.compile(r"\bphối hợp\b(?:\s+(?:cùng|với))?:?", re.IGNORECASE)
_LABELS = frozenset({"", "co quan", "don vi", "co quan don vi"})
_PERSONS = (
    "cac pho giam doc",
    "cac pho chu tich",
    "pho giam doc",
    "giam doc",
    "pho chu tich",
    "chu tich",
    "thu truong",
    "lanh dao",
    "chanh",
    "truong",
    "bi thu",
    "nguoi dung dau",
)
# Said once for a whole list: "các sở: Tài chính, Nội vụ".
_HEADS = ("sở", "bộ", "thành phố", "thị xã", "huyện", "phường", "xã", "bệnh viện", "trường")
_UNKNOWN, _EACH = 0.05, 0.3


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one stretch of text means."""

    candidates: tuple[AgencyCandidate, ...] = ()
    group: Group | None = None
    person: str = ""

    @property
    def confidence(self) -> float:
        if self.group:
            return 1.0
        return self.candidates[0].confidence if self.candidates else 0.0

    @property
    def certain(self) -> bool:
        if self.group:
            return bool(self.group.members) or self.group.open
        if not self.candidates or self.confidence < SURE or self.candidates[0].acting is None:
            return False
        acting = self.candidates[0].acting
        return all(c.acting == acting or c.confidence <= self.confidence - AHEAD for c in self.candidates[1:])


_held: list[Index] = []


def match(*, text: str, on: date) -> Reading:
    """Return what a printed text means on a day."""
    if len(text) > LONGEST:
        raise _too_long()
    known = directory()
    if not _held or _held[0].directory is not known:
        _held[:] = [Index(known)]
    whole = clean_lines(text)
    reader = _Reader(_held[0], on)
    parts = [part for stretch, start in _cut(whole, _HARD) for part in reader.stretch(stretch, start)]
    # Inside, brackets were blanked; what is told is what is printed.
    printed = (replace(part, text=whole[part.start : part.start + len(part.text)]) for part in parts)
    return Reading(whole, on, tuple(printed))


def _too_long() -> Refusal:
    return Refusal(
        N_("This text is too long for a list of agencies: at most %(limit)s letters, %(names)s names in a row."),
        field="text",
        remedy=N_("Send one cell, not the whole document."),
        params={"limit": LONGEST, "names": _MOST_ATOMS},
    )


def find(*, text: str, on: date) -> tuple[Agency, ...]:
    """Return the agencies that somebody who types a text may look for: what it means, then whose name holds it."""
    parts = match(text=text, on=on).parts
    meant = [c.agency for part in parts for c in part.candidates]
    asked = f" {words(text).text}"
    holding = [e.agency for e in _held[0].entries if len(asked) > 1 and asked in f" {e.words.text}"]
    holding.sort(key=lambda agency: (not agency.in_force(on), agency.path))
    return tuple(dict.fromkeys([*meant, *holding]))[:MOST_FOUND]


def _cut(text: str, at: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Yield the stretches between separators and where each begins; a bracket is never cut."""
    depth_safe = _ASIDE.sub(lambda m: "(" + "_" * len(m[1]) + ")", text)
    start = 0
    for found in at.finditer(depth_safe):
        yield text[start : found.start()], start
        start = found.end()
    yield text[start:], start


def _trimmed(text: str, start: int) -> tuple[str, int]:
    """Return a text without bullets, blanks and final signs, and where it begins."""
    bullet = _BULLET.match(text)
    first = bullet.end() if bullet else 0
    body = text[first:]
    first += len(body) - len(body.lstrip())
    body = body.strip()
    while (end := _END.search(body)) and end.start() > 0:
        body = body[: end.start()]
    return body, start + first


class _Reader:
    """Reads the stretches of one text as of one day."""

    def __init__(self, index: Index, on: date) -> None:
        self.index, self.on = index, on
        self.known: dict[tuple[str, tuple[str, ...]], _Meaning] = {}

    def stretch(self, text: str, start: int) -> Iterator[Part]:
        """Yield the parts of a text between two semicolons."""
        body, start = _trimmed(text, start)
        if not body:
            return
        whole = self.meaning(body, ())
        if whole.confidence >= SURE:
            yield _part(body, start, whole, Role.NAMED)
            return
        asides = [
            (aside[1], start + aside.start(1))
            for aside in _ASIDE.finditer(body)
            if _LEAD.search(aside[1]) or _SUPPORT.search(aside[1])
        ]
        # Blanks keep every place where it was.
        plain = _ASIDE.sub(lambda m: " " * len(m[0]), body)
        for said, at in [(plain, start), *asides]:
            for piece, first, role in _roles(said):
                yield from self._listed(piece, at + first, role)

    def _listed(self, text: str, start: int, role: Role) -> Iterator[Part]:
        """Yield the parts of a list, cut where it explains most."""
        atoms = [_trimmed(atom, start + at) for atom, at in _cut(text, _SOFT)]
        atoms = [(atom, at) for atom, at in atoms if atom]
        if len(atoms) > _MOST_ATOMS:
            raise _too_long()
        best: list[tuple[float, int, _Meaning]] = [(0.0, 0, _Meaning())]
        for end in range(1, len(atoms) + 1):
            ways = []
            for first in range(max(0, end - _ATOMS), end):
                piece = self._slice(text, start, atoms, first, end)
                meaning = self.meaning(piece, self._heads(text[: atoms[first][1] - start]))
                ways.append((best[first][0] + _value(piece, meaning, end - first), first, meaning))
            best.append(max(ways, key=lambda way: way[0]))
        yield from self._traced(text, start, atoms, best, role)

    def _traced(
        self,
        text: str,
        start: int,
        atoms: list[tuple[str, int]],
        best: list[tuple[float, int, _Meaning]],
        role: Role,
    ) -> list[Part]:
        parts, end = [], len(atoms)
        while end:
            _score, first, meaning = best[end]
            piece = self._slice(text, start, atoms, first, end)
            if not meaning.candidates and not meaning.group:
                meaning = replace(meaning, candidates=tuple(self.index.within(words(piece), self.on)))
            parts.append(_part(piece, atoms[first][1], meaning, role))
            end = first
        return parts[::-1]

    @staticmethod
    def _slice(text: str, start: int, atoms: list[tuple[str, int]], first: int, end: int) -> str:
        last, at = atoms[end - 1]
        return text[atoms[first][1] - start : at - start + len(last)]

    @staticmethod
    def _heads(before: str) -> tuple[str, ...]:
        """Return the words that a list said once before this place, the nearest first."""
        low = f" {' '.join(_WORD.findall(before.lower()))} "
        found = [(low.rfind(f" {head} "), head) for head in _HEADS]
        return tuple(head for at, head in sorted(found, reverse=True) if at >= 0)[:2]

    def meaning(self, text: str, heads: tuple[str, ...]) -> _Meaning:
        """Return what a stretch of text means; `heads` may be missing before it."""
        key = (text, heads)
        if key not in self.known:
            self.known[key] = self._meaning(text, heads)
        return self.known[key]

    def _meaning(self, text: str, heads: tuple[str, ...]) -> _Meaning:
        said = words(text)
        if not said.plain:
            return _Meaning()
        if found := group(said.plain, self.index.directory, self.on):
            return _Meaning(group=found)
        joined = JOINT.search(text) is not None
        plain = _Meaning(tuple(self.index.find(said, self.on, joined=joined)))
        if plain.confidence >= SURE:
            return plain
        others = [self._of_person(said), self._one_of_many(said)]
        if not joined or len(said) <= _HEADED:
            others += [self._headed(text, head, joined=joined) for head in heads]
        return max([plain, *others], key=lambda meaning: meaning.confidence)

    def _of_person(self, said: Words) -> _Meaning:
        """Return the agency of a person who is named by office: "Giám đốc Sở Tài chính"."""
        person = next((p for p in _PERSONS if f"{said.text} ".startswith(f"{p} ")), "")
        if not person or len(said) <= len(person.split()):
            return _Meaning()
        count = len(person.split())
        rest, office = said.since(count), " ".join(said.accented[:count])
        if found := group(rest.plain, self.index.directory, self.on):
            return _Meaning(group=found, person=office)
        return _Meaning(_weaker(self.index.find(rest, self.on), 0.98), person=office)

    def _one_of_many(self, said: Words) -> _Meaning:
        """Return the first of a list that begins with "các": "Các sở Tài chính", "UBND các xã Thạch Hà"."""
        at = next((n for n, word in enumerate(said.plain[:5]) if word == "cac"), None)
        if at not in {0, 4}:
            return _Meaning()
        rest = Words(
            said.accented[:at] + said.accented[at + 1 :],
            said.plain[:at] + said.plain[at + 1 :],
        )
        return _Meaning(_weaker(self.index.find(rest, self.on), 0.97)) if rest.plain else _Meaning()

    def _headed(self, text: str, head: str, *, joined: bool) -> _Meaning:
        return _Meaning(_weaker(self.index.find(words(f"{head} {text}"), self.on, joined=joined), 0.95))


def _weaker(candidates: list[AgencyCandidate], worth: float) -> tuple[AgencyCandidate, ...]:
    return tuple(replace(c, confidence=round(c.confidence * worth, 3)) for c in candidates)


def _roles(text: str) -> list[tuple[str, int, Role]]:
    """Return the stretches of a text with what it says of each: who leads, who supports."""
    lead, support = _LEAD.search(text), _SUPPORT.search(text)
    if lead is None and support is None:
        return [(text, 0, Role.NAMED)]
    first = min(m.start() for m in (lead, support) if m)
    found = []
    labelled = _plain(text[:first]) in _LABELS
    if not labelled:
        found.append((text[:first], 0, Role.LEAD if lead and lead.start() == first else Role.SUPPORT))
    if lead and (labelled or not support):
        end = support.start() if support and support.start() > lead.end() else len(text)
        found.append((text[lead.end() : end], lead.end(), Role.LEAD))
    if support:
        found.append((text[support.end() :], support.end(), Role.SUPPORT))
        if not labelled and lead is None and text[support.end() :].strip(" .,"):
            found[0] = (found[0][0], 0, Role.LEAD)  # "A phối hợp với B": A does it
    return found


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _value(text: str, meaning: _Meaning, atoms: int) -> float:
    """Return how much a stretch explains, were it one part."""
    count = len(words(text))
    if meaning.confidence < 0.6:
        # Two unknown things are not one: what nobody knows is left as it was printed.
        return _UNKNOWN * count - _EACH * atoms
    return count * meaning.confidence - _EACH


def _part(text: str, start: int, meaning: _Meaning, role: Role) -> Part:
    kind = PartKind.GROUP if meaning.group else PartKind.AGENCY if meaning.confidence >= 0.6 else PartKind.UNKNOWN
    return Part(
        text=text,
        start=start,
        kind=kind,
        certain=meaning.certain,
        candidates=meaning.candidates,
        group=meaning.group,
        role=role,
        person=meaning.person,
    )
