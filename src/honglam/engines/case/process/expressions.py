"""The language of conditions and scripts in a process: expressions that can do nothing but compute.

Python's own operators on the process's values, a few functions, no attribute, no import, no loop without end. The
leading `=` of FEEL and the `${…}` of Camunda 7 are ignored. A script is a list of lines `name = expression`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from simpleeval import DEFAULT_OPERATORS, EvalWithCompoundTypes, InvalidExpression
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

_BITS = 4096  # of a whole number: no price, area or count comes near
_PLACES = 30  # to which a number is rounded
_WEIGHT = 100_000  # values within a value: what is computed is kept with the case


def _product(one: Any, two: Any) -> Any:
    """Multiply numbers; a text or list that is multiplied fills the memory."""
    _numbers(one, two)
    if _bits(one) + _bits(two) > _BITS:
        raise ExpressionError("this number is too large")
    return one * two


def _power(one: Any, two: Any) -> Any:
    _numbers(one, two)
    if abs(two) > _BITS or _bits(one) * abs(two) > _BITS:
        raise ExpressionError("this number is too large")
    return one**two


def _rest(one: Any, two: Any) -> Any:
    """Return what a division leaves; of a text, `%` would write a pattern of any length."""
    _numbers(one, two)
    return one % two


def _rounded(number: Any, places: int | None = None) -> Any:
    if places is not None and not -_PLACES <= places <= _PLACES:
        raise ExpressionError(f"a number is rounded to at most {_PLACES} places")
    return round(number, places)


def _numbers(*values: Any) -> None:
    if not all(isinstance(value, int | float) for value in values):
        raise ExpressionError("only numbers can be multiplied and divided")


def _bits(value: float) -> int:
    return value.bit_length() if isinstance(value, int) else 0


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs, "bool": bool, "float": float, "int": int, "len": len, "max": max, "min": min, "round": _rounded,
    "sorted": sorted, "str": str, "sum": sum,
}  # fmt: skip
_OPERATORS = {**DEFAULT_OPERATORS, ast.Mult: _product, ast.Pow: _power, ast.Mod: _rest}
_CONSTANTS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
# A duration or moment of ISO 8601, or a limit such as `8 working hours`.
_TIME = re.compile(
    r"P[0-9.,YMWDTHS]+|\d{4}-\d\d-\d\d([T ][\d:.,]+(Z|[+-]\d\d:?\d\d)?)?|\d+ (working )?(hour|day)s?", re.IGNORECASE
)
_LENGTH = 2000  # characters: longer than any condition that somebody can still read


class ExpressionError(ValueError):
    """An expression cannot be read, or cannot be computed with the values at hand."""


class _Names(dict[str, Any]):
    """Values by name; what nobody has set yet is nothing, so that a condition need not ask first."""

    def __missing__(self, key: str) -> None:
        return None


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """Compute an expression.

    Raises:
        ExpressionError: it cannot be read or computed.
    """
    text = _readable(expression)
    names = _Names({**values, **_CONSTANTS})
    try:
        found = EvalWithCompoundTypes(names=names, functions=dict(_FUNCTIONS), operators=_OPERATORS).eval(text)
        _weigh(found)
    except (
        InvalidExpression,
        ArithmeticError,
        SyntaxError,
        TypeError,
        ValueError,
        LookupError,
        RecursionError,
    ) as error:
        raise ExpressionError(f"{text}: {error}") from error
    return found


def execute(script: str, values: dict[str, Any]) -> None:
    """Run the lines `name = expression` of a script, which may use what earlier lines have set.

    Raises:
        ExpressionError: a line is something else, or cannot be computed.
    """
    for name, expression in _assignments(script):
        values[name] = evaluate(expression, values)


def timer(text: str) -> str:
    """Return the expression of a timer's time; a time that is simply written down becomes a text.

    Modellers write `PT8H` or `2026-12-31T17:00:00` as it is; with quotes, or as a name, it is an expression already.
    """
    plain = text.strip().removeprefix("=").strip()
    return repr(plain) if _TIME.fullmatch(plain) else text


def check(expression: str) -> None:
    """Look whether an expression can be read, without computing it.

    Raises:
        ExpressionError: it cannot.
    """
    try:
        ast.parse(_readable(expression), mode="eval")
    except (SyntaxError, RecursionError) as error:
        raise ExpressionError(f"{expression}: {error}") from error


def check_script(script: str) -> None:
    """Look whether a script can be read. Raises as `check`."""
    for _name, expression in _assignments(script):
        check(expression)


def _weigh(value: Any) -> None:
    """Refuse a value that holds too many: a list of lists of itself doubles with each line of a script."""
    waiting, weight = [value], 0
    while waiting:
        each = waiting.pop()
        weight += 1
        if isinstance(each, Mapping):
            waiting.extend(each.values())
        elif isinstance(each, list | tuple):
            waiting.extend(each)
        elif isinstance(each, set) or callable(each) or (isinstance(each, float) and not isfinite(each)):
            raise ExpressionError("this is no value that can be kept")
        if weight + len(waiting) > _WEIGHT:
            raise ExpressionError("this value is too large to be kept")


def _readable(expression: str) -> str:
    text = expression.strip().removeprefix("=").strip()
    if text.startswith(("${", "#{")) and text.endswith("}"):
        text = text[2:-1].strip()
    if not text or len(text) > _LENGTH:
        raise ExpressionError(f"{text[:40]}: an expression has 1 to {_LENGTH} characters")
    return text


def _assignments(script: str) -> list[tuple[str, str]]:
    found = []
    for line in filter(None, (line.strip() for line in script.splitlines())):
        name, equals, expression = line.partition("=")
        if line.startswith("#"):
            continue
        if not equals or expression.startswith("=") or not name.strip().isidentifier():
            raise ExpressionError(f"{line}: a line of a script is `name = expression`")
        found.append((name.strip(), expression.strip()))
    return found


class _Environment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]  # the library ships no types
    def evaluate(self, expression: str, context: dict[str, Any], external_context: Any = None) -> Any:
        return evaluate(expression, {**(external_context or {}), **context})

    def execute(self, script: str, context: dict[str, Any], external_context: Any = None) -> bool:
        del external_context
        execute(script, context)
        return True


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """SpiffWorkflow's script engine without Python behind it."""

    def __init__(self) -> None:
        super().__init__(_Environment())

    def validate(self, expression: str) -> None:
        """Look whether an expression can be read."""
        check(expression)
