"""Django's cache in the database, with one statement for each write.

Django counts all rows whenever it writes one, to throw some out when there are too many, and looks before it writes,
in a savepoint. Here PostgreSQL decides in the one statement, so that of two who add the same key at once exactly one is
told that it was added; what has expired is removed by the clock (`forget_expired`), and what is still needed is never
thrown out for want of room.
"""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

_WRITE = {
    "set": """
        INSERT INTO {table} AS c (cache_key, value, expires) VALUES (%(key)s, %(value)s, %(until)s)
        ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires
    """,
    "add": """
        INSERT INTO {table} AS c (cache_key, value, expires) VALUES (%(key)s, %(value)s, %(until)s)
        ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires
        WHERE c.expires < %(now)s
    """,
    "touch": "UPDATE {table} SET expires = %(until)s WHERE cache_key = %(key)s AND expires >= %(now)s",
}


class OneStatementCache(DatabaseCache):
    """The cache of `createcachetable`, written by PostgreSQL's own upsert."""

    _table: str  # set by Django from LOCATION

    def _base_set(self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT) -> bool:
        """Write, and tell whether something was written; `mode` is `set`, `add` or `touch`, as in Django."""
        until = self.get_backend_timeout(timeout)
        expires = datetime.max if until is None else datetime.fromtimestamp(until, UTC)  # noqa: DTZ901  (as Django reads it)
        connection = connections[router.db_for_write(self.cache_model_class)]
        values: dict[str, Any] = {
            "key": key,
            # Pickled because Django's reading side unpickles; only this process's own values are in the table.
            "value": base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode(),
            # Whole seconds, as Django keeps and compares them.
            "until": expires.replace(microsecond=0),
            "now": timezone.now().replace(microsecond=0),
        }
        with connection.cursor() as cursor:
            cursor.execute(_WRITE[mode].format(table=connection.ops.quote_name(self._table)), values)
            return bool(cursor.rowcount)

    def forget_expired(self, *, now: datetime) -> int:
        """Delete what had expired before a moment; return how many there were."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608  (the name is a setting)
            return int(cursor.rowcount)


def forget_expired(*, now: datetime) -> int:
    """Delete from the house's cache what had expired before a moment; none when it is kept elsewhere."""
    forget = getattr(cache, "forget_expired", None)
    return int(forget(now=now)) if forget else 0
