"""Many rows changed in one statement.

Django's `bulk_update` builds one CASE with a WHEN for each row and column: at a hundred rows of nine columns that took
far more time than the mobile network. With arrays that PostgreSQL unnests, bench/notices.py went from 74 to 430
messages a second in the same hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def update(model: type[models.Model], fields: Mapping[str, str], rows: Sequence[models.Model]) -> None:
    """Write these fields of the rows back; `fields` gives the type of each column in PostgreSQL."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  (Django's documented door to a model)
    names = [connection.ops.quote_name(name) for name in fields]
    put = ", ".join(f"{name} = fresh.{name}" for name in names)
    arrays = ", ".join(f"%s::{kind}[]" for kind in ("bigint", *fields.values()))
    statement = (
        f"UPDATE {table} AS kept SET {put} FROM unnest({arrays}) AS fresh (id, {', '.join(names)})"  # noqa: S608  (names of columns)
        " WHERE kept.id = fresh.id"
    )
    values: list[list[Any]] = [[row.pk for row in rows]]
    values += [[_plain(getattr(row, name)) for row in rows] for name in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _plain(value: Any) -> Any:
    """Return the value of a choice as the text that is stored."""
    return str(value) if isinstance(value, str) else value
