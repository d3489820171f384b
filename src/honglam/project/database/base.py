"""Django's PostgreSQL backend with a cheaper look at pooled connections, and statements that are prepared when asked.

Django asks the server before each request whether the connection that the pool hands out still works. That round trip
was a fifth of what a short list costs. The kernel knows as much at once: an idle connection has nothing to say, so one
whose socket can be read was closed by the server, or carries bad news, and only then the server is asked.

Django forbids psycopg to prepare anything, even what asks for it, for the sake of poolers between it and the server.
We have none there (the worker listens on its connection, which such poolers do not let it), and to parse and plan the
statements of a step costs as much as to run them.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg_pool import ConnectionPool

_UNASKED = 2**31  # how often a statement must have run before psycopg prepares it unasked: never


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL."""

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
