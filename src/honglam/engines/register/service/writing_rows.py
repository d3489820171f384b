"""Rows of a register's tables: read as typed values, inserted and updated many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import shapely
from django.db import connection
from django.db.models import Model
from shapely.geometry.base import BaseGeometry

from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.service import naming
from honglam.engines.register.service.checking import VALID
from honglam.engines.register.service.shaping import group_of, model_of

BATCH = 500


@dataclass(slots=True, kw_only=True)
class Stored:
    """A row as it stands in the table: system columns, and values by field name, groups among them."""

    id: UUID
    agency: str
    commune: str | None
    version: int
    act: int
    at: datetime
    values: dict[str, Any] = field(default_factory=dict)


def objects(model: type[Model]) -> Any:
    """Return the rows of a model that was made at run time: no type checker knows its columns."""
    return model._default_manager  # noqa: SLF001  (Django documents it)


def load(register: Register, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Stored]:
    """Return the rows with these ids by id; locked in the order of their ids, so that no two writers wait in a ring."""
    if not ids:
        return {}
    rows = objects(model_of(register)).filter(id__in=ids).order_by("id")
    if lock:
        rows = rows.select_for_update()
    found = {row.id: stored(register, row) for row in rows}
    for group in register.groups:
        for row in found.values():
            row.values[group.name] = []
        inner = objects(group_of(register, group.name)).filter(record__in=found)
        for item in inner.order_by("record", "position", "id"):
            found[item.record].values[group.name].append(item_of(group, item))
    return found


def stored(register: Register, row: Any) -> Stored:
    """Return a row of the table, or of its history, without its groups."""
    values = {each.name: of_column(each, getattr(row, each.name)) for each in register.columns}
    if register.validity:
        values |= {name: getattr(row, name) for name in VALID}
    return Stored(
        id=row.id,
        agency=row.agency,
        commune=row.commune,
        version=row.version,
        act=row.act,
        at=row.at,
        values=values,
    )


def item_of(group: Field, item: Any) -> dict[str, Any]:
    """Return an item of a group."""
    return {each.name: of_column(each, getattr(item, each.name)) for each in group.fields}


def of_column(each: Field, value: Any) -> Any:
    """Return a value as the column holds it as the value of its field."""
    if each.type is Type.GEOMETRY and value is not None:
        return shapely.from_wkb(bytes(value))
    return value


def to_columns(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns and what goes into them, with the box of each geometry."""
    found: dict[str, Any] = {}
    for each in fields:
        if each.name not in values or each.type is Type.GROUP:
            continue
        value = values[each.name]
        if each.type is Type.GEOMETRY:
            found[f"{each.name}_box"] = None if value is None else value.bounds
            value = None if value is None else shapely.to_wkb(value)
        found[each.name] = value
    return found


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same; nothing, an empty text and an empty list are."""
    if isinstance(one, BaseGeometry) and isinstance(other, BaseGeometry):
        return bool(shapely.equals_exact(one, other)) or shapely.to_wkb(one) == shapely.to_wkb(other)
    if isinstance(one, BaseGeometry) or isinstance(other, BaseGeometry):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same_item(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other) or (one in (None, "", []) and other in (None, "", []))


def _same_item(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(same(one.get(name), other.get(name)) for name in {*one, *other})


def insert(register: Register, rows: Sequence[Stored]) -> None:
    """Insert rows with their groups."""
    model = model_of(register)
    made = [
        model(
            id=row.id,
            agency=row.agency,
            commune=row.commune,
            version=row.version,
            act=row.act,
            at=row.at,
            confirmed_at=row.at,
            **_valid(register, row.values),
            **to_columns(register.columns, row.values),
        )
        for row in rows
    ]
    objects(model).bulk_create(made, batch_size=BATCH)
    _insert_items(register, rows, {each.name for each in register.groups})


def update(register: Register, rows: Sequence[Stored], names: Collection[str]) -> None:
    """Write columns of rows that are locked; the trigger raises their versions and keeps what was.

    Args:
        register: its definition.
        rows: as they shall be; `version` is the present one and is raised here as in the table.
        names: of the fields that change in one of them; each row writes all of these.
    """
    for start in range(0, len(rows), BATCH):
        _update_batch(register, rows[start : start + BATCH], names)
    groups = {each.name for each in register.groups}.intersection(names)
    for name in groups:
        objects(group_of(register, name)).filter(record__in=[row.id for row in rows]).delete()
    for row in rows:
        row.version += 1
    _insert_items(register, rows, groups)


def _valid(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in VALID if name in values} if register.validity else {}


def _update_batch(register: Register, rows: Sequence[Stored], names: Collection[str]) -> None:
    model = model_of(register)
    fields = [each for each in register.columns if each.name in names]
    changed = [
        {
            "id": row.id,
            "agency": row.agency,
            "commune": row.commune,
            "act": row.act,
            "at": row.at,
            "confirmed_at": row.at,
            **_valid(register, row.values),
            **to_columns(fields, row.values),
        }
        for row in rows
    ]
    columns = list(changed[0])
    about: dict[str, Any] = {name: model._meta.get_field(name) for name in columns}  # noqa: SLF001  (Django documents it)
    types = {name: about[name].db_type(connection) for name in columns}
    quoted = connection.ops.quote_name
    sets = ", ".join(f"{quoted(name)} = v.{quoted(name)}::{types[name]}" for name in columns if name != "id")
    line = "({})".format(", ".join(["%s"] * len(columns)))
    head = ", ".join(map(quoted, columns))
    table = naming.quoted(naming.table(register.id))
    statement = (
        f"UPDATE {table} AS t SET {sets} FROM (VALUES {', '.join([line] * len(changed))}) AS v({head})"  # noqa: S608  (quoted names; values are parameters)
        " WHERE t.id = v.id::uuid"  # names are of the definition, quoted; values are parameters
    )
    params = [about[name].get_db_prep_save(row[name], connection) for row in changed for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _insert_items(register: Register, rows: Sequence[Stored], groups: Collection[str]) -> None:
    for group in register.groups:
        if group.name not in groups:
            continue
        model: type[Model] = group_of(register, group.name)
        items = [
            model(record=row.id, version=row.version, position=position, **to_columns(group.fields, item))
            for row in rows
            for position, item in enumerate(row.values.get(group.name) or ())
        ]
        objects(model).bulk_create(items, batch_size=BATCH)


def delete(register: Register, ids: Collection[UUID]) -> None:
    """Take rows away with their groups; the act that does so has been told to the transaction."""
    objects(model_of(register)).filter(id__in=ids).delete()
    for group in register.groups:
        objects(group_of(register, group.name)).filter(record__in=ids).delete()
