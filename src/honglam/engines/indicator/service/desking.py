"""The lists of figures on the desk: one's own, those to verify, those to publish, all."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import Value as Constant
from django.db.models.functions import Cast, Coalesce, Concat

from honglam.base.access import Viewer
from honglam.base.periods import Frequency
from honglam.engines.indicator import figure_tables
from honglam.engines.indicator.contracts import Scope, State
from honglam.engines.indicator.contracts.desk import Heap
from honglam.engines.indicator.models import Definition, Value
from honglam.engines.indicator.service import known, scopes
from honglam.engines.indicator.service.verifying import PUBLISH, VERIFY, VIEW
from honglam.kit import tables

RIGHTS: Mapping[Heap, str] = {Heap.MINE: VIEW, Heap.VERIFY: VERIFY, Heap.PUBLISH: PUBLISH, Heap.ALL: VIEW}
COUNTED = 100
_PATTERNS = {
    Frequency.DAY: "YYYY-MM-DD",
    Frequency.WEEK: 'IYYY-"W"IW',
    Frequency.MONTH: "YYYY-MM",
    Frequency.QUARTER: 'YYYY-"Q"Q',
    Frequency.YEAR: "YYYY",
}


def table(*, heap: Heap, viewer: Viewer) -> tables.Table:
    """Return the list as this viewer has it."""
    del viewer
    titles = {code: each.title for code, each in known.indicators().items()}
    places = {"province": str(scopes.named([_PROVINCE])[_PROVINCE])} | dict(scopes.agencies())
    communes = {code: scopes.agencies().get(path, code) for code, path in scopes.committees().items()}
    return figure_tables.figures(RIGHTS[heap], titles, {**places, **communes}, dict(scopes.agencies()))


def listed(*, query: tables.Query, viewer: Viewer, heap: Heap) -> tables.Answer:
    """Answer a question about figures."""
    found = _heap(heap, viewer).annotate(period=_period(), place=_place(), shown=_shown())
    return tables.answer(found, table(heap=heap, viewer=viewer), query, viewer)


def counts(*, viewer: Viewer) -> Mapping[Heap, int]:
    """Return how much lies on each heap, up to `COUNTED`."""
    found = {}
    for heap in (Heap.MINE, Heap.VERIFY, Heap.PUBLISH):
        reach = Q()
        for path in viewer.reach(RIGHTS[heap]):
            reach |= Q(agency=path) | Q(agency__startswith=f"{path}.")
        found[heap] = _heap(heap, viewer).filter(reach)[:COUNTED].count() if reach else 0
    return found


def _heap(heap: Heap, viewer: Viewer) -> QuerySet[Value]:
    return Value.objects.filter(
        {
            Heap.MINE: Q(author=viewer.id, state=State.DRAFT.value)
            | Q(author=viewer.id, state=State.RETURNED.value) & ~_answered(),
            Heap.VERIFY: Q(state=State.SUBMITTED.value),
            Heap.PUBLISH: Q(state=State.VERIFIED.value),
            Heap.ALL: Q(),
        }[heap]
    )


def _answered() -> Exists:
    """Return the condition that what was given back has been entered anew since."""
    later = Value.objects.filter(version__gt=OuterRef("version"), **{name: OuterRef(name) for name in _CELL})
    return Exists(later)


_USUAL = 1  # digits of a definition that says nothing
_CELL = ("code", "scope_kind", "scope", "frequency", "first")
_PROVINCE = Scope(kind="province")


def _place() -> Case:
    """Return the key of the scope; the province has none."""
    return Case(When(scope_kind="province", then=Constant("province")), default=F("scope"), output_field=CharField())


def _shown() -> Func:
    """Return the figure with as many digits as its definition has."""
    number: DecimalField[Decimal, Decimal] = DecimalField(max_digits=28, decimal_places=8)
    definition = Definition.objects.filter(code=OuterRef("code"), current=True)
    digits = Subquery(definition.annotate(digits=Cast("document__decimals", IntegerField())).values("digits")[:1])
    return Func(F("number"), Coalesce(digits, _USUAL), function="round", output_field=number)


def _period() -> Case:
    """Return the period as people write it."""
    text: CharField[str, str] = CharField()
    halves = (
        When(frequency=Frequency.HALF.value, first__month=month, then=Concat(_written("YYYY"), Constant(half)))
        for month, half in ((1, "-S1"), (7, "-S2"))
    )
    others = (When(frequency=each.value, then=_written(pattern)) for each, pattern in _PATTERNS.items())
    return Case(*halves, *others, output_field=text)


def _written(pattern: str) -> Func:
    return Func(F("first"), Constant(pattern), function="to_char", output_field=CharField())
