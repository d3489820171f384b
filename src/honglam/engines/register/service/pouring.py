"""Very many rows at once: COPY, one act, the same trail as any other.

For generators and for taking over whole databases. Values are not judged one by one, as people's are: the table's own
types and checks judge them, and one row that they refuse refuses all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import shapely
from django.db import connection, transaction
from psycopg import sql

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Act, ActKind, Register, Type
from honglam.engines.register.service import checking_names, naming, writing_acts
from honglam.engines.register.service.shaping import model_of

_SYSTEM = ("agency", "commune", "act", "at", "confirmed_at")
_BATCH = 5_000


@transaction.atomic
def pour(
    register: Register, *, columns: Sequence[str], rows: Iterable[Sequence[Any]], reason: str, now: datetime
) -> Act:
    """Insert rows. See `api.pouring.pour`."""
    known = {each.name for each in register.columns} | {"id"}
    if "id" not in columns or (strange := set(columns) - known):
        raise Refusal(
            N_("These are not columns of the register: %(names)s."),
            remedy=N_("Give the key and fields that are no groups."),
            params={"names": ", ".join(sorted(strange)) if "id" in columns else "id"},
        )
    acting = writing_acts.begin(register, ActKind.PACK, trace.SYSTEM, now, reason=reason)
    boxes = [each.name for each in register.columns if each.type is Type.GEOMETRY and each.name in columns]
    names = [*columns, *(f"{name}_box" for name in boxes), *_SYSTEM]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.SQL(naming.quoted(naming.table(register.id))), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    made: list[tuple[UUID, str]] = []
    committees = checking_names.committees()  # asked before: while rows go in, the connection answers nothing else
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        whose = _whose(register, columns, committees)
        for row in _whole(columns, boxes, rows, whose, (acting.row.pk, now, now), made):
            copy.write_row(row)
    return writing_acts.finish_counted(acting, made, now, made=len(made))


def _whose(
    register: Register, columns: Sequence[str], committees: Mapping[str, str]
) -> Callable[[Sequence[Any]], tuple[str, str | None]]:
    """Return what says to which agency and commune a row belongs."""
    scope, territory = (
        columns.index(name) if name in columns else None for name in (register.scope, register.territory)
    )

    def whose(row: Sequence[Any]) -> tuple[str, str | None]:
        commune = row[territory] if territory is not None else None
        agency = row[scope] if scope is not None else None
        return agency or committees.get(commune or "", register.owner), commune

    return whose


def _whole(  # noqa: PLR0913, PLR0917  (what a row is made of)
    columns: Sequence[str],
    boxes: Sequence[str],
    rows: Iterable[Sequence[Any]],
    whose: Callable[[Sequence[Any]], tuple[str, str | None]],
    act: tuple[Any, ...],
    made: list[tuple[UUID, str]],
) -> Iterator[tuple[Any, ...]]:
    """Yield rows with their boxes, agency and commune; note each in `made`."""
    key, places = columns.index("id"), [columns.index(name) for name in boxes]
    for batch in _batches(rows):
        found = [_boxes([row[place] for row in batch]) for place in places]
        for number, row in enumerate(batch):
            agency, commune = whose(row)
            made.append((UUID(str(row[key])), agency))
            yield (*row, *(each[number] for each in found), agency, commune, *act)


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _boxes(shapes: Sequence[bytes | None]) -> list[str | None]:
    """Return the boxes around shapes (WKB) as PostgreSQL reads them."""
    bounds = shapely.bounds(shapely.from_wkb(list(shapes))).tolist()
    return [
        None if shape is None else f"({west},{south}),({east},{north})"
        for shape, (west, south, east, north) in zip(shapes, bounds, strict=True)
    ]


def count(register: Register) -> int:
    """Return how many records there are, exactly."""
    return int(model_of(register)._default_manager.count())  # noqa: SLF001  (Django's public habit)
