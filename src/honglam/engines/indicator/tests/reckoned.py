"""What tests of computed indicators begin with: a source whose figures they set, and what counts of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from honglam.base.periods import Frequency, Period
from honglam.engines.indicator import models
from honglam.engines.indicator.contracts import Scope, Source, SourceKind
from honglam.kit.measures import MEASURES, Asked, Measure, ScopeKind

HAPPENED = "vn.honglam.cases.case-opened"  # any event that is published somewhere


class Wells:
    """A source: figures by period and scope, which a test sets; it counts how often it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *frequencies: Frequency) -> None:
        self.figures: dict[tuple[str, str, str], Decimal] = {}
        self.asked: list[Asked] = []
        measure = Measure(
            id="test.wells",
            title="Wells",
            unit="wells",
            kinds=(ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.COMMUNE),
            frequencies=frequencies or tuple(Frequency),
            values=self.values,
            events=(HAPPENED,),
        )
        monkeypatch.setitem(MEASURES._items, measure.id, measure)

    def values(self, asked: Asked) -> Mapping[str, Decimal]:
        """Return what a test has set."""
        self.asked.append(asked)
        wanted = (str(asked.period), asked.kind.value)
        return {scope: number for (*key, scope), number in self.figures.items() if tuple(key) == wanted}

    def put(self, period: str, scope: Scope, number: int) -> None:
        """Set a figure."""
        self.figures[period, scope.kind, scope.key] = Decimal(number)


def by_formula(text: str) -> Source:
    """Return a source that is a formula."""
    return Source(kind=SourceKind.FORMULA, formula=text)


MEASURED = Source(kind=SourceKind.MEASURE, measure="test.wells")


def counting(code: str, period: str, scope: Scope = Scope(kind="province")) -> Decimal | None:  # noqa: B008  (frozen)
    """Return the figure that counts; None when there is none."""
    row = row_of(code, period, scope)
    return row.number if row else None


def row_of(code: str, period: str, scope: Scope = Scope(kind="province")) -> models.Value | None:  # noqa: B008
    """Return the version that counts."""
    when = Period.read(period)
    return models.Value.objects.filter(
        code=code, scope_kind=scope.kind, scope=scope.key, first=when.first, frequency=when.frequency, latest=True
    ).first()
