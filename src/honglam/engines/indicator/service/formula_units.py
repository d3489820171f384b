"""Which unit a formula gives, and where it adds apples to pears or divides by what is always zero."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from honglam.base.words import N_
from honglam.engines.indicator.contracts import Fault, Indicator
from honglam.engines.indicator.service.formulas import Node, Number, Operation

# What has no unit of its own: a plain number, a part of the whole (0 to 1), and what nobody can tell (people per km²).
_PLAIN, _PART, _ANY = "", "\0part", "\0any"
_SAME = frozenset({"+", "-", "min", "max", "<", "<=", ">", ">=", "==", "!="})
_HUNDRED = Decimal(100)


def faults(indicator: Indicator, node: Node, known: Mapping[str, Indicator]) -> tuple[Fault, ...]:
    """Return the clashes of units in a formula and its certain divisions by zero."""
    looking = _Looking(indicator.code, known)
    found, wanted = looking.unit(node), _plainly(indicator.unit)
    if found == _PART and wanted == "%":
        looking.fault(N_("The formula gives a part between 0 and 1, not per cent."), N_("Multiply by 100: … * 100."))
    elif found not in {_PLAIN, _PART, _ANY, wanted}:
        params: dict[str, object] = {"found": found, "wanted": indicator.unit}
        looking.fault(
            N_("The formula gives %(found)s, and the unit is %(wanted)s."),
            N_("Correct the unit or the formula."),
            params,
            key="unit",
        )
    return tuple(looking.found)


class _Looking:
    """One look through a formula."""

    def __init__(self, code: str, known: Mapping[str, Indicator]) -> None:
        self.code, self.known = code, known
        self.found: list[Fault] = []

    def fault(self, message: str, remedy: str, params: dict[str, object] | None = None, key: str = "formula") -> None:
        """Keep a fault."""
        self.found.append(Fault(self.code, key, message, remedy, params or {}))

    def unit(self, node: Node) -> str:
        """Return the unit of what a part gives, and look for faults in it."""
        if not isinstance(node, Operation):
            return _PLAIN if isinstance(node, Number) else _plainly(self.known[node.code].unit)
        units = [self.unit(each) for each in node.parts]
        if node.sign in _SAME:
            return self.together(units)
        if node.sign == "?":
            return self.together(units[1:])
        if node.sign == "*":
            return _times(units, node)
        if node.sign == "/":
            if constant(node.parts[1]) == 0:
                self.fault(N_("The formula divides by what is always zero."), N_("Divide by a figure."))
            return _over(units, node)
        return units[0] if node.sign in {"neg", "abs", "round"} else _PLAIN

    def together(self, units: list[str]) -> str:
        """Return the unit of what is added or compared; a plain number takes that of its neighbour."""
        own = list(dict.fromkeys(each for each in units if each not in {_PLAIN, _ANY}))
        if len(own) > 1:
            if _PART in own and "%" in own:
                self.fault(N_("A part between 0 and 1 stands beside per cent."), N_("Multiply the part by 100."))
            else:
                params: dict[str, object] = {"one": _said(own[0]), "other": _said(own[1])}
                message = N_("%(one)s and %(other)s cannot be added or compared.")
                self.fault(message, N_("Take figures with one unit."), params)
            return _ANY
        return own[0] if own else (_ANY if _ANY in units else _PLAIN)


def constant(node: Node) -> Decimal | None:
    """Return the number that a part always gives; None when it depends on figures."""
    if not isinstance(node, Operation):
        return node.value if isinstance(node, Number) else None
    values = [constant(each) for each in node.parts]
    nothing = {"-": node.parts[0] == node.parts[-1], "*": 0 in values, "neg": values[0] == 0, "abs": values[0] == 0}
    if nothing.get(node.sign):
        return Decimal(0)
    if None in values or node.sign not in {"+", "-", "*"}:
        return None
    one, other = (each or Decimal(0) for each in values)
    return {"+": one + other, "-": one - other, "*": one * other}[node.sign]


def _times(units: list[str], node: Operation) -> str:
    one, other = units
    if _PLAIN in units:
        number = constant(node.parts[units.index(_PLAIN)])
        kept = other if one == _PLAIN else one
        if kept == _PART:
            return "%" if number == _HUNDRED else _ANY
        return _ANY if _converts(number) else kept
    if _PART in units:
        return other if one == _PART else one
    return _ANY


def _over(units: list[str], node: Operation) -> str:
    one, other = units
    if _ANY in units:
        return _ANY
    if other == _PLAIN:
        number = constant(node.parts[1])
        if one == "%" and number == _HUNDRED:
            return _PART
        return _ANY if _converts(number) else one
    return _PART if one == other else _ANY


def _converts(number: Decimal | None) -> bool:
    """Tell whether a factor makes another unit: thousands of millions, and not one half of them."""
    return number is None or (number != 1 and number > 0 and number.normalize().as_tuple().digits == (1,))


def _plainly(unit: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unit).casefold().split())


def _said(unit: str) -> str:
    return "0–1" if unit == _PART else unit
