"""Indexes of a register's tables.

On an empty table they are made with it; on others by a job, CONCURRENTLY, so that nobody waits. One that was left
half-built by a process that was killed is `invalid` to PostgreSQL: it is dropped and built anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.service import naming

_TEXTS = {Type.TEXT, Type.EMAIL, Type.URL}
_FOLDED = {Type.TEXT, Type.EMAIL, Type.URL, Type.CODE, Type.PERSONAL_NUMBER, Type.PHONE, Type.PARTIAL_DATE}


@dataclass(frozen=True, slots=True)
class Index:
    """An index.

    Attributes:
        name: the same for the same fields, by their numbers.
        table: bare name.
        body: what follows the table in CREATE INDEX.
        unique: no two records may have the same.
        fields: paths of the fields that it is about.
        kind: `list`, `order`, `search`, `key`, `box`, `record`, `own` or a word of ours for system columns.
    """

    name: str
    table: str
    body: str
    unique: bool = False
    fields: tuple[str, ...] = ()
    kind: str = "own"

    def sql(self, *, concurrently: bool) -> str:
        """Return the statement that makes it."""
        how = ("UNIQUE " if self.unique else "") + "INDEX" + (" CONCURRENTLY" if concurrently else "")
        return f'CREATE {how} "{self.name}" ON {naming.quoted(self.table)} {self.body}'


def wanted(register: Register) -> dict[str, Index]:
    """Return the indexes that a register asks for, by name."""
    found = [*_system(register), *_fields(register), *_unique(register), *_further(register)]
    return {each.name: each for each in found}


def sort_value(field: Field) -> str:
    """Return what lists are ordered by, as kit.tables writes it: an index helps only the very same expression."""
    column = f'"{field.name}"'
    return f'(public.hl_sort_key({column}) COLLATE "C")' if field.type is Type.TEXT else column


def _system(register: Register) -> Iterator[Index]:
    table, past = naming.table(register.id), naming.table(register.id, history=True)
    for kind, on, body in (
        ("agency", table, "(agency, id)"),
        ("commune", table, "(commune, id) WHERE commune IS NOT NULL"),
        ("feed", table, "(tx, id)"),
        ("act", table, "(act)"),
        ("past", past, "(id, version)"),
        ("ended", past, "(ended_tx, id)"),
        ("endact", past, "(ended_act)"),
    ):
        yield Index(naming.thing(register, kind), on, body, kind=kind)
    for group in register.groups:
        table = naming.table(register.id, group.name)
        past = naming.table(register.id, group.name, history=True)
        yield Index(naming.thing(register, "rows", group.n), table, "(record, position)", kind="rows")
        yield Index(naming.thing(register, "rowspast", group.n), past, "(record, version)", kind="rows")


def _fields(register: Register) -> Iterator[Index]:
    order, table = register.order.removeprefix("-"), naming.table(register.id)
    for field in register.columns:
        name, value = (field.name,), sort_value(field)
        if field.type is Type.GEOMETRY:
            body = f'USING gist ("{field.name}_box")'
            yield Index(naming.thing(register, "box", field.n), table, body, fields=name, kind="box")
            continue
        if field.filter or field.name == order:
            thing = naming.thing(register, "list", field.n, field.type.value)
            yield Index(thing, table, f"(agency, {value}, id)", fields=name, kind="list")
        if field.name == order:
            thing = naming.thing(register, "order", field.n, field.type.value)
            yield Index(thing, table, f"({value}, id)", fields=name, kind="order")
        if field.search and field.type in _FOLDED:
            thing = naming.thing(register, "search", field.n)
            body = f'USING gin ((public.hl_fold("{field.name}") COLLATE "C") gin_trgm_ops)'
            yield Index(thing, table, body, fields=name, kind="search")
        if field.type is Type.REFERENCE and field.target is not None and field.target.register:
            thing = naming.thing(register, "record", field.n)
            yield Index(thing, table, f'("{field.name}", id)', fields=name, kind="record")


def _unique(register: Register) -> Iterator[Index]:
    """Yield what no two records in force may share."""
    table = naming.table(register.id)
    force = " WHERE valid_to IS NULL" if register.validity else ""
    sets: list[tuple[str, ...]] = [(each.name,) for each in register.columns if each.unique]
    if register.key and register.key not in sets:
        sets.append(register.key)
    for names in sets:
        numbers = [register.field(each).n for each in names]
        body = "({}){}".format(", ".join(f'"{each}"' for each in names), force)
        yield Index(naming.thing(register, "key", numbers, force), table, body, unique=True, fields=names, kind="key")


def _further(register: Register) -> Iterator[Index]:
    table = naming.table(register.id)
    for names in register.indexes:
        fields = [register.field(each) for each in names]
        body = "({}, id)".format(", ".join(sort_value(each) for each in fields))
        thing = naming.thing(register, "own", [(each.n, each.type.value) for each in fields])
        yield Index(thing, table, body, fields=names)
