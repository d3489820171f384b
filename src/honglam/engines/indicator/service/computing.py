"""Computing figures: from measures and formulas, and rolled up to the province and to longer periods.

Only what is stale is computed, in the order in which figures rest on each other; only what differs is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from honglam.base.periods import Period
from honglam.engines.indicator.contracts import Computed, Indicator, RollUp, SourceKind
from honglam.engines.indicator.service import defining, formulas, offering, open_periods, reckoning, resting
from honglam.engines.indicator.service.formulas import Node, Read
from honglam.engines.indicator.service.givers import Givers
from honglam.engines.indicator.service.keeping import At, Change, Figures, Kept, write
from honglam.engines.indicator.service.reckoning import MISSING, NoFigure
from honglam.kit.measures import MEASURES, Asked, Measure, ScopeKind

_AT_ONCE = 10_000  # figures that are written in one transaction
_PROVINCE: At = (ScopeKind.PROVINCE.value, "")
_BY_HAND = frozenset({"manual", "import"})
Found = dict[At, Decimal | str]  # a figure, or the msgid of why there is none


def recompute(
    *, codes: Iterable[str] | None = None, periods: Iterable[Period] | None = None, recent: bool = False, now: datetime
) -> Computed:
    """Compute anew what is asked for and everything that rests on it; publish what differs."""
    known = {each.code: each for each in defining.listed() if not each.closed}
    wanted = sorted(known if codes is None else known.keys() & set(codes))
    given = None if periods is None else tuple(periods)
    today, marked = localdate(now), {}
    for code in wanted:
        indicator = known[code]
        if given is not None:
            fitting = offering.frequencies(indicator)
            marked[code] = tuple(each for each in given if each.frequency in fitting and each.first <= today)
        elif recent:
            marked[code] = open_periods.recent_periods(indicator=indicator, now=now)
        else:
            marked[code] = open_periods.open_periods(indicator=indicator, now=now)
    return _Computing(known, now).run(resting.stale(known, marked, today))


def follow(*, event: str, now: datetime) -> Computed:
    """Compute anew what is measured of something after which an event was published."""
    measures = {measure.id for measure in MEASURES if event in measure.events}
    return recompute(codes=[each.code for each in defining.listed() if each.source.measure in measures], now=now)


def followed(event: str) -> bool:
    """Tell whether a figure may be another one after an event of this name."""
    return MEASURES.hears(event)


def look_back(*, now: datetime) -> Computed:
    """Compute once more what is measured of periods that are long over, and publish what has become another figure."""
    known = {each.code: each for each in defining.listed() if not each.closed}
    measured = {code: each for code, each in known.items() if each.source.kind is SourceKind.MEASURE}
    marked = {code: open_periods.past_periods(indicator=each, now=now) for code, each in measured.items()}
    return _Computing(known, now).run(resting.stale(known, marked, localdate(now)))


def given_by(*, indicator: Indicator, period: Period, known: Mapping[str, Indicator], now: datetime) -> Found:
    """Return what a definition would give for a period by scope, and keep nothing."""
    return _Computing(known, now).found(indicator, period)


class _Computing:
    """One computing: what it knows, and what it has still to write."""

    def __init__(self, known: Mapping[str, Indicator], now: datetime) -> None:
        self.known, self.now = known, now
        self.figures, self.givers = Figures(), Givers()
        self.measured: dict[tuple[str, Period, str], Mapping[str, Decimal]] = {}
        self.heap: list[Change] = []
        self.looked = self.written = self.without = 0

    def run(self, stale: Mapping[str, Iterable[Period]]) -> Computed:
        """Compute these periods of these indicators, which stand in the order of computing."""
        for code, periods in stale.items():
            indicator = self.known[code]
            ranks = {each: rank for rank, each in enumerate(offering.frequencies(indicator))}
            ordered = sorted(periods, key=lambda each: (ranks[each.frequency], each.first))
            self.figures.load(code, ordered)
            for period in ordered:
                self._take(indicator, period)
            if len(self.heap) >= _AT_ONCE:
                self._write()
        self._write()
        return Computed(self.looked, self.written, self.without)

    def _take(self, indicator: Indicator, period: Period) -> None:
        found, before = self.found(indicator, period), self.figures.of(indicator.code, period)
        self.looked += len(found)
        for at in before.keys() - found.keys():
            given = indicator.source.kind is SourceKind.MANUAL and period.frequency is indicator.frequency
            if before[at].source not in _BY_HAND and not (given and at != _PROVINCE):
                found[at] = MISSING
        source = "measure" if indicator.source.kind is SourceKind.MEASURE else "formula"
        for at, figure in found.items():
            number, reason = (None, figure) if isinstance(figure, str) else (figure, "")
            if _counts_already(indicator, number, reason, before.get(at)):
                continue
            agency = self.givers.giver(indicator, at)
            change = Change(indicator.code, at, agency, period, number, source, reason, former=at in before)
            self.heap.append(change)
            self.figures.put(change)

    def _write(self) -> None:
        if self.heap:
            write(self.heap, self.now)
            self.written += len(self.heap)
            self.without += sum(each.number is None for each in self.heap)
            self.heap = []

    def found(self, indicator: Indicator, period: Period) -> Found:
        """Return what the figures of a period are by scope."""
        found: Found = {}
        for kind in offering.kinds(indicator):
            found |= self._of_kind(indicator, period, kind, found)
        return found

    def _of_kind(self, indicator: Indicator, period: Period, kind: str, narrower: Found) -> Found:
        source = indicator.source
        if source.kind is SourceKind.MEASURE and (measure := MEASURES.get(source.measure)):
            if kind in measure.kinds and period.frequency in measure.frequencies:
                return self._measure(measure, period, kind)
        elif source.kind is SourceKind.FORMULA and self._readable(indicator, period, kind):
            return self._formula(indicator, period, kind)
        if period.frequency is not indicator.frequency:
            return self._from_shorter(indicator, period, kind)
        if kind == ScopeKind.PROVINCE:
            by_hand = self.figures.of(indicator.code, period) if source.kind is SourceKind.MANUAL else {}
            return self._from_narrower(indicator, narrower or {at: _said(kept) for at, kept in by_hand.items()})
        return {}

    def _measure(self, measure: Measure, period: Period, kind: str) -> Found:
        key = (measure.id, period, kind)
        if key not in self.measured:
            self.measured[key] = measure.values(Asked(period=period, kind=ScopeKind(kind), now=self.now))
        return {(kind, scope): _kept(number) for scope, number in self.measured[key].items()}

    def _readable(self, indicator: Indicator, period: Period, kind: str) -> bool:
        """Tell whether everything that the formula reads has figures of this kind and length."""
        for read in formulas.reads(indicator.source.formula):
            other = self.known.get(read.code)
            if other is None:
                continue  # it was closed; its figures stay readable
            wanted = ScopeKind.PROVINCE if read.how == "of_province" else kind
            if read.how != "sum_of_year" and period.frequency not in offering.frequencies(other):
                return False
            if wanted not in offering.kinds(other):
                return False
        return True

    def _formula(self, indicator: Indicator, period: Period, kind: str) -> Found:
        node, reads = formulas.read(indicator.source.formula), formulas.reads(indicator.source.formula)
        columns = {read: self._column(read, period) for read in reads}
        scopes = {at for column in columns.values() for at in column if at[0] == kind}
        return {at: self._figure(node, columns, at) for at in sorted(scopes)}

    @staticmethod
    def _figure(node: Node, columns: Mapping[Read, Mapping[At, Decimal]], at: At) -> Decimal | str:
        def lookup(read: Read) -> Decimal | None:
            return columns[read].get(_PROVINCE if read.how == "of_province" else at)

        try:
            return reckoning.reckon(node, lookup)
        except NoFigure as error:
            return error.reason

    def _column(self, read: Read, period: Period) -> Mapping[At, Decimal]:
        """Return the figures that a formula reads, by scope."""
        if read.how == "sum_of_year":
            return self._sum_of_year(read.code, period)
        if read.how == "previous":
            period = period.shifted(-1)
        elif read.how == "same_period_last_year":
            period = resting.year_before(period)
        kept = self.figures.of(read.code, period)
        return {at: each.number for at, each in kept.items() if each.number is not None}

    def _sum_of_year(self, code: str, period: Period) -> Mapping[At, Decimal]:
        frequency = self.known[code].frequency if code in self.known else period.frequency
        parts = [part for part in resting.year_of(period).parts(frequency) if part.last <= period.last]
        self.figures.load(code, parts)
        found: dict[At, Decimal] = {}
        for part in parts:
            for at, each in self.figures.of(code, part).items():
                if each.number is not None:
                    found[at] = found.get(at, Decimal(0)) + each.number
        return found

    def _from_shorter(self, indicator: Indicator, period: Period, kind: str) -> Found:
        """Return the figures of a longer period from those of the indicator's own."""
        parts = list(period.parts(indicator.frequency))
        self.figures.load(indicator.code, parts)
        found: dict[At, list[Decimal]] = {}
        for part in parts:
            for at, each in self.figures.of(indicator.code, part).items():
                if at[0] == kind and each.number is not None:
                    found.setdefault(at, []).append(each.number)
        return {at: _kept(_together(indicator.roll_up, numbers)) for at, numbers in found.items()}

    @staticmethod
    def _from_narrower(indicator: Indicator, found: Found) -> Found:
        """Return the province's figure from those of the first narrower kind that the definition names."""
        kind = next((each for each in indicator.kinds if each != ScopeKind.PROVINCE), "")
        numbers = [each for at, each in found.items() if at[0] == kind and isinstance(each, Decimal)]
        if not numbers or indicator.roll_up is RollUp.NONE:
            return {}
        how = indicator.roll_up
        if how is RollUp.LAST:  # a stock: over time the last, over scopes all of it
            how = RollUp.MEAN if indicator.unit == "%" else RollUp.SUM
        return {_PROVINCE: _kept(_together(how, numbers))}


def _counts_already(indicator: Indicator, number: Decimal | None, reason: str, before: Kept | None) -> bool:
    """Tell whether nothing is to be published: the same counts, or what a person gave, or nothing is lost."""
    if before is None:
        return number is None and reason == MISSING
    if indicator.source.kind is SourceKind.MANUAL and before.source in _BY_HAND:
        return True
    return before.number == number


def _said(kept: Kept) -> Decimal | str:
    return MISSING if kept.number is None else kept.number


def _kept(number: Decimal) -> Decimal | str:
    try:
        return reckoning.kept(number)
    except NoFigure as error:
        return error.reason


def _together(how: RollUp, numbers: list[Decimal]) -> Decimal:
    if how is RollUp.SUM:
        return sum(numbers, Decimal(0))
    if how is RollUp.MEAN:
        return sum(numbers, Decimal(0)) / len(numbers)
    if how is RollUp.LAST:
        return numbers[-1]
    return min(numbers) if how is RollUp.MIN else max(numbers)
