"""The application's role of the database does its work, and cannot alter the ledger: tried on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection

from honglam.core.audit import api
from honglam.core.audit.contracts import Act
from honglam.core.audit.testing import ledger
from honglam.core.jobs.testing import database_url
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.service import shaping
from honglam.engines.register.testing import deployed, dropped
from honglam.project import roles

ROLE = "honglam_tried"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def application(transactional_db: None) -> Iterator[str]:
    """Return the test's database, with a ledger to attack, for a role that has the application's rights."""
    operator = database_url()
    parts = urlsplit(operator)
    host = parts.netloc.rpartition("@")[2]
    url = urlunsplit(parts._replace(netloc=f"{ROLE}:tried@{host}"))
    with psycopg.connect(operator, autocommit=True) as server:
        server.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'tried'")
        try:
            assert roles.grant(operator, url)
            api.load_defaults()
            api.record_many(acts=[Act("a.b.c", f"x:{n}") for n in range(300)])
            api.publish(day=date(2026, 11, 22), now=NOW)
            yield url
        finally:
            connection.close()
            server.execute(f"DROP OWNED BY {ROLE}")
            server.execute(f"DROP ROLE {ROLE}")


REFUSED = [
    "UPDATE audit_entry SET actor = 'nobody'",
    "UPDATE audit_leaf SET hash = ''",
    "UPDATE audit_node SET hash = ''",
    "UPDATE audit_head SET root = ''",
    "UPDATE audit_rule SET months = 3",
    "INSERT INTO audit_rule VALUES ('mine', 3, '', false)",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_leaf",
    "DELETE FROM audit_node",
    "DELETE FROM audit_head",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_leaf, audit_node, audit_head",
    "DROP TABLE audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "ALTER TABLE audit_entry DISABLE TRIGGER hl_audit_fence",
    "DROP TRIGGER hl_audit_fence ON audit_entry",
    "ALTER TABLE audit_entry RENAME TO mine",
    f"ALTER TABLE audit_entry OWNER TO {ROLE}",
    "CREATE OR REPLACE FUNCTION hl_audit_fence() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "DROP FUNCTION hl_audit_prune()",
    "CREATE RULE mine AS ON INSERT TO audit_entry DO INSTEAD NOTHING",
    "SET session_replication_role = replica",
    f"ALTER ROLE {ROLE} SUPERUSER",
    "COPY audit_entry TO PROGRAM 'true'",
    "INSERT INTO audit_entry (id, actor) VALUES (1, 'x')",
    "INSERT INTO audit_entry (at, actor) VALUES ('2020-01-01', 'x')",
    "SELECT setval('audit_entry_id_seq', 1)",
    "MERGE INTO audit_entry USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
    "INSERT INTO audit_head (id, size) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET size = 0",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_it_cannot_alter_the_ledger(application: str, statement: str) -> None:
    with psycopg.connect(application, autocommit=True) as app:
        app.execute("SET honglam.pruning = 'yes'")
        app.execute("SET honglam.testing = 'yes'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
    assert len(ledger()) == 300
    assert api.verify(now=NOW).whole


def test_it_cannot_become_the_operator(application: str) -> None:
    with psycopg.connect(application, autocommit=True) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(f'SET ROLE "{urlsplit(database_url()).username}"')


def test_it_writes_seals_publishes_and_prunes(application: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        number = api.record(verb="a.b.c", thing="x:1", after={"n": 1})
        api.seal(now=NOW)
        api.publish(day=date(2026, 11, 21), now=NOW)
        assert api.prune(now=NOW) == 0
        assert api.proof(entry=number)["position"] == 301
        assert api.verify(now=NOW).whole
        cursor.execute("RESET ROLE")


def test_it_reads_and_writes_everywhere_else(application: str) -> None:
    with psycopg.connect(application) as app:
        tables = app.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT EXISTS"
            " (SELECT FROM unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) action HAVING"
            " bool_and(has_table_privilege(pg_class.oid, action))) ORDER BY 1"
        ).fetchall()
    assert [name for (name,) in tables] == ["audit_entry", "audit_head", "audit_leaf", "audit_node", "audit_rule"]


def test_it_publishes_registers_and_works_with_those_that_came_with_a_pack(application: str) -> None:
    register = deployed()  # by the operator, as `honglam migrate` does
    assert roles.grant(database_url(), application)
    longer = replace(register, fields=(*register.fields, Field(n=50, name="more", type=Type.TEXT, title="Thêm")))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}")
            deployed(longer)
            rows, past = shaping.model_of(longer).objects, shaping.history_of(longer).objects
            rows.create(id=UUID(int=1), agency="H27", act=1, at=NOW, code="G1", more="a")
            rows.update(more="b", act=2)
            assert [each.more for each in past.all()] == ["a"]
            with pytest.raises(DatabaseError, match="only appended to"):
                past.update(more="c")
            cursor.execute("RESET ROLE")
    finally:
        dropped("wells")


def test_it_gets_the_same_rights_when_they_are_given_again(application: str) -> None:
    assert roles.grant(database_url(), application)
    with psycopg.connect(application) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("DELETE FROM audit_entry")


def test_it_needs_a_role_of_its_own(transactional_db: None) -> None:
    assert not roles.grant(database_url(), database_url())
