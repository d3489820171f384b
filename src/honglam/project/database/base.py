"""Django's PostgreSQL backend with a cheaper look at pooled connections, and statements that are prepared when asked.

Django asks the server before each request whether the connection that the pool hands out still works. That round trip
was a fifth of what a short list costs. The kernel knows as much at once: an idle connection has nothing to say, so one
whose socket can be read was closed by the server, or carries bad news, and only then the server is asked.

Django forbids psycopg to prepare anything, even what asks for it, for the sake of poolers between it and the server.
We have none there (the worker listens on its connection, which such poolers do not let it), and to parse and plan the
statements of a step costs as much as to run them.

To empty the database, as tests do again and again, Django truncates every table. That makes files for each of them and
for all their indexes, so that only those are truncated here that hold something, and those that refer to them.
"""

from __future__ import annotations

import select
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base, operations
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

_UNASKED = 2**31  # how often a statement must have run before psycopg prepares it unasked: never
_REFERENCES = """
SELECT confrelid::regclass::text, conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
"""


class DatabaseOperations(operations.DatabaseOperations):
    """What Django does with tables."""

    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """Return the statement that empties these tables: one that names only what is not empty already."""
        with self.connection.cursor() as cursor:
            filled = _filled(cursor, tables)
            cursor.execute(_REFERENCES)
            chosen = _with_referring(filled, cursor.fetchall()) & set(tables)
        statements: list[str] = super().sql_flush(style, sorted(chosen), **options)
        return statements


def _filled(cursor: Any, tables: Iterable[str]) -> set[str]:
    """Return which of these tables hold a row."""
    part = sql.SQL("SELECT {name} WHERE EXISTS (SELECT FROM {table})")
    asked = [part.format(name=sql.Literal(table), table=sql.Identifier(table)) for table in tables]
    if not asked:
        return set()
    cursor.execute(sql.SQL(" UNION ALL ").join(asked))
    return {name for (name,) in cursor.fetchall()}


def _with_referring(tables: set[str], references: Sequence[tuple[str, str]]) -> set[str]:
    """Return these tables and all that refer to them: PostgreSQL empties them together only."""
    found = set(tables)
    while further := {referring for referred, referring in references if referred in found} - found:
        found |= further
    return found


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL."""

    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        """Return with what psycopg connects: what asks to be prepared is (`kit.prepared`), and nothing else."""
        params: dict[str, Any] = super().get_connection_params()
        if params["prepare_threshold"] is None:
            params["prepare_threshold"] = _UNASKED
        return params

    @property
    def pool(self) -> Any:
        """The pool of this process for this database, made but not opened at first use; None without a pool."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        pools: dict[str, Any] = self._connection_pools  # type: ignore[attr-defined]
        if self.alias not in pools:
            made: ConnectionPool[Connection[Any]] = ConnectionPool(
                kwargs={**self.get_connection_params(), "autocommit": True},  # Django sets it as it needs it
                open=False,
                configure=self._configure_connection,  # type: ignore[attr-defined]  # the stubs do not know it
                check=still_there,
                **options,
            )
            # Of two threads that come first at once, one's pool is kept; the other was never opened.
            pools.setdefault(self.alias, made)
        return pools[self.alias]


def still_there(connection: Connection[Any]) -> None:
    """Return if a connection can be used.

    Raises:
        psycopg.OperationalError: the server has ended it.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
