"""What can be measured: a room declares figures of what it keeps, and the indicator engine takes them.

A measure counts what its room has; it is asked for all scopes of a kind at once, because asking for each of 69
communes by itself would ask the database 69 times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from honglam.base.periods import Frequency, Period
from honglam.kit.nav import Text
from honglam.kit.registry import Registry


class ScopeKind(StrEnum):
    """Of whom a figure is."""

    PROVINCE = "province"
    AGENCY = "agency"  # its path
    COMMUNE = "commune"  # its code
    PERSON = "person"  # account id


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which figures are asked for.

    Attributes:
        period: when.
        kind: of whom.
        now: the moment of asking; a period that is not over is measured so far.
    """

    period: Period
    kind: ScopeKind
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that can be measured.

    Attributes:
        id: `room.word` (`case.on_time`); written into definitions, so it never changes.
        title: what people call it.
        unit: of the figure: `%`, or what is counted.
        kinds: of whom it can be taken.
        frequencies: for which periods.
        values: takes it; scopes without a figure are not in the answer. The province's scope is empty.
        records: takes scope and period and returns the page of ours with the records behind it; empty when there is
            none. What is shown there, that page decides by the viewer's rights.
        events: names of the events after which it may be another one.
    """

    id: str
    title: Text
    unit: Text
    kinds: tuple[ScopeKind, ...]
    frequencies: tuple[Frequency, ...]
    values: Callable[[Asked], Mapping[str, Decimal]]
    records: Callable[[str, Period], str] | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Measures of things that come and go while the house stands, such as registers; asked anew each time.

    Attributes:
        id: how the ids of its measures begin, with a dot at the end.
        every: returns its measures of now.
        events: names of the events after which one of them may be another one.
    """

    id: str
    every: Callable[[], Iterable[Measure]]
    events: tuple[str, ...] = ()


class Measures(Registry[Measure]):
    """The measures that rooms declare, and those of the families."""

    def __init__(self) -> None:
        super().__init__("measure")
        self.families: Registry[Family] = Registry("family of measures")

    def get(self, item_id: str) -> Measure | None:
        """Return the measure with this id, or None."""
        if (found := super().get(item_id)) is not None:
            return found
        families = (family for family in self.families if item_id.startswith(family.id))
        return next((each for family in families for each in family.every() if each.id == item_id), None)

    def __iter__(self) -> Iterator[Measure]:
        yield from super().__iter__()
        for family in self.families:
            yield from family.every()

    def hears(self, event: str) -> bool:
        """Tell whether a measure may be another one after an event of this name, without asking families for theirs."""
        declared = (each.events for each in super().__iter__())
        return any(event in events for events in (*declared, *(family.events for family in self.families)))


MEASURES = Measures()
