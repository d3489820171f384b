"""How a column writes numbers and days, and by which values a column is unmistakable."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from honglam.base.text import fold
from honglam.engines.register.contracts import Field, TargetKind, Type
from honglam.engines.register.contracts.imports import Days, Decimals

NUMBERS = frozenset({Type.DECIMAL, Type.INTEGER, Type.MONEY})
DAYS = frozenset({Type.DATE, Type.PARTIAL_DATE, Type.DATETIME})
_NEARLY_ALL = 0.9
# `12.5`, `0.125`, `1,234.5`: nobody in Vietnam writes a thousand so. `1.234` alone could be either and is ours.
_DOT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,})|[+-]?(0|\d{4,})\.\d+|[+-]?\d{1,3}(,\d{3})+\.\d+")
_COMMA = re.compile(r"[+-]?\d{1,3}(\.\d{3})*,\d+|[+-]?\d+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b.*")
_BARE = re.compile(r"\d{5,}(,\d+)?")
_SERIAL = re.compile(r"[1-7]\d{4}(,\d+)?")
_TELLING = {
    Type.PERSONAL_NUMBER: re.compile(r"0\d{11}"),
    Type.EMAIL: re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    Type.PHONE: re.compile(r"(\+?84|0)[ .-]?[35789]\d([ .-]?\d){7}"),
    Type.GEOMETRY: re.compile(r"(\{|POINT|POLYGON|MULTI|LINE).*", re.DOTALL),
}


def decimals(values: Sequence[str]) -> Decimals:
    """Return how a column writes decimals: with a dot only where some value can be read so and none otherwise."""
    plain = [each.strip() for each in values]
    dotted = any(_DOT.fullmatch(each) for each in plain)
    return Decimals.DOT if dotted and not any(_COMMA.fullmatch(each) for each in plain) else Decimals.COMMA


def days(values: Sequence[str]) -> Days:
    """Return how a column writes days: the month first only where some value can be read so and none otherwise."""
    plain = [each.strip() for each in values]
    bare = [each for each in plain if _BARE.fullmatch(each)]
    if bare and all(_SERIAL.fullmatch(each) for each in bare):
        return Days.SERIAL
    slashed = [(int(found[1]), int(found[2])) for each in plain if (found := _SLASHED.fullmatch(each))]
    american = any(12 < second <= 31 for _first, second in slashed) and all(first <= 12 for first, _second in slashed)
    return Days.MONTH_FIRST if american else Days.DAY_FIRST


def unmistakable(field: Field, values: Sequence[str]) -> bool:
    """Tell whether nearly all values can only be of this field."""
    told = _teller(field)
    return bool(values) and told is not None and sum(map(told, values)) >= _NEARLY_ALL * len(values)


def _teller(field: Field) -> Callable[[str], bool] | None:
    if field.pattern and field.type is Type.TEXT and _telling(field.pattern):
        return lambda text: bool(re.fullmatch(field.pattern, text))
    if field.type is Type.CODE and field.codes:
        known = {word for each in field.codes for word in (each.code, fold(each.title), fold(each.title_en)) if word}
        return lambda text: text in known or fold(text) in known
    if field.target is not None and field.target.kind is TargetKind.COMMUNE:
        return lambda text: fold(text).startswith(("xa ", "phuong "))
    pattern = _TELLING.get(field.type)
    return (lambda text: bool(pattern.fullmatch(text))) if pattern else None


def _telling(pattern: str) -> bool:
    """Tell whether a pattern asks for something of its own: a few letters as they stand."""
    return bool(re.search(r"[A-Za-z0-9]{2,}|[A-Z]", re.sub(r"\\.|\[[^\]]*\]|\{[^}]*\}", "", pattern)))
