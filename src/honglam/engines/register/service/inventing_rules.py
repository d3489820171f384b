"""What rules of quality say is made true of an invented row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.service.checking import asked
from honglam.engines.register.service.inventing_values import Draw
from honglam.engines.register.service.quality.expressions import (
    Absent,
    All,
    Amount,
    Compare,
    Condition,
    Day,
    Of,
    Present,
    Today,
    When,
    Word,
)

_DATES = {Type.DATE, Type.DATETIME, Type.PARTIAL_DATE}
_ROUNDS = 3  # one rule may undo what another did


def keep(rules: Iterable[Condition], row: dict[str, Any], register: Register, draw: Draw) -> None:
    """Change a row until the rules hold; what cannot be made to hold is left, a demonstration may have faults."""
    for _round in range(_ROUNDS):
        for rule in rules:
            _keep(rule, row, register, draw)


def _keep(rule: Condition, row: dict[str, Any], register: Register, draw: Draw) -> None:
    match rule:
        case When(condition, then) if holds(condition, row, register, draw):
            _keep(then, row, register, draw)
        case All(parts):
            for part in parts:
                _keep(part, row, register, draw)
        case Present(name) if row.get(name) in (None, "", []):
            _fill(register.field(name), row, draw)
        case Absent(name):
            row.pop(name, None)
        case Compare() if not holds(rule, row, register, draw):
            _put_right(rule, row, register, draw)
        case _:
            pass


def _fill(field: Field, row: dict[str, Any], draw: Draw) -> None:
    for _try in range(5):  # a group may come out empty
        value = draw.value(field)
        if asked(field, row) and value not in (None, "", []):
            row[field.name] = value
            return


def holds(rule: Condition, row: dict[str, Any], register: Register, draw: Draw) -> bool:
    """Tell whether a condition holds; of empty values nothing is said, so it does not hold as a premise."""
    match rule:
        case Present(name):
            return row.get(name) not in (None, "", [])
        case Absent(name):
            return row.get(name) in (None, "", [])
        case All(parts):
            return all(holds(part, row, register, draw) for part in parts)
        case Compare(left, op, right):
            if isinstance(right, Word) or not isinstance(left, Of):
                return _same(row.get(left.name), op, getattr(right, "value", None))
            first, second = _measure(row.get(left.name)), _other(right, row, draw)
            return first is None or second is None or _compare(first, op, second)
    return False


def _same(value: Any, op: str, wanted: Any) -> bool:
    spoken = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return (spoken == wanted) == (op == "=") if op in {"=", "<>"} else False


def _measure(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        pass
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None


def _other(right: Any, row: dict[str, Any], draw: Draw) -> Any:
    match right:
        case Of(name):
            return _measure(row.get(name))
        case Amount(value) | Day(value):
            return value
        case Today():
            return draw.world.today
    return None


def _compare(first: Any, op: str, second: Any) -> bool:
    if isinstance(first, date) != isinstance(second, date):
        return True
    return bool(
        {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}.get(
            op, (first == second) == (op == "=")
        )
    )


def _put_right(rule: Compare, row: dict[str, Any], register: Register, draw: Draw) -> None:
    field = register.field(rule.left.name)
    if isinstance(rule.right, Word):
        _choose(rule, field, row, draw)
        return
    bound = _other(rule.right, row, draw)
    if isinstance(bound, date) and field.type in _DATES:
        days = {"<": -30, "<=": 0, ">": 30, ">=": 0}.get(rule.op, 0)
        row[field.name] = (bound + timedelta(days=days)).isoformat()
    elif isinstance(bound, Decimal):
        most = float(bound) if rule.op in {"<", "<=", "="} else None
        least = float(bound) if rule.op in {">", ">=", "="} else None
        made = draw.number(field, least, most) if field.type is not Type.YEAR else int(bound)
        row[field.name] = made


def _choose(rule: Compare, field: Field, row: dict[str, Any], draw: Draw) -> None:
    wanted = getattr(rule.right, "value", "")
    if field.type is Type.BOOLEAN:
        row[field.name] = (wanted == "true") == (rule.op == "=")
    elif rule.op == "=":
        row[field.name] = wanted
    else:
        row[field.name] = draw.random.choice([code.code for code in field.codes if code.code != wanted])
