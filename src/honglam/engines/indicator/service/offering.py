"""For which scopes and periods an indicator has figures: what its definition names, and what is rolled up from that."""

from __future__ import annotations

from honglam.base.periods import Frequency
from honglam.engines.indicator.contracts import Indicator, RollUp
from honglam.kit.measures import Measure, ScopeKind

# Which periods are made up of which. A week runs over the ends of longer ones, and belongs to that in which it begins.
LONGER = {
    Frequency.DAY: (Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER, Frequency.HALF, Frequency.YEAR),
    Frequency.WEEK: (Frequency.MONTH, Frequency.QUARTER, Frequency.HALF, Frequency.YEAR),
    Frequency.MONTH: (Frequency.QUARTER, Frequency.HALF, Frequency.YEAR),
    Frequency.QUARTER: (Frequency.HALF, Frequency.YEAR),
    Frequency.HALF: (Frequency.YEAR,),
    Frequency.YEAR: (),
}


def frequencies(indicator: Indicator) -> tuple[Frequency, ...]:
    """Return the lengths of periods for which it has figures, its own first."""
    longer = LONGER[indicator.frequency] if indicator.roll_up is not RollUp.NONE else ()
    return (indicator.frequency, *longer)


def kinds(indicator: Indicator) -> tuple[str, ...]:
    """Return of whom it has figures, the province last: what is rolled up needs the narrower ones before."""
    found = [kind for kind in indicator.kinds if kind != ScopeKind.PROVINCE]
    if ScopeKind.PROVINCE in indicator.kinds or indicator.roll_up is not RollUp.NONE:
        found.append(ScopeKind.PROVINCE)
    return tuple(found)


def lacking_kinds(indicator: Indicator, measure: Measure) -> tuple[str, ...]:
    """Return of whom an indicator wants figures that its measure does not give and no roll-up makes."""
    rolled = {ScopeKind.PROVINCE} if indicator.roll_up is not RollUp.NONE and len(indicator.kinds) > 1 else set()
    return tuple(kind for kind in indicator.kinds if kind not in measure.kinds and kind not in rolled)
