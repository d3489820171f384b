"""What a formula gives for figures: exact decimals, and a reason where there is no figure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from honglam.base.words import N_
from honglam.engines.indicator.service.formulas import Node, Number, Operation, Read

FINEST = Decimal("0.00000001")  # what the column of figures holds
LARGEST = Decimal(10) ** 19
MISSING = N_("A figure that it rests on is missing.")
BY_ZERO = N_("It would be divided by zero.")
TOO_LARGE = N_("It would be too large a number.")
Lookup = Callable[[Read], Decimal | None]


class NoFigure(Exception):  # noqa: N818  (it is an answer, not a fault)
    """There is no figure; `reason` is the msgid of why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reckon(node: Node, lookup: Lookup) -> Decimal:
    """Return what a formula gives, rounded to what is kept.

    Args:
        node: the formula.
        lookup: returns the figure that is read, None when there is none.

    Raises:
        NoFigure: a figure is missing, it would be divided by zero, or the number is too large.
    """
    try:
        return kept(_of(node, lookup))
    except ArithmeticError:
        raise NoFigure(TOO_LARGE) from None


def kept(number: Decimal) -> Decimal:
    """Return a number as its column holds it.

    Raises:
        NoFigure: it is too large.
    """
    if not abs(number) < LARGEST:
        raise NoFigure(TOO_LARGE)
    return number.quantize(FINEST, ROUND_HALF_UP)


def _of(node: Node, lookup: Lookup) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Read):
        found = lookup(node)
        found = node.otherwise if found is None else found
        if found is None:
            raise NoFigure(MISSING)
        return found
    return _operation(node, lookup)


def _operation(node: Operation, lookup: Lookup) -> Any:
    sign, parts = node.sign, node.parts
    if sign == "?":
        return _of(parts[1] if _of(parts[0], lookup) else parts[2], lookup)
    if sign == "&&":
        return all(_of(each, lookup) for each in parts)
    if sign == "||":
        return any(_of(each, lookup) for each in parts)
    return _DOES[sign](*(_of(each, lookup) for each in parts))


def _divide(one: Decimal, other: Decimal) -> Decimal:
    if not other:
        raise NoFigure(BY_ZERO)
    return one / other


def _round(number: Decimal, digits: Decimal) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)


_DOES: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "neg": operator.neg,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "!": operator.not_,
    "min": min,
    "max": max,
    "abs": abs,
    "round": _round,
}
