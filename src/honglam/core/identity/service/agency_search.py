"""Which agency one printed name means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from honglam.base.errors import Missing
from honglam.core.identity.contracts import Agency, AgencyCandidate, AgencyType, Matched, NameKind
from honglam.core.identity.service.agencies import ROOT, Directory
from honglam.core.identity.service.agency_names import COMMITTEE, JOINT, Entry, Words, shortens, words
from honglam.core.places import api as places
from honglam.core.places.contracts import Level

MOST = 5  # candidates
_WEIGHTS = {NameKind.FORMER: 0.93, NameKind.ALIAS: 0.98, NameKind.ABBREVIATION: 0.96}
_HOW = {
    NameKind.FORMER: Matched.FORMER,
    NameKind.ALIAS: Matched.ALIAS,
    NameKind.ABBREVIATION: Matched.ABBREVIATION,
}
_PLACE, _BARE_PLACE = 0.95, 0.75
_SHORTENED = 0.95
_NO_ACCENTS = 0.92
_PROVINCE_LEFT_OUT, _PROVINCE_ADDED = 0.88, 0.97
_COMMITTEE_OF_WHAT = 0.6  # "Uỷ ban nhân dân" alone may be that of any commune
_NOT_YET = 0.6
_GONE = 0.97
_ALIKE, _LIKENESS = 82.0, 0.88  # of a hundred; what full likeness is worth, as letters differ
_WITHIN = 0.5
_FORMER_UNIT = 0.9
_UNIT_SURE = 0.7  # below it, the name is another one
_OTHER_ACCENTS = 0.8  # of a place: Hạ and Hà are two communes
_KIND_WORDS = (("thi", "tran"), ("xa",), ("phuong",), ("x",), ("p",), ("tt",))


@dataclass(frozen=True)
class Index:
    """All names of all agencies, ready to be asked."""

    directory: Directory

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Each name of each agency."""
        return tuple(e for agency in self.directory.agencies.values() for e in self._names(agency) if e.words.plain)

    @cached_property
    def _by_plain(self) -> dict[tuple[str, ...], list[Entry]]:
        found: dict[tuple[str, ...], list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.words.plain, []).append(entry)
        return found

    @cached_property
    def _by_letter(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.words.plain[0][0], []).append(entry)
        return found

    @cached_property
    def _joined(self) -> set[tuple[str, int]]:
        """First word and length of each name that holds a comma or "và"."""
        names = [e.words.plain for e in self.entries if JOINT.search(e.printed)]
        return {(plain[0], len(plain) + more) for plain in names for more in (-1, 0, 1)}

    def _may_be_joined(self, printed: Words) -> bool:
        return (printed.plain[0], len(printed)) in self._joined

    @cached_property
    def _compared(self) -> list[str]:
        """Each name as it is compared letter by letter: a place without its committee, which all places share."""
        return [_distinctive(entry.words) for entry in self.entries]

    @cached_property
    def _committees(self) -> dict[str, Agency]:
        return {a.commune: a for a in self.directory.agencies.values() if a.commune and a.valid_to is None}

    def _names(self, agency: Agency) -> Iterator[Entry]:
        yield Entry(agency, agency.name, words(agency.name), Matched.NAME, 1.0)
        if agency.abbreviation:
            yield Entry(agency, agency.abbreviation, words(agency.abbreviation), Matched.ABBREVIATION, 0.96)
        for name in self.directory.names.get(agency.path, ()):
            yield Entry(
                agency,
                name.text,
                words(name.text),
                _HOW[name.kind],
                _WEIGHTS[name.kind],
                name.valid_from,
                name.valid_to,
            )
        if agency.commune or agency.district:
            place = words(agency.name).since(len(COMMITTEE))
            yield Entry(agency, agency.name, place, Matched.PLACE, _PLACE)
            kind = 2 if place.plain[:2] in {("thi", "xa"), ("thanh", "pho"), ("thi", "tran")} else 1
            yield Entry(agency, agency.name, place.since(kind), Matched.PLACE, _BARE_PLACE)

    def find(self, printed: Words, on: date, *, joined: bool = False) -> list[AgencyCandidate]:
        """Return the agencies that a printed name may mean on a day, the surest first.

        `joined` says that commas or "và" stand in it: few names hold these, so a list costs little to try.
        """
        best: dict[str, AgencyCandidate] = {}
        for candidate in self._judged(printed, on, joined=joined):
            known = best.get(candidate.agency.path)
            if known is None or candidate.confidence > known.confidence:
                best[candidate.agency.path] = candidate
        return sorted(best.values(), key=_order)[:MOST]

    def _judged(self, printed: Words, on: date, *, joined: bool) -> Iterator[AgencyCandidate]:
        sure, listed, same = False, False, set()
        for entry, worth in self._same(printed):
            same.add(entry.agency.path)
            listed = listed or worth == 1.0
            sure = sure or worth >= _PROVINCE_ADDED
            how = entry.how if worth >= 0.95 or entry.how is Matched.FORMER else _worse(printed, entry)
            yield self._candidate(entry, on, entry.weight * worth, how)
        # What is listed as it stands is not also read as the first letters of something else.
        for entry in () if listed else self._by_letter.get(printed.plain[0][0], ()):
            if entry.how in {Matched.NAME, Matched.ALIAS, Matched.PLACE} and entry.words.plain != printed.plain:
                for plain, worth in _tails(entry):
                    if shortens(printed.plain, plain):
                        yield self._candidate(entry, on, entry.weight * _SHORTENED * worth, Matched.SHORTENED)
                        sure = sure or worth == 1.0
        if not sure and not joined:
            yield from self._former_units(printed, on)
        if not sure and (not joined or self._may_be_joined(printed)):
            yield from (c for c in self._alike(printed, on) if c.agency.path not in same)

    def _same(self, printed: Words) -> Iterator[tuple[Entry, float]]:
        """Yield names with the same plain words, and how far accents and the province's name agree."""
        forms = [(printed, 1.0)]
        if printed.plain[-1:] == ("tinh",) and len(printed) > 1:
            forms.append((Words(printed.accented[:-1], printed.plain[:-1]), _PROVINCE_ADDED))
        else:
            with_province = Words((*printed.accented, "tinh" if printed.bare else "tỉnh"), (*printed.plain, "tinh"))
            forms.append((with_province, _PROVINCE_LEFT_OUT))
        for form, worth in forms:
            for entry in self._by_plain.get(form.plain, ()):
                whose = entry.agency.type in {AgencyType.COMMITTEE, AgencyType.COUNCIL}
                left_out = _COMMITTEE_OF_WHAT if worth == _PROVINCE_LEFT_OUT and whose else worth
                if entry.agency.path.startswith(ROOT) or worth != _PROVINCE_ADDED:
                    yield entry, left_out * _accents(form, entry)

    def _alike(self, printed: Words, on: date) -> Iterator[AgencyCandidate]:
        """Yield names that differ by a few letters; a number that differs is another thing, not a slip."""
        asked = _distinctive(printed)
        digits = [word for word in printed.plain if word.isdigit()]
        if len(asked) < 4:
            return
        found = process.extract(asked, self._compared, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=12)
        for _text, score, number in found:
            entry = self.entries[number]
            if entry.how is Matched.PLACE and entry.weight == _BARE_PLACE:
                continue
            if digits == [word for word in entry.words.plain if word.isdigit()]:
                yield self._candidate(entry, on, entry.weight * _LIKENESS * score / 100, Matched.SIMILAR)

    def _former_units(self, printed: Words, on: date) -> Iterator[AgencyCandidate]:
        """Yield the committees that govern the land of a former commune that is named."""
        place = printed.since(len(COMMITTEE)) if printed.plain[:4] == COMMITTEE else printed
        if not any(place.plain[: len(kind)] == kind and len(place) > len(kind) for kind in _KIND_WORDS):
            return
        try:
            found = places.find(text=" ".join(place.accented), limit=MOST)
        except Missing:  # the units are not loaded
            return
        for unit in found:
            if unit.unit.current or unit.unit.level is not Level.COMMUNE or unit.confidence < _UNIT_SURE:
                continue
            heirs = tuple(self._committees[u.code] for u in unit.today if u.code in self._committees)
            if heirs:
                there = tuple(a for a in heirs if a.in_force(on))
                worth = _FORMER_UNIT * min(unit.confidence, 1.0)
                yield AgencyCandidate(heirs[0], round(worth, 3), Matched.FORMER_UNIT, unit.unit.name, there)

    def within(self, printed: Words, on: date) -> list[AgencyCandidate]:
        """Return agencies whose name stands somewhere inside a longer text: a hint for whoever decides."""
        text = f" {printed.text} "
        found: dict[str, AgencyCandidate] = {}
        for entry in self.entries:
            if len(entry.words) > 1 and entry.weight > _BARE_PLACE and f" {entry.words.text} " in text:
                known = found.get(entry.agency.path)
                if known is None or len(known.printed) < len(entry.printed):
                    found[entry.agency.path] = self._candidate(entry, on, _WITHIN, Matched.SIMILAR)
        return sorted(found.values(), key=lambda c: (-len(c.printed), c.agency.path))[:MOST]

    def _candidate(self, entry: Entry, on: date, confidence: float, how: Matched) -> AgencyCandidate:
        agency = entry.agency
        fate = self.directory.fate(agency, on)
        if agency.valid_from and agency.valid_from > on:
            confidence, how = confidence * _NOT_YET, Matched.FORMER
        elif not agency.in_force(on):
            confidence, how = confidence * _GONE, how if how is Matched.SIMILAR else Matched.FORMER
        elif not entry.used(on):
            how = how if how is Matched.SIMILAR else Matched.FORMER
        return AgencyCandidate(
            agency, round(min(confidence, 1.0), 3), how, entry.printed, fate.heirs, divided=fate.divided
        )


def _order(candidate: AgencyCandidate) -> tuple[float, bool, str]:
    return (-candidate.confidence, candidate.heirs != (candidate.agency,), candidate.agency.path)


def _accents(printed: Words, entry: Entry) -> float:
    """Return how far accents agree: all of them, none written, or some written wrongly."""
    name = entry.words
    wrong = sum(one != two for one, two in zip(printed.accented, name.accented, strict=True))
    if not wrong:
        return 1.0
    if printed.bare:
        return _NO_ACCENTS
    slips = sum(
        one not in {two, plain} for one, two, plain in zip(printed.accented, name.accented, name.plain, strict=True)
    )
    if slips and (entry.agency.commune or entry.agency.district):
        return _OTHER_ACCENTS
    return 0.95 - 0.25 * slips / len(name)


def _worse(printed: Words, entry: Entry) -> Matched:
    """Return by what a name was found whose accents, or whose province, are not as printed."""
    if printed.accented[: len(entry.words)] == entry.words.accented[: len(printed)]:
        return entry.how
    return Matched.PLAIN if printed.bare else Matched.SIMILAR


def _tails(entry: Entry) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield a name with and without the province at its end; the Front's may leave out the country."""
    plain = entry.words.plain
    yield plain, 1.0
    if entry.agency.path.startswith(ROOT) and plain[-1:] == ("tinh",):
        whose = entry.agency.type in {AgencyType.COMMITTEE, AgencyType.COUNCIL}
        yield plain[:-1], _COMMITTEE_OF_WHAT if whose else _PROVINCE_LEFT_OUT
    elif entry.agency.path.startswith(f"{ROOT}.") and not entry.agency.commune and not entry.agency.district:
        yield (*plain, "tinh"), _PROVINCE_ADDED


def _distinctive(name: Words) -> str:
    return name.since(len(COMMITTEE)).text if name.plain[:4] == COMMITTEE and len(name) > 5 else name.text
