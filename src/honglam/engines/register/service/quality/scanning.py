"""All rules in one scan, which brings back the records that break something, each with a mask of what it breaks.

Masks are made of those few only: that nothing is broken is found out by the conditions alone. PostgreSQL reads the
table once for all rules, in as many processes as it gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from honglam.base.errors import Refusal
from honglam.engines.register.contracts import Register
from honglam.engines.register.service import naming
from honglam.engines.register.service.quality.compiling import Compiler, World
from honglam.engines.register.service.quality.rules import Active

BITS = 62  # rules in one mask


@dataclass(frozen=True, slots=True)
class Scan:
    """The statement: `id, agency, commune, m0, m1 …` of records that fail, and the rules by the number of their bit."""

    sql: str
    params: tuple[Any, ...]
    rules: tuple[Active, ...]
    masks: int


def scan_of(register: Register, rules: Sequence[Active], world: World, ids: Sequence[UUID] | None = None) -> Scan:
    """Return the scan of a register by some rules, of all its records or of some.

    Rules that cannot be measured of their fields are left out.
    """
    compiler = Compiler(register, world, None if ids is None else tuple(ids))
    broken: list[tuple[str, list[Any]]] = []
    measured = []
    for active in rules:
        try:
            sql, given = compiler.holds(active.meaning) if active.meaning is not None else ("true", [])
        except Refusal:
            continue
        if sql != "true":  # the database itself sees to it
            broken.append((f"NOT {sql}", given))
            measured.append(active)
    return _statement(register, compiler, broken or [("false", [])], measured)


def _statement(
    register: Register, compiler: Compiler, broken: list[tuple[str, list[Any]]], rules: list[Active]
) -> Scan:
    bits = [
        f"CASE WHEN {sql} THEN {1 << number % BITS}::bigint ELSE 0 END" for number, (sql, _given) in enumerate(broken)
    ]
    masks = [" | ".join(bits[start : start + BITS]) for start in range(0, len(bits), BITS)]
    columns = ", ".join(f"{mask} AS m{number}" for number, mask in enumerate(masks))
    values = [value for _sql, given in broken for value in given]
    joins = " ".join(join for join, _given in compiler.joins.values())
    joined = [value for _join, given in compiler.joins.values() for value in given]
    some = " OR ".join(sql for sql, _given in broken)
    wanted = "" if compiler.ids is None else "t.id = ANY(%s) AND "
    chosen = [] if compiler.ids is None else [list(compiler.ids)]
    # Names are those of the definition, quoted; every value is a parameter.
    sql = (
        f"SELECT t.id, t.agency, coalesce(t.commune, '') AS commune, {columns}"  # noqa: S608  (quoted names; values are parameters)
        f" FROM {naming.quoted(register.id)} t {joins} WHERE {wanted}({some})"
    )
    return Scan(sql, (*values, *joined, *chosen, *values), tuple(rules), len(masks))


def certain(register: Register) -> frozenset[frozenset[str]]:
    """Return the sets of columns that a valid unique index keeps from being doubled."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [naming.SCHEMA, register.id])
        return frozenset(frozenset(row[0]) for row in cursor.fetchall())


# Indexes over expressions or with a condition do not say it of all rows.
_INDEXES = """
SELECT array_agg(a.attname::text) FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
WHERE n.nspname = %s AND c.relname = %s AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
GROUP BY i.indexrelid
"""
