"""Connections that the pool hands out work, also after the server ended them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from honglam.project.database.base import DatabaseWrapper, still_there


@pytest.fixture
def address(django_db_setup: None, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock():
        connection.ensure_connection()
        info = connection.connection.info
    return make_conninfo("", host=info.host, port=info.port, dbname=info.dbname, user=info.user, password=info.password)


@pytest.fixture
def pool(address: str) -> Iterator[ConnectionPool[Any]]:
    with ConnectionPool(address, min_size=1, max_size=1, check=still_there) as made:
        yield made


def test_a_connection_that_the_server_ended_is_replaced_before_anybody_gets_it(
    pool: ConnectionPool[Any], address: str
) -> None:
    with pool.connection() as first:
        ended = first.info.backend_pid
    with psycopg.connect(address, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended]).fetchone() == (True,)
    with pool.connection() as second:
        assert second.execute("SELECT 1").fetchone() == (1,)
        assert second.info.backend_pid != ended


def test_a_connection_that_works_is_kept_without_asking_the_server(pool: ConnectionPool[Any]) -> None:
    with pool.connection() as first:
        pid = first.info.backend_pid
        first.execute("SELECT 1")
    with pool.connection() as again:
        assert again.info.backend_pid == pid


def test_a_message_that_waits_is_no_reason_to_throw_a_connection_away(pool: ConnectionPool[Any], address: str) -> None:
    with pool.connection() as first:
        pid = first.info.backend_pid
        first.execute("LISTEN news")
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("NOTIFY news")
    with pool.connection() as again:
        assert again.info.backend_pid == pid


def test_the_platform_uses_it() -> None:
    assert isinstance(connections["default"], DatabaseWrapper)
