"""A register as Django models: one of its table, one of its history, one of each repeated group.

The classes live in their own `Apps`, so that `makemigrations`, the admin and other rooms never see them. They are built
once for each shape and remembered: two versions that differ in titles only share them.

What the tables hold beside fields:

* `reg.<id>`: `contracts.SYSTEM_COLUMNS`. A trigger raises `version` and sets `tx` at each UPDATE, whoever makes it; a
  writer sets `act` and `at`. It inserts `version` 1 (or higher when a record comes back); `tx` has a default.
* `reg.<id>_history`: what a record was, appended by a trigger: its columns then, and `ended_at`, `ended_act`,
  `ended_tx` of the change that ended it; `gone` when that took the record away. Before a DELETE, tell the act by
  `set_config('honglam.act', …, true)` and the moment by `honglam.at`. How it was at a moment: the row with
  `at <= moment < ended_at`.
* `reg.<id>__<group>`: `id`, `record`, `position`, and `version`: that of the record from which on the row stands so. A
  writer changes the record first and the rows of groups after it, and inserts them with the record's new version.
* `reg.<id>__<group>_history`: the rows that stand no longer, with `ended_version`: that of the record from which on
  they do not; null when they ended with the record. How a record's group was in version v: rows of both tables with
  `version <= v` and `ended_version` null or greater.
* A geometry has a second column, `<name>_box`, which the writer fills (`BoxField` takes west, south, east, north).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.apps.registry import Apps
from django.db import models
from django.db.models import Model

from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.service import naming

_REMEMBERED = 512  # shapes


class TransactionId(models.Func):
    """The number of the transaction that writes."""

    template = "(pg_current_xact_id()::text::bigint)"
    arity = 0
    output_field = models.BigIntegerField()


class NumericField(models.DecimalField):  # type: ignore[type-arg]  # as Django's own
    """A decimal of any size: how many digits a field has after the comma is judged, not cut."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002  (Django's signature)
        return "numeric"


class BoxField(models.Field):  # type: ignore[type-arg]  # its values are tuples
    """The box around a geometry: west, south, east, north in degrees of WGS 84; a `box`, which GiST knows."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002  (Django's signature)
        return "box"

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else "({},{}),({},{})".format(*value)

    def from_db_value(self, value: str | None, *_args: Any) -> tuple[float, float, float, float] | None:
        """Return west, south, east, north; PostgreSQL writes the upper right corner first."""
        if value is None:
            return None
        east, north, west, south = (float(part) for part in value.replace("(", "").replace(")", "").split(","))
        return west, south, east, north


def model_of(register: Register) -> type[Model]:
    """Return the model of its table."""
    return _models(register)[""]


def history_of(register: Register, group: str = "") -> type[Model]:
    """Return the model of its history, or of the history of one of its groups."""
    return _models(register)[f"{group}~"]


def group_of(register: Register, name: str) -> type[Model]:
    """Return the model of a repeated group; KeyError when there is none of this name."""
    return _models(register)[name]


def all_of(register: Register) -> tuple[type[Model], ...]:
    """Return the models of all its tables."""
    return tuple(_models(register).values())


def column(field: Field) -> models.Field[Any, Any]:
    """Return a field's column, which may be null: what is required is a CHECK, which can be added while people work."""
    if field.type is Type.REFERENCE:
        record = field.target is not None and field.target.kind is TargetKind.REGISTER
        made: models.Field[Any, Any] = models.UUIDField(null=True) if record else _text()
    else:
        made = _COLUMNS.get(field.type, _text)()
    return made


def columns(fields: Sequence[Field]) -> Iterator[tuple[str, models.Field[Any, Any]]]:
    """Yield name and column of each field, with the box of each geometry; groups have none."""
    for each in fields:
        if each.type is not Type.GROUP:
            yield each.name, column(each)
        if each.type is Type.GEOMETRY:
            yield f"{each.name}_box", BoxField(null=True)


def form(field: Field) -> str:
    """Return what kind of column it is; fields of one form can take each other's column as it is."""
    return type(column(field)).__name__


def _text() -> models.Field[Any, Any]:
    return models.TextField(null=True, db_collation="C")


_COLUMNS: dict[Type, Any] = {
    Type.INTEGER: lambda: models.BigIntegerField(null=True),
    Type.MONEY: lambda: models.BigIntegerField(null=True),
    Type.DECIMAL: lambda: NumericField(null=True),
    Type.BOOLEAN: lambda: models.BooleanField(null=True),
    Type.DATE: lambda: models.DateField(null=True),
    Type.DATETIME: lambda: models.DateTimeField(null=True),
    Type.YEAR: lambda: models.SmallIntegerField(null=True),
    Type.GEOMETRY: lambda: models.BinaryField(null=True),
    Type.FILE: lambda: models.UUIDField(null=True),
}


_CACHE: LRUCache[Any, dict[str, type[Model]]] = LRUCache(_REMEMBERED)
_LOCK = Lock()


def _models(register: Register) -> dict[str, type[Model]]:
    key = (register.id, register.validity, _shape(register.fields))
    with _LOCK:
        if key not in _CACHE:
            _CACHE[key] = _build(register)
        return _CACHE[key]


def _shape(fields: Sequence[Field]) -> tuple[Any, ...]:
    return tuple((each.name, each.type, each.target and each.target.kind, _shape(each.fields)) for each in fields)


def _build(register: Register) -> dict[str, type[Model]]:
    apps = Apps()
    own = dict(columns(register.fields))
    made = {"": _class(apps, naming.table(register.id), {**_system(validity=register.validity), **own})}
    past = {**_system(validity=register.validity, current=False), **dict(columns(register.fields)), **_ended()}
    made["~"] = _class(apps, naming.table(register.id, history=True), past)
    for group in register.groups:
        now = {**_in_group(), **dict(columns(group.fields))}
        made[group.name] = _class(apps, naming.table(register.id, group.name), now)
        past = {**_in_group(current=False), **dict(columns(group.fields))}
        past |= {"ended_version": models.IntegerField(null=True), "ended_no": models.BigAutoField(primary_key=True)}
        made[f"{group.name}~"] = _class(apps, naming.table(register.id, group.name, history=True), past)
    return made


def _class(apps: Apps, name: str, fields: dict[str, models.Field[Any, Any]]) -> type[Model]:
    meta = type("Meta", (), {"apps": apps, "app_label": "register", "db_table": naming.quoted(name)})
    words: dict[str, Any] = {"__module__": __name__, "Meta": meta, **fields}
    title = "Rows".join(part.title().replace("_", "") for part in name.split("__"))
    return type(title, (models.Model,), words)


def _system(*, validity: bool, current: bool = True) -> dict[str, models.Field[Any, Any]]:
    made: dict[str, models.Field[Any, Any]] = {
        "id": models.UUIDField(primary_key=current),
        "agency": models.TextField(db_collation="C"),
        "commune": models.TextField(db_collation="C", null=True),
        "version": models.IntegerField(db_default=1),
        "act": models.BigIntegerField(),
        "at": models.DateTimeField(),
        "tx": models.BigIntegerField(db_default=TransactionId()),
        "confirmed_at": models.DateTimeField(null=True),
    }
    if validity:
        made |= {"valid_from": models.DateField(null=True), "valid_to": models.DateField(null=True)}
    return made


def _ended() -> dict[str, models.Field[Any, Any]]:
    return {
        "ended_at": models.DateTimeField(),
        "ended_act": models.BigIntegerField(null=True),
        "ended_tx": models.BigIntegerField(),
        "gone": models.BooleanField(),
        "ended_no": models.BigAutoField(primary_key=True),
    }


def _in_group(*, current: bool = True) -> dict[str, models.Field[Any, Any]]:
    return {
        "id": models.BigAutoField(primary_key=True) if current else models.BigIntegerField(),
        "record": models.UUIDField(),
        "version": models.IntegerField(db_default=1),
        "position": models.IntegerField(),
    }


@cache
def reserved() -> frozenset[str]:
    """Return the names that no field may have."""
    names = {*_system(validity=True), *_ended(), *_in_group(), "ended_version"}
    return frozenset(names)
