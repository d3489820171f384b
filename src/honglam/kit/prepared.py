"""Statements that run hundreds of times a second, prepared once per connection.

To plan a large statement costs more than to run it, and to wait for each answer more than to send several at once. They
belong to Django's connection and its transaction; everything that is not done all the time goes through the ORM.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a statement with `%s` for each value and return its rows; JSON comes as text, moments in UTC."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall()


def send(statement: str, *values: Any) -> None:
    """Run a statement whose rows nobody wants. Within `together` it is sent with the others."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        psycopg.Cursor(connection.connection).execute(statement, values, prepare=True)


@contextmanager
def together() -> Iterator[None]:
    """Send what `send` is given within the block at once; whatever is wrong with any of it is raised at its end."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
