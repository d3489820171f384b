"""An expression as SQL over a register's table `t`. Names come from the definition, values are parameters, always."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any as Anything
from uuid import UUID

from honglam.base.time import VIETNAM
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.contracts.quality import NotUnderstood
from honglam.engines.register.service import naming
from honglam.engines.register.service.quality import grammar as g
from honglam.engines.register.service.quality.expressions import (
    Absent,
    All,
    Amount,
    Any,
    AtLeast,
    Begins,
    Compare,
    Condition,
    Day,
    Digits,
    Fresh,
    Length,
    Listed,
    Of,
    OneOf,
    Operand,
    Present,
    Tidy,
    Today,
    Unique,
    WellFormed,
    When,
    Word,
)

_FORMS: Mapping[Type, str] = {
    Type.EMAIL: r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    Type.URL: r"^https?://\S+$",
    Type.PARTIAL_DATE: r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
}
_CAPITALS = "ĂÂĐÊÔƠƯÀÁÃÈÉÌÍÒÓÕÙÚÝĨŨ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_WHOLE = frozenset({Type.INTEGER, Type.MONEY, Type.YEAR})


@dataclass(frozen=True, slots=True)
class World:
    """What rules are measured against: the moment, and the lists that others keep.

    Attributes:
        now: the moment.
        communes: codes of today's communes.
        agencies: paths of today's agencies.
        registers: ids of the registers whose tables there are.
        certain: sets of columns that the database itself keeps from being doubled.
    """

    now: datetime
    communes: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    registers: frozenset[str] = frozenset()
    certain: frozenset[frozenset[str]] = frozenset()

    def keeps(self, names: tuple[str, ...]) -> bool:
        """Tell whether the database itself sees to it that no two records have the same in these fields."""
        return any(known <= frozenset(names) for known in self.certain)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()


def world(now: datetime, registers: frozenset[str], certain: frozenset[frozenset[str]] = frozenset()) -> World:
    """Return the lists as they are now."""
    communes = tuple(unit.code for unit in places.communes())
    agencies = tuple(agency.path for agency in identity.agencies())
    return World(now, communes, agencies, registers, certain)


@dataclass(slots=True)
class Compiler:
    """Writes conditions and collects what they need joined. Only what it made itself stands in the SQL as text."""

    register: Register
    world: World
    ids: tuple[UUID, ...] | None = None  # only these are measured: what is joined is narrowed to them
    joins: dict[str, tuple[str, list[Anything]]] = field(default_factory=dict)

    def holds(self, expression: Condition) -> tuple[str, list[Anything]]:  # noqa: PLR0911  (one answer for each kind of expression)
        """Return SQL that is true where it holds, false where it is broken, null where it says nothing.

        Raises:
            NotUnderstood: this cannot be measured of such a field.
        """
        match expression:
            case All(parts):
                return self._all(parts, " AND ")
            case Any(parts):
                return self._all(parts, " OR ")
            case When(condition, then):
                first, given = self.holds(condition)
                second, more = self.holds(then)
                return f"(CASE WHEN {first} THEN {second} END)", [*given, *more]
            case Compare(left, op, right):
                return self._compare(left, op, right)
            case Unique(names, within):
                return self._unique((*names, *within))
            case AtLeast(group, count):
                return f"(coalesce({self._group(group)}.n, 0) >= %s)", [count]
            case Fresh(days):
                return "(greatest(t.at, t.confirmed_at) >= %s)", [self.world.now - timedelta(days=days)]
        return self._of_one(expression)

    def _all(self, parts: tuple[Condition, ...], joint: str) -> tuple[str, list[Anything]]:
        made = [self.holds(part) for part in parts]
        return f"({joint.join(sql for sql, _given in made)})", [value for _sql, given in made for value in given]

    def _of_one(self, expression: Anything) -> tuple[str, list[Anything]]:  # noqa: PLR0911
        column, kind = _column(expression.name), self.register.field(expression.name)
        match expression:
            case Present():
                return self._present(kind), []
            case Absent():
                return f"(NOT {self._present(kind)})", []
            case Listed():
                return self._listed(kind)
            case OneOf(_name, values):
                return f"({_as_text(kind, column)} = ANY(%s))", [_values(kind, values)]
            case WellFormed():
                return self._formed(kind, column)
            case Tidy():
                return f"({column} IS NFC NORMALIZED AND {column} = btrim({column}) AND strpos({column}, '  ') = 0)", []
            case Begins(_name, text):
                return f"starts_with({column}, %s)", [text]
            case Digits(_name, count):
                return _digits(f"{column}::text", count)
        raise TypeError(expression)

    def _present(self, kind: Field) -> str:
        column = _column(kind.name)
        if kind.type is Type.GROUP:
            return f"(coalesce({self._group(kind.name)}.n, 0) > 0)"
        return f"(coalesce({column}, '') <> '')" if _is_text(kind) else f"({column} IS NOT NULL)"

    def _compare(self, left: Of | Length, op: str, right: Operand) -> tuple[str, list[Anything]]:
        kind = self.register.field(left.name)
        if isinstance(left, Length):
            _need(_is_text(kind), kind)
            first = f"length({_column(kind.name)})"
        else:
            first = _day_of(kind)
        second, given = self._right(kind, right)
        return f"({first} {op} {second})", given

    def _right(self, kind: Field, right: Operand) -> tuple[str, list[Anything]]:
        match right:
            case Of(name):
                return _day_of(self.register.field(name)), []
            case Length(name):
                return f"length({_column(name)})", []
            case Amount(value):
                # A bigint against a numeric would be cast in each row.
                whole = kind.type in _WHOLE and value == value.to_integral_value() and abs(value) < 10**15
                return "%s", [int(value) if whole else value]
            case Day(day):
                return "%s::date", [day]
            case Today():
                return "%s::date", [self.world.today]
            case Word(text):
                return "%s", [text == "true" if kind.type is Type.BOOLEAN else text]
        raise TypeError(right)

    def _formed(self, kind: Field, column: str) -> tuple[str, list[Anything]]:
        if kind.type is Type.PERSONAL_NUMBER and not kind.pattern:
            return _digits(column, 12)
        if kind.type is Type.PHONE and not kind.pattern:
            return _phone(column), []
        pattern = f"^(?:{kind.pattern})$" if kind.pattern else _FORMS.get(kind.type, "")
        _need(bool(pattern), kind)
        return f"({column} ~ %s)", [pattern]

    def _listed(self, kind: Field) -> tuple[str, list[Anything]]:
        column = _column(kind.name)
        if kind.type is Type.CODE:
            return f"({column} = ANY(%s))", [[code.code for code in kind.codes]]
        target = kind.target
        _need(target is not None, kind)
        if target is None or target.kind is TargetKind.PERSON:
            return "true", []  # accounts are never deleted
        if target.kind is TargetKind.COMMUNE:
            return f"({column} = ANY(%s))", [list(self.world.communes)]
        if target.kind is TargetKind.AGENCY:
            return f"({column} = ANY(%s))", [list(self.world.agencies)]
        if target.register not in self.world.registers:
            raise NotUnderstood(
                N_("The register “%(register)s” to which “%(field)s” points is not there."),
                remedy=N_("Publish that register first."),
                params={"register": target.register, "field": kind.title},
            )
        alias = f"r_{kind.name}"
        self.joins[alias] = (f"LEFT JOIN {naming.quoted(target.register)} {_q(alias)} ON {_q(alias)}.id = {column}", [])
        return f"({column} IS NULL OR {_q(alias)}.id IS NOT NULL)", []

    def _group(self, name: str) -> str:
        alias = _q(f"g_{name}")
        table = naming.quoted(naming.table(self.register.id, name))
        narrow = "" if self.ids is None else " WHERE record = ANY(%s)"
        counted = f"SELECT record, count(*) AS n FROM {table}{narrow} GROUP BY record"  # noqa: S608  (names of the definition, quoted)
        self.joins[alias] = (f"LEFT JOIN ({counted}) {alias} ON {alias}.record = t.id", self._narrowed())
        return alias

    def _narrowed(self) -> list[Anything]:
        return [] if self.ids is None else [list(self.ids)]

    def _unique(self, names: tuple[str, ...]) -> tuple[str, list[Anything]]:
        kinds = [self.register.field(name) for name in names]
        if self.world.keeps(names):
            return "true", []
        for kind in kinds:
            _need(kind.type not in {Type.GROUP, Type.GEOMETRY}, kind)
        table, alias = naming.quoted(self.register.id), _q("u_" + "_".join(names)[:50])
        keys = [key_of(kind, "o") for kind in kinds]
        known = " AND ".join(f"o.{_q(name)} IS NOT NULL" for name in names)
        narrow = ""
        if self.ids is not None:
            own = ", ".join(key_of(kind, "s") for kind in kinds)
            narrow = f" AND ({', '.join(keys)}) IN (SELECT {own} FROM {table} s WHERE s.id = ANY(%s))"  # noqa: S608
        chosen = ", ".join(f"{key} AS k{number}" for number, key in enumerate(keys))
        order = ", ".join(str(number + 1) for number in range(len(keys)))
        doubled = f"SELECT {chosen} FROM {table} o WHERE {known}{narrow} GROUP BY {order} HAVING count(*) > 1"  # noqa: S608
        same = " AND ".join(f"{alias}.k{number} = {key_of(kind, 't')}" for number, kind in enumerate(kinds))
        self.joins[alias] = (f"LEFT JOIN ({doubled}) {alias} ON {same}", self._narrowed())
        return f"({alias}.k0 IS NULL)", []


def _q(name: str) -> str:
    return '"' + name.replace('"', "") + '"'


def _column(name: str) -> str:
    return f"t.{_q(name)}"


def _digits(column: str, count: int) -> tuple[str, list[Anything]]:
    """Return that a text is so many digits. A regular expression would take most of the time of a scan."""
    return f"(length({column}) = %s AND ltrim({column}, '0123456789') = '')", [count]


def _phone(column: str) -> str:
    """Return that a text is a number in E.164; it lies between “+1” and what follows “+9”, as bytes are ordered."""
    return (
        f"({column} COLLATE \"C\" >= '+1' AND {column} COLLATE \"C\" < '+:'"
        f" AND length({column}) BETWEEN 8 AND 16 AND ltrim(substr({column}, 2), '0123456789') = '')"
    )


def key_of(kind: Field, alias: str) -> str:
    """Return by what two values are the same: capitals do not tell texts apart, accents do."""
    column = f"{alias}.{_q(kind.name)}"
    # lower() knows Vietnamese capitals in some databases only, by the locale in which they were made.
    return f"lower(translate({column}, '{_CAPITALS}', '{_CAPITALS.lower()}'))" if kind.type is Type.TEXT else column


def _is_text(kind: Field) -> bool:
    to_record = kind.target is not None and kind.target.kind is TargetKind.REGISTER
    return kind.type in g.TEXTS or (kind.type is Type.REFERENCE and not to_record)


def _as_text(kind: Field, column: str) -> str:
    return column if _is_text(kind) or kind.type in g.NUMBERS else f"{column}::text"


def _day_of(kind: Field) -> str:
    column = _column(kind.name)
    return f"({column} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date" if kind.type is Type.DATETIME else column


def _values(kind: Field, values: tuple[str, ...]) -> list[Anything]:
    if kind.type not in g.NUMBERS:
        return list(values)
    try:
        return [Decimal(value.replace(".", "").replace(",", ".")) for value in values]
    except InvalidOperation:
        _need(False, kind)
        return []


def _need(fits: bool, kind: Field) -> None:  # noqa: FBT001  (a guard)
    if not fits:
        raise NotUnderstood(
            N_("This cannot be asked of “%(field)s”: its type does not allow it."),
            remedy=N_("Say it as in the examples."),
            params={"field": kind.title},
        )
