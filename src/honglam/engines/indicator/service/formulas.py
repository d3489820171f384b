"""Formulas as an officer writes them: CEL, read into a small tree that can be looked at, checked and reckoned.

`cel-python` reads the text, so that what is a formula is said by the language's own grammar. What it means is said
here, for the part of CEL that figures need: CEL's own numbers would make 10 / 4 a 2, refuse to multiply a share by 100
and turn a division by zero into infinity (decision 33).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from honglam.base.words import N_

LONGEST = 2_000  # characters
_DEEPEST = 60  # one within the other
_LARGEST = Decimal(10) ** 19  # what the column of figures holds
READS = ("value", "value_or", "of_province", "previous", "same_period_last_year", "sum_of_year")
_FUNCTIONS = {"min": (2, 9), "max": (2, 9), "abs": (1, 1), "round": (2, 2)}
_SIGNS = {
    "addition_add": "+",
    "addition_sub": "-",
    "multiplication_mul": "*",
    "multiplication_div": "/",
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
}
_WHOLE = {"conditionalor": "||", "conditionaland": "&&", "expr": "?"}
_YES_NO = frozenset({"<", "<=", ">", ">=", "==", "!=", "&&", "||", "!"})
_EXAMPLE = N_('Write for example value("dx.online") / value("dx.all") * 100; numbers with a point: 0.5.')


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """A figure that is read: how (`READS`), of which indicator, and what takes its place when there is none."""

    how: str
    code: str
    otherwise: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A sign or function over parts; `?` has the condition, what holds if it is met, and what holds if not."""

    sign: str
    parts: tuple[Node, ...]


Node = Number | Read | Operation


class FormulaError(Exception):
    """A formula cannot be read: msgids of a sentence and its remedy."""

    def __init__(self, message: str, remedy: str = _EXAMPLE, **params: object) -> None:
        super().__init__(message)
        self.message, self.remedy, self.params = message, remedy, params


@lru_cache(maxsize=4_096)  # definitions change seldom and are reckoned with all day
def read(text: str) -> Node:
    """Return what a formula says.

    Raises:
        FormulaError: it is no formula, or has parts that figures do not need.
    """
    if len(text) > LONGEST:
        raise FormulaError(N_("The formula is longer than %(most)s characters."), N_("Divide it in two."), most=LONGEST)
    from celpy.celparser import CELParseError, CELParser  # noqa: PLC0415  (only who reads formulas needs it)

    try:
        tree = CELParser().parse(text)
    except CELParseError as error:
        raise FormulaError(
            N_("The formula cannot be read from line %(line)s, character %(column)s on."),
            line=error.line if error.line and error.line > 0 else 1,
            column=error.column if error.column and error.column > 0 else 1,
        ) from None
    node = _node(tree, 0)
    if _is_condition(node):
        raise FormulaError(N_("The formula gives yes or no, not a figure."), N_("Write condition ? figure : figure."))
    return node


def names(text: str) -> tuple[str, ...]:
    """Return the codes of the indicators that a formula names, in order; none for what cannot be read."""
    return tuple(dict.fromkeys(each.code for each in reads(text)))


def reads(text: str) -> tuple[Read, ...]:
    """Return everything that a formula reads; nothing for what cannot be read."""
    try:
        return tuple(dict.fromkeys(each for each in walk(read(text)) if isinstance(each, Read))) if text.strip() else ()
    except FormulaError:
        return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all its parts."""
    yield node
    if isinstance(node, Operation):
        for part in node.parts:
            yield from walk(part)


def _node(tree: Any, depth: int) -> Node:
    """Return what a tree of the grammar says; the many levels of precedence that say nothing are passed over."""
    if depth > _DEEPEST:
        raise FormulaError(N_("The formula has too many parts within each other."), N_("Divide it in two."))
    while len(tree.children) == 1 and tree.data not in {"literal", "ident", "ident_arg"}:
        tree = tree.children[0]
        if not hasattr(tree, "children"):
            break
    kind, parts = getattr(tree, "data", ""), list(getattr(tree, "children", ()))
    if kind == "literal":
        return _number(str(parts[0]), parts[0].type)
    if kind == "ident_arg":
        return _call(str(parts[0]), parts[1].children if len(parts) > 1 and parts[1] is not None else [], depth)
    if kind == "unary":
        return _unary(str(parts[0].data), _node(parts[1], depth + 1))
    if kind in _WHOLE and len(parts) > 1:
        return _whole(_WHOLE[kind], tuple(_node(each, depth + 1) for each in parts))
    if len(parts) == 2 and (sign := _SIGNS.get(str(getattr(parts[0], "data", "")))):
        both = (_node(parts[0].children[0], depth + 1), _node(parts[1], depth + 1))
        return Operation(sign, tuple(_figure(each) for each in both))
    raise FormulaError(N_("The formula has a part that figures do not need."))


def _number(text: str, kind: str) -> Number:
    if kind not in {"INT_LIT", "FLOAT_LIT"}:
        raise FormulaError(N_("“%(text)s” is no number."), text=text[:40])
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise FormulaError(N_("“%(text)s” is no number."), text=text[:40]) from None
    if abs(value) >= _LARGEST:
        raise FormulaError(N_("“%(text)s” is too large."), text=text[:40])
    return Number(value)


def _unary(kind: str, part: Node) -> Node:
    if kind == "unary_not":
        return Operation("!", (_condition(part),))
    return Operation("neg", (_figure(part),))


def _whole(sign: str, parts: tuple[Node, ...]) -> Node:
    if sign == "?":
        return Operation("?", (_condition(parts[0]), _figure(parts[1]), _figure(parts[2])))
    return Operation(sign, tuple(_condition(each) for each in parts))


def _call(name: str, given: list[Any], depth: int) -> Node:
    if name in READS:
        return _read(name, given, depth)
    least, most = _FUNCTIONS.get(name, (0, 0))
    if not most:
        known = ", ".join((*READS, *_FUNCTIONS))
        raise FormulaError(
            N_("There is no function “%(name)s”."), N_("Use one of: %(known)s."), name=name[:40], known=known
        )
    if not least <= len(given) <= most:
        raise FormulaError(N_("“%(name)s” has too few or too many parts in its brackets."), name=name)
    parts = tuple(_figure(_node(each, depth + 1)) for each in given)
    if name == "round" and not (isinstance(parts[1], Number) and parts[1].value in range(9)):
        remedy = N_('Write for example round(value("dx.all"), 1).')
        raise FormulaError(N_("The digits after the comma are a number from 0 to 8."), remedy)
    return Operation(name, parts)


def _read(how: str, given: list[Any], depth: int) -> Read:
    wanted = 2 if how == "value_or" else 1
    code = _text(given[0]) if given else ""
    if len(given) != wanted or not code:
        remedy = N_('Write value_or("dx.all", 0).') if how == "value_or" else N_('Write %(name)s("dx.all").')
        raise FormulaError(N_("“%(name)s” needs the code of an indicator in quotation marks."), remedy, name=how)
    if wanted == 1:
        return Read(how, code)
    other = _node(given[1], depth + 1)
    if isinstance(other, Operation) and other.sign == "neg" and isinstance(other.parts[0], Number):
        other = Number(-other.parts[0].value)
    if not isinstance(other, Number):
        raise FormulaError(
            N_("What takes the place of a missing figure is a number."), N_('Write value_or("dx.all", 0).')
        )
    return Read(how, code, other.value)


def _text(tree: Any) -> str:
    """Return the text of a literal in quotation marks; empty for anything else."""
    while hasattr(tree, "children") and len(tree.children) == 1:
        tree = tree.children[0]
    return str(tree)[1:-1] if getattr(tree, "type", "") == "STRING_LIT" and str(tree)[0] in "\"'" else ""


def _is_condition(node: Node) -> bool:
    return isinstance(node, Operation) and node.sign in _YES_NO


def _figure(node: Node) -> Node:
    if _is_condition(node):
        raise FormulaError(N_("A condition stands where a figure must be."), N_("Write condition ? figure : figure."))
    return node


def _condition(node: Node) -> Node:
    if not _is_condition(node):
        raise FormulaError(
            N_("A figure stands where a condition must be."), N_('Write for example value("dx.all") > 0.')
        )
    return node
