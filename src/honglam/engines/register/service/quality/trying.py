"""A sentence tried at once on some records, before anybody keeps it as a rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction

from honglam.base.access import Viewer
from honglam.base.words import N_
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import NotUnderstood, Trial
from honglam.engines.register.service import checking_names, naming
from honglam.engines.register.service.quality import keeping, parsing, setting
from honglam.engines.register.service.quality.compiling import Compiler
from honglam.engines.register.service.quality.expressions import fields_of, words
from honglam.kit.access import require

SAMPLE = 1_000
_EXAMPLES = 3


def attempt(sentence: str, register: Register, *, viewer: Viewer, now: datetime) -> Trial:
    """Return what a sentence means and how many of a thousand records of the viewer's reach break it.

    Raises:
        NotUnderstood: it is no rule, or cannot be asked of these fields, or takes too long on a thousand records.
        Forbidden: it asks about what is personal, which the viewer may not see.
    """
    meaning = parsing.parse(sentence, register)
    said, about = words(meaning, register), fields_of(meaning)
    reach = _reach(register, about, viewer)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5s'")
            ids = _sample(cursor, register, reach)
            compiler = Compiler(register, keeping.world_of(register, now), tuple(ids))
            sql, given = compiler.holds(meaning)
            joins = " ".join(join for join, _given in compiler.joins.values())
            joined = [value for _join, values in compiler.joins.values() for value in values]
            table = naming.quoted(register.id)
            broken = f"t.id = ANY(%s) AND NOT {sql}"
            cursor.execute(f"SELECT t.id FROM {table} t {joins} WHERE {broken} ORDER BY t.id", [*joined, ids, *given])  # noqa: S608  (names of the definition)
            failing = [row[0] for row in cursor.fetchall()]
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError:
        raise NotUnderstood(
            N_("This rule takes too long: a thousand records took more than five seconds."),
            remedy=N_("Ask for less in one rule."),
            understood=said,
        ) from None
    labels = checking_names.labels(register, failing[:_EXAMPLES])
    examples = tuple((id_, labels.get(id_, str(id_))) for id_ in failing[:_EXAMPLES])
    return Trial(meaning=said, fields=about, rows=len(ids), failing=len(failing), examples=examples)


def _reach(register: Register, about: Iterable[str], viewer: Viewer) -> tuple[str, ...]:
    """Return the agencies of whose records it may be asked: a few guesses at what is masked would find it out."""
    view, personal = register.access.view, register.access.personal
    if not setting.asks_personal(register, about):
        return viewer.reach(view)
    require(viewer, personal)
    both = [path for path in viewer.reach(personal) if viewer.may(view, path)]
    both += [path for path in viewer.reach(view) if viewer.may(personal, path)]
    return tuple(dict.fromkeys(both))


def _sample(cursor: Any, register: Register, reach: tuple[str, ...]) -> list[UUID]:
    """Return ids of a thousand records from all over the register: keys grow with time, so every n-th page is taken."""
    limits = " OR ".join("agency = %s OR (agency >= %s AND agency < %s)" for _path in reach) or "false"
    given = [value for path in reach for value in (path, f"{path}.", f"{path}/")]
    table = naming.quoted(register.id)
    cursor.execute("SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass", [table])
    rows = cursor.fetchone()[0]
    share = min(100.0, 100.0 * 20 * SAMPLE / rows) if rows > 50 * SAMPLE else 100.0
    sampled = "" if share == 100.0 else f" TABLESAMPLE SYSTEM ({share:.4f}) REPEATABLE (7)"
    cursor.execute(f"SELECT id FROM {table}{sampled} WHERE {limits} LIMIT %s", [*given, SAMPLE])  # noqa: S608
    return [row[0] for row in cursor.fetchall()]
