"""Statements that run hundreds of times a second, prepared once per connection.

To plan a large statement costs more than to run it. They belong to Django's connection and its transaction; everything
that is not done all the time goes through the ORM.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a statement with `%s` for each value and return its rows; JSON comes as text, moments in UTC."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall() if cursor.description else []
