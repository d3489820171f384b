"""Tables compared with definitions: what nobody should have changed by hand, and what is not finished."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Model

from honglam.engines.register.contracts import Astray, PublicationState, TargetKind
from honglam.engines.register.models import Definition, Publication
from honglam.engines.register.service import current, indexing, shaping

_COLUMNS = """
SELECT c.relname, array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = to_regnamespace('reg') AND c.relkind = 'r' GROUP BY 1
"""
_INVALID = """
SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE i.relnamespace = to_regnamespace('reg') AND NOT x.indisvalid
"""


def astray() -> Astray:
    """Return which registers are not as their definitions say."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        there = {str(table): set(columns) for table, columns in cursor.fetchall()}
        cursor.execute(_INVALID)
        invalid = {str(name) for (name,) in cursor.fetchall()}
    odd: list[str] = []
    registers = current.listed()
    settled = set(Definition.objects.filter(settled=True).values_list("id", flat=True))
    for register in registers:
        for model in shaping.all_of(register):
            facts = model._meta  # noqa: SLF001  (Django's documented way to a model)
            table = facts.db_table.split('"')[3]
            wanted = {f"{each.column} {each.db_type(connection)}" for each in facts.local_fields}
            odd += [f"{table}: {column}" for column in sorted(wanted - there.get(table, set()))]
        if register.id in settled:
            odd += [f"{register.id}: {name}" for name in sorted(indexing.wanted(register).keys() & invalid)]
    failed = Publication.objects.filter(state=PublicationState.FAILED, register__in=[r.id for r in registers])
    waiting = Definition.objects.filter(settled=False).exclude(id__in=failed.values("register")).order_by("id")
    return Astray(
        registers=len(registers),
        odd=tuple(odd),
        failed=tuple(f"{line.register}: {line.error.splitlines()[0]}" for line in failed.order_by("register")),
        waiting=tuple(waiting.values_list("id", flat=True)),
    )


def agency_columns() -> Iterator[tuple[type[Model], str]]:
    """Yield the columns that follow an agency which is moved: whose a record is, and every reference to an agency."""
    for register in current.listed():
        yield shaping.model_of(register), "agency"
        for field in register.columns:
            if field.target is not None and field.target.kind is TargetKind.AGENCY:
                yield shaping.model_of(register), field.name
