"""What follows a publication: columns are filled, constraints validated, indexes built, while people work.

It is a comparison of what there is with what the definition asks for, so it can be begun anew at any time: after a
crash it goes on where it was. It runs outside a transaction, or inside that of a publication when the register is
small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection, transaction
from psycopg import errors

from honglam.engines.register.contracts import PublicationState, Register
from honglam.engines.register.models import Definition, Publication
from honglam.engines.register.service import current, indexing, naming

_BATCH = 20_000  # rows filled at a time
_OURS = re.compile(r"_[a-z]+_[0-9a-f]{10}$")

Told = Callable[[int, int], None]


def unsettled() -> tuple[str, ...]:
    """Return the registers whose indexes, checks or filled columns are not as the definition says yet."""
    return tuple(Definition.objects.filter(settled=False).order_by("id").values_list("id", flat=True))


def settle(register_id: str, told: Told = lambda _done, _total: None) -> bool:
    """Do what is still to be done; return whether all of it could be.

    What stands against it is kept on the journal's line (`error`). `told` hears how many steps are done, of how many.
    """
    row = Definition.objects.filter(id=register_id).first()
    if row is None or row.settled:
        return True
    register = current.of_document(row.document)
    wrong = []
    work = list(_work(register))
    for number, (name, run) in enumerate(work):
        told(number, len(work))
        if error := _tried(run):
            wrong.append(f"{name}: {error}")
    _done(register, "\n".join(wrong))
    return not wrong


def _work(register: Register) -> Iterator[tuple[str, Callable[[], None]]]:
    for fill in _fills(register):
        yield f"fill {fill['column']}", lambda fill=fill: _fill(fill)  # type: ignore[misc]
    for table, name in _unvalidated(register):
        statement = f'ALTER TABLE {naming.quoted(table)} VALIDATE CONSTRAINT "{name}"'
        yield name, lambda statement=statement: _run(statement)  # type: ignore[misc]
    wanted, there = indexing.wanted(register), _indexes(register)
    together = not connection.in_atomic_block
    way = "CONCURRENTLY " if together else ""
    for name, valid in there.items():
        if name not in wanted or not valid:
            yield name, lambda name=name: _run(f"DROP INDEX {way}IF EXISTS {naming.quoted(name)}")  # type: ignore[misc]
    for name, index in wanted.items():
        if not there.get(name):
            yield name, lambda index=index: _run(index.sql(concurrently=together))  # type: ignore[misc]


def _tried(run: Callable[[], None]) -> str:
    """Run a step; return why it cannot be done because of the rows. Anything else is raised, and tried again later."""
    try:
        if connection.in_atomic_block:
            with transaction.atomic():
                run()
        else:
            run()
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.IntegrityError):
            return str(error.__cause__.diag.message_detail or error.__cause__.diag.message_primary or error)
        raise
    return ""


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _fills(register: Register) -> list[dict[str, str]]:
    lines = Publication.objects.filter(register=register.id).exclude(state=PublicationState.DONE).order_by("version")
    return [fill for line in lines for fill in line.fills]


def _fill(fill: dict[str, str]) -> None:
    """Fill a column from the one that it replaces, some thousand rows at a time; what was written since stays."""
    table, column, source = fill["table"], f'"{fill["column"]}"', f'"{fill["from"]}"'
    test = f"{column} IS NULL AND {source} IS NOT NULL"
    if fill["fits"]:
        test += f" AND ({fill['fits'].format(c=source)})"
    value = fill["value"].format(c=source)
    statement = (
        f"WITH batch AS (SELECT ctid FROM {table} WHERE {test} LIMIT {_BATCH} FOR UPDATE)"  # noqa: S608  (names are words)
        f" UPDATE {table} t SET {column} = {value} FROM batch WHERE t.ctid = batch.ctid"
    )
    if not {fill["column"], fill["from"]} <= _names(table):
        return  # a later publication has renamed or replaced it
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL honglam.filling = 'yes'")
            cursor.execute(statement)
            done = cursor.rowcount
            cursor.execute("SET LOCAL honglam.filling = ''")
        if not done:
            break


def _names(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s)", [table])
        return {row[0] for row in cursor.fetchall()}


def _tables(register: Register) -> list[str]:
    tables = [naming.table(register.id), *(naming.table(register.id, each.name) for each in register.groups)]
    return [name for table in tables for name in (table, f"{table}_history")]


def _unvalidated(register: Register) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'reg' AND NOT k.convalidated AND c.relname = ANY(%s) ORDER BY 1, 2",
            [_tables(register)],
        )
        return [(str(table), str(name)) for table, name in cursor.fetchall()]


def _indexes(register: Register) -> dict[str, bool]:
    """Return the indexes that we have made on a register's tables, and whether each is whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.relname, x.indisvalid FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'reg' AND c.relname = ANY(%s) ORDER BY 1",
            [_tables(register)],
        )
        return {str(name): bool(valid) for name, valid in cursor.fetchall() if _OURS.search(str(name))}


def _done(register: Register, error: str) -> None:
    with transaction.atomic():
        # A publication that came meanwhile has its own work to do.
        row = Definition.objects.select_for_update().filter(id=register.id, version=register.version)
        state = PublicationState.FAILED if error else PublicationState.DONE
        lines = Publication.objects.filter(register=register.id, version__lte=register.version)
        if row.update(settled=not error):
            lines.exclude(state=PublicationState.DONE).update(state=state, error=error)
