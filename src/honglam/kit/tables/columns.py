"""What the model of a list knows of a path: whether it may be empty, and PostgreSQL's type of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connections
from django.db.models import Field, QuerySet

from honglam.kit.tables.describe import Column


def _fields(model: Any, path: str) -> list[Field[Any, Any]]:
    found = []
    for name in path.split("__"):
        field_: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)  # noqa: SLF001  (Django's public habit)
        found.append(field_)
        model = field_.related_model or model
    return found


def nullable(queryset: QuerySet[Any, Any], column: Column) -> bool:
    """Tell whether rows may have no value to be ordered by."""
    path = column.sort_source or column.path
    return any(f.null or f.many_to_many or f.one_to_many for f in _fields(queryset.model, path))


def type_of(queryset: QuerySet[Any, Any], path: str) -> str:
    """Return PostgreSQL's type of a column, so that a text can be cast to it."""
    model: Any = queryset.model
    return _type_of(model, path, queryset.db)


@cache
def _type_of(model: Any, path: str, database: str) -> str:
    last: Any = _fields(model, path)[-1]
    last = last.target_field if last.is_relation else last
    type_ = last.cast_db_type(connections[database]) or "text"
    return "text" if type_.startswith("varchar") else type_.partition("(")[0]
