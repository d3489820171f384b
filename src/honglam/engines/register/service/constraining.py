"""Constraints of a register's tables, which PostgreSQL checks whoever writes: what is required, ranges, lengths.

Patterns, code lists and references are judged by `checking` and measured by quality. A constraint is added NOT VALID,
which looks at no row and holds for what is written from then on; a job validates it while people work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.service import casting, naming

_NUMBERS = {Type.INTEGER, Type.DECIMAL, Type.MONEY, Type.YEAR}
_TEXTS = {Type.TEXT, Type.EMAIL, Type.URL, Type.PHONE}


@dataclass(frozen=True, slots=True)
class Constraint:
    """A CHECK of a table.

    Attributes:
        name: the same for the same field number and the same limit.
        table: bare name.
        test: SQL of what must hold, with the column's present name.
        field: path of the field that it is about; empty for the record as a whole.
        kind: `required`, `minimum`, `maximum`, `shortest`, `longest`, `order`.
        limit: as people read it.
    """

    name: str
    table: str
    test: str
    field: str
    kind: str
    limit: str = ""


def wanted(register: Register) -> dict[str, Constraint]:
    """Return the constraints that a register asks for, by name."""
    found = list(_of(register, register.fields, naming.table(register.id)))
    for group in register.groups:
        found += _of(register, group.fields, naming.table(register.id, group.name), f"{group.name}.")
    if register.validity:
        name = naming.thing(register, "order")
        test = "valid_from IS NULL OR valid_to IS NULL OR valid_to >= valid_from"
        found.append(Constraint(name, naming.table(register.id), test, "", "order"))
    return {each.name: each for each in found}


def _of(register: Register, fields: Sequence[Field], table: str, above: str = "") -> Iterator[Constraint]:
    for field in fields:
        if field.type is not Type.GROUP:
            for kind, limit, test in _tests(field):
                name = naming.thing(register, kind, field.n, field.type.value, limit)
                yield Constraint(name, table, test, f"{above}{field.name}", kind, limit)


def _tests(field: Field) -> Iterator[tuple[str, str, str]]:
    column = f'"{field.name}"'
    if field.required and not field.when:
        yield "required", "", f"{column} IS NOT NULL"
    for kind, limit, sign in (("minimum", field.minimum, ">="), ("maximum", field.maximum, "<=")):
        edge = _edge(field, limit)
        if edge:
            yield kind, limit, f"{column} {sign} {edge}"
    if field.type in _TEXTS:
        if field.min_length:
            yield "shortest", str(field.min_length), f"char_length({column}) >= {field.min_length}"
        if field.max_length:
            yield "longest", str(field.max_length), f"char_length({column}) <= {field.max_length}"


def _edge(field: Field, limit: str) -> str:
    """Return a limit as SQL, read by Python first: nothing that is no number or day goes into a statement."""
    try:
        if limit and field.type in _NUMBERS:
            edge = Decimal(limit)
            return f"{edge:f}" if edge.is_finite() else ""
        if limit and field.type is Type.DATE:
            return f"{casting.literal(date.fromisoformat(limit).isoformat())}::date"
        if limit and field.type is Type.DATETIME:
            return f"{casting.literal(datetime.fromisoformat(limit).isoformat())}::timestamptz"
    except (ValueError, InvalidOperation):
        return ""
    return ""
