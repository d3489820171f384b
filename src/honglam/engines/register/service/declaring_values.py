"""Whether limits, patterns and defaults of a field can be kept by a value of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from honglam.base.words import N_
from honglam.engines.register.contracts import Fault, Field, Type
from honglam.engines.register.service import declaring_patterns

NUMBERS = {Type.INTEGER, Type.DECIMAL, Type.MONEY, Type.YEAR}
DAYS = {Type.DATE, Type.DATETIME, Type.PARTIAL_DATE}
TEXTS = {Type.TEXT, Type.URL, Type.EMAIL, Type.PHONE, Type.PERSONAL_NUMBER}
_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,12})?")
# What Python and PostgreSQL read otherwise: \b and \B, named groups, flags, look-behind, possessive repeats.
_DIFFERENT = re.compile(r"\\[bBpPkKGXRN]|\(\?(?![:=!])|[*+?}]\+")
_ESCAPED = re.compile(r"\\\\")


def of_field(field: Field, place: str) -> Iterator[Fault]:
    """Yield what is wrong with the limits of a field."""
    where = f"{place}.constraints"
    yield from _limits(field, where)
    yield from _lengths(field, where)
    yield from _pattern(field, where)
    if field.decimals is not None and field.type is not Type.DECIMAL:
        yield _unfit(f"{place}.decimals", "decimals", field)
    if field.default and not _fits_default(field):
        message = N_("“%(value)s” is no value that “%(name)s” can begin with.")
        remedy = N_("Write a value of its type, or leave the default out.")
        yield Fault(f"{place}.default", message, remedy, {"value": field.default[:80], "name": field.name})


def _unfit(place: str, key: str, field: Field) -> Fault:
    message = N_("“%(key)s” does not fit “%(name)s”, which is of type %(type)s.")
    params = {"key": key, "name": field.name, "type": field.type.value}
    return Fault(place, message, N_("Delete it, or change the type."), params)


def _limits(field: Field, where: str) -> Iterator[Fault]:
    read: list[Any] = []
    for key, said in (("minimum", field.minimum), ("maximum", field.maximum)):
        if not said:
            continue
        if field.type not in NUMBERS | DAYS:
            yield _unfit(f"{where}.{key}", key, field)
        elif (value := _value(field.type, said)) is None:
            message = N_("“%(value)s” is no limit for “%(name)s”.")
            remedy = N_("Write a number with a dot before its decimals, or a day like 2026-12-31.")
            yield Fault(f"{where}.{key}", message, remedy, {"value": said[:80], "name": field.name})
        else:
            read.append(value)
    if field.minimum and field.maximum and read != sorted(read):
        message = N_("The smallest value of “%(name)s” (%(low)s) is larger than the largest (%(high)s).")
        params = {"name": field.name, "low": field.minimum, "high": field.maximum}
        yield Fault(f"{where}.minimum", message, N_("Exchange them."), params)


def _value(kind: Type, said: str) -> Decimal | str | None:
    """Return a limit so that two of one type can be compared; None when it is none."""
    if kind in NUMBERS:
        whole = kind is not Type.DECIMAL and "." in said
        return Decimal(said) if _NUMBER.fullmatch(said) and not whole else None
    if kind is Type.PARTIAL_DATE:
        return said if _PARTIAL.fullmatch(said) else None
    try:
        return (date if kind is Type.DATE else datetime).fromisoformat(said).isoformat()
    except ValueError:
        return None


def _lengths(field: Field, where: str) -> Iterator[Fault]:
    for key, length in (("minLength", field.min_length), ("maxLength", field.max_length)):
        if length is not None and field.type not in TEXTS:
            yield _unfit(f"{where}.{key}", key, field)
    low, high = field.min_length, field.max_length
    if low is not None and high is not None and low > high:
        message = N_("“%(name)s” is to have at least %(low)s and at most %(high)s letters.")
        yield Fault(f"{where}.minLength", message, N_("Exchange them."), {"name": field.name, "low": low, "high": high})
    if high == 0:
        message = N_("“%(name)s” may have no letter at all.")
        yield Fault(f"{where}.maxLength", message, N_("Write how many it may have."), {"name": field.name})


def _pattern(field: Field, where: str) -> Iterator[Fault]:
    if not field.pattern:
        return
    params = {"name": field.name, "pattern": field.pattern}
    place = f"{where}.pattern"
    if field.type not in TEXTS:
        yield _unfit(place, "pattern", field)
        return
    try:
        re.compile(field.pattern)
    except (re.error, OverflowError, RecursionError) as error:
        message = N_("The pattern of “%(name)s” cannot be read: %(error)s.")
        yield Fault(place, message, N_("Correct it, or leave it out."), {**params, "error": str(error)})
        return
    plain = _ESCAPED.sub("", field.pattern)
    if _DIFFERENT.search(plain):
        message = N_("The pattern of “%(name)s” means something else to the database than to the page.")
        remedy = N_(r"Leave out \b, named groups, flags like (?i), look-behind and possessive repeats.")
        yield Fault(place, message, remedy, params)
    if declaring_patterns.for_ever(field.pattern):
        message = N_("The pattern of “%(name)s” repeats what repeats already; some texts would take for ever.")
        yield Fault(place, message, N_("Write it without a repeat inside a repeat."), params)


def _fits_default(field: Field) -> bool:
    """Tell whether a default can be one; what belongs to other rooms (agencies, communes) is judged with each value."""
    said = field.default
    match field.type:
        case Type.GROUP | Type.GEOMETRY | Type.FILE:
            return False
        case Type.BOOLEAN:
            return said in {"true", "false"}
        case Type.CODE:
            return not field.codes or said in {each.code for each in field.codes}
        case kind if kind in NUMBERS | DAYS:
            return said == "today" or _value(field.type, said) is not None if kind in DAYS else _in_limits(field)
    return True


def _in_limits(field: Field) -> bool:
    value = _value(field.type, field.default)
    low, high = _value(field.type, field.minimum or "x"), _value(field.type, field.maximum or "x")
    if not isinstance(value, Decimal):
        return False
    return (not isinstance(low, Decimal) or value >= low) and (not isinstance(high, Decimal) or value <= high)
