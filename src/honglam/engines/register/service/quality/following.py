"""Rules that follow from the definition of a field: nobody has to write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.contracts.quality import Dimension
from honglam.engines.register.service.quality import grammar as g
from honglam.engines.register.service.quality.expressions import (
    All,
    Amount,
    AtLeast,
    Compare,
    Condition,
    Day,
    Fresh,
    Length,
    Listed,
    Of,
    OneOf,
    Present,
    Tidy,
    Unique,
    WellFormed,
    When,
)

Followed = tuple[str, Dimension, Condition]
_FORMED = frozenset({Type.PHONE, Type.EMAIL, Type.URL, Type.PERSONAL_NUMBER, Type.PARTIAL_DATE})
_SHARED_LISTS = frozenset({TargetKind.COMMUNE, TargetKind.AGENCY})


def following(register: Register) -> Iterator[Followed]:
    """Yield id, dimension and meaning of each rule, in the order of the fields."""
    for field in register.fields:
        yield from _of(field)
    singles: set[tuple[str, ...]] = {(field.name,) for field in register.columns if field.unique}
    if register.key:
        singles.add(register.key)
    for names in sorted(singles):
        yield f"{'.'.join(names)[:60]}.unique", Dimension.CLEAN, Unique(names)
    if register.fresh_days:
        yield "fresh", Dimension.LIVE, Fresh(register.fresh_days)


def _of(field: Field) -> Iterator[Followed]:
    name = field.name
    if field.required or field.expected:
        there: Condition = AtLeast(name, 1) if field.type is Type.GROUP else Present(name)
        yield f"{name}.present", Dimension.COMPLETE, _when_asked(field, there)
    if field.type is Type.GROUP:
        return
    if bounds := tuple(_bounds(field)):
        yield f"{name}.bounds", Dimension.VALID, bounds[0] if len(bounds) == 1 else All(bounds)
    if field.pattern or field.type in _FORMED:
        yield f"{name}.form", Dimension.VALID, WellFormed(name)
    elif field.type is Type.TEXT:
        yield f"{name}.tidy", Dimension.CLEAN, Tidy(name)
    if field.type is Type.CODE and field.codes:
        yield f"{name}.listed", Dimension.CONSISTENT, Listed(name)
    if field.target is not None and field.target.kind is not TargetKind.PERSON:
        shared = field.target.kind in _SHARED_LISTS
        yield f"{name}.listed", Dimension.CONSISTENT if shared else Dimension.VALID, Listed(name)


def _when_asked(field: Field, there: Condition) -> Condition:
    """Return a rule that asks only where the form asks."""
    asked = [OneOf(other, tuple(values)) for other, values in field.when.items()]
    if not asked:
        return there
    return When(asked[0] if len(asked) == 1 else All(tuple(asked)), there)


def _bounds(field: Field) -> Iterator[Condition]:
    for bound, op in ((field.minimum, ">="), (field.maximum, "<=")):
        if bound and field.type in g.NUMBERS:
            yield Compare(Of(field.name), op, Amount(Decimal(bound)))
        elif bound and field.type in g.DAYS:
            yield Compare(Of(field.name), op, Day(date.fromisoformat(bound[:10])))
    for length, op in ((field.min_length, ">="), (field.max_length, "<=")):
        if length is not None and field.type in g.TEXTS:
            yield Compare(Length(field.name), op, Amount(Decimal(length)))
