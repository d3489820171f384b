"""What a rule means: a small typed expression, and the sentence that says it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from honglam.base.money import format_number
from honglam.base.time import format_date
from honglam.engines.register.contracts import Register, Type


@dataclass(frozen=True, slots=True)
class Of:
    """The value of a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Length:
    """How many letters a text has."""

    name: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """A day."""

    value: date


@dataclass(frozen=True, slots=True)
class Today:
    """The day on which it is measured."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text, or the code of a list."""

    value: str


Operand = Of | Length | Amount | Day | Today | Word


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values: `op` is `<`, `<=`, `=`, `<>`, `>=` or `>`. An empty value breaks nothing."""

    left: Of | Length
    op: str
    right: Operand


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of some."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The value stands in its code list, or what it points to exists."""

    name: str


@dataclass(frozen=True, slots=True)
class Present:
    """There is a value."""

    name: str


@dataclass(frozen=True, slots=True)
class Absent:
    """There is none."""

    name: str


@dataclass(frozen=True, slots=True)
class WellFormed:
    """The text has the form that its field asks for."""

    name: str


@dataclass(frozen=True, slots=True)
class Tidy:
    """The text is as we store text: composed, no blanks at the ends or twice."""

    name: str


@dataclass(frozen=True, slots=True)
class Begins:
    """The text begins so."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Digits:
    """The text is so many digits."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Unique:
    """No other record has the same, among those that have the same in `within`."""

    names: tuple[str, ...]
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A repeated group has at least so many items."""

    group: str
    count: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """The record was changed or confirmed within so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class All:
    """All hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class When:
    """If the first holds, the second must."""

    condition: Condition
    then: Condition


Simple = Compare | OneOf | Listed | Present | Absent | WellFormed | Tidy | Begins | Digits | Unique | AtLeast | Fresh
Condition = Simple | All | Any | When

OPERATORS = {
    ">": "phải lớn hơn",
    ">=": "phải lớn hơn hoặc bằng",
    "<": "phải nhỏ hơn",
    "<=": "phải nhỏ hơn hoặc bằng",
    "=": "phải bằng",
    "<>": "phải khác",
}
_DATED = {">": "phải sau", ">=": "không được trước", "<": "phải trước", "<=": "không được sau"}
OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "<>", "<>": "="}


def fields_of(expression: Condition) -> tuple[str, ...]:
    """Return the names of the fields that it is about, in the order in which they stand, each once."""
    return tuple(dict.fromkeys(_names(expression)))


def _names(expression: Condition) -> Iterator[str]:
    match expression:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _names(part)
        case When(condition, then):
            yield from _names(condition)
            yield from _names(then)
        case Compare(left, _op, right):
            yield left.name
            if isinstance(right, Of | Length):
                yield right.name
        case Unique(names, within):
            yield from (*names, *within)
        case AtLeast(group):
            yield group
        case Fresh():
            pass
        case _:
            yield expression.name


def words(expression: Condition, register: Register) -> str:  # noqa: PLR0911  (one answer for each kind of expression)
    """Return the sentence that means this; read again it gives the same expression."""
    match expression:
        case When(condition, then):
            return f"nếu {words(condition, register)} thì {words(then, register)}"
        case All(parts):
            return " và ".join(words(part, register) for part in parts)
        case Any(parts):
            return " hoặc ".join(words(part, register) for part in parts)
        case Fresh(days):
            return f"phải được cập nhật trong {days} ngày"
        case AtLeast(group, count):
            return f"phải có ít nhất {count} {_title(group, register)}"
        case Unique(names, within):
            inside = f" trong cùng {_together(within, register)}" if within else ""
            return f"{_together(names, register)} không được trùng{inside}"
        case Compare(left, op, right):
            return _comparison(left, op, right, register)
    return f"{_title(expression.name, register)} {_predicate(expression)}"


def _comparison(left: Of | Length, op: str, right: Operand, register: Register) -> str:
    measured = "độ dài của " if isinstance(left, Length) else ""
    dated = isinstance(left, Of) and register.field(left.name).type in {Type.DATE, Type.DATETIME}
    said = {**OPERATORS, **_DATED} if dated else OPERATORS
    return f"{measured}{_title(left.name, register)} {said[op]} {_operand(right, register)}"


def _predicate(expression: Condition) -> str:  # noqa: PLR0911
    match expression:
        case OneOf(_name, values):
            return "phải là một trong " + ", ".join(_quoted(value) for value in values)
        case Listed():
            return "phải có trong danh mục"
        case Present():
            return "phải được nhập"
        case Absent():
            return "phải để trống"
        case WellFormed():
            return "phải đúng dạng"
        case Tidy():
            return "phải được viết gọn"
        case Begins(_name, text):
            return f"phải bắt đầu bằng {_quoted(text)}"
        case Digits(_name, count):
            return f"phải có đúng {count} chữ số"
    raise TypeError(expression)


def _operand(value: Operand, register: Register) -> str:
    match value:
        case Of(name):
            return _title(name, register)
        case Length(name):
            return f"độ dài của {_title(name, register)}"
        case Amount(number):
            return format_number(number)
        case Day(day):
            return format_date(day)
        case Today():
            return "hôm nay"
        case Word(text):
            return _quoted(text)


def _quoted(text: str) -> str:
    return f"“{text}”"


def _title(name: str, register: Register) -> str:
    """Return what the field is called; its name where another field is called the same."""
    title = register.field(name).title
    alone = sum(each.title == title for each in register.fields) == 1
    return f"“{title}”" if alone else f"“{name}”"


def _together(names: tuple[str, ...], register: Register) -> str:
    return " và ".join(_title(name, register) for name in names)
