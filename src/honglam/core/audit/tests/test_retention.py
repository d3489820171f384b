"""What is older than its rule goes, nothing else does, and the tree still proves all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from honglam.core.audit import api, canonical, check_proof, retention
from honglam.core.audit.contracts import Act, Trouble
from honglam.core.audit.models import Entry, Leaf
from honglam.core.audit.testing import ledger

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _rules() -> None:
    api.load_defaults()


def _aged(verb: str, days: int) -> int:
    """Return the number of an entry that is so many days old."""
    columns = ", ".join(name for name in (*canonical.BODY, "rule"))
    number = api.record_many(acts=[Act(verb, "x:1")])[0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_entry (at, {columns}) SELECT statement_timestamp() - %s * interval '1 day', {columns}"
            " FROM audit_entry WHERE id = %s RETURNING id",
            [days, number],
        )
        return int(cursor.fetchone()[0])


def _published() -> None:
    api.publish(day=(NOW - timedelta(days=1)).date(), now=NOW)


def test_it_removes_what_is_older_than_its_rule_and_nothing_else() -> None:
    old_reading, young_reading, old_change = _aged("read", 900), _aged("read", 600), _aged("a.b.c", 900)
    _published()
    assert api.prune(now=NOW) == 1
    left = set(Entry.objects.values_list("pk", flat=True))
    assert old_reading not in left
    assert {young_reading, old_change} < left
    (told,) = ledger(verb=retention.PRUNED)
    assert told.thing == "rule:reading"
    assert told.after is not None
    assert (told.after["entries"], told.after["months"]) == (1, 24)


def test_it_leaves_a_ledger_that_is_whole_and_a_proof_that_the_entry_was_there() -> None:
    number = _aged("read", 900)
    _published()
    api.prune(now=NOW)
    report = api.verify(now=NOW)
    assert (report.findings, report.pruned) == ((), 1)
    proof = api.proof(entry=number)
    check_proof.check(proof)
    assert proof["body"] is None


def test_it_removes_nothing_that_no_published_root_covers() -> None:
    _aged("read", 900)
    api.seal(now=NOW)
    assert api.prune(now=NOW) == 0


def test_it_does_not_excuse_a_removal_that_no_rule_ordered() -> None:
    number = _aged("read", 60)
    _published()
    api.record(
        verb=retention.PRUNED,
        thing="rule:reading",
        after={"entries": 1, "months": 24, "until": "2030-01-01T00:00:00+00:00"},
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL honglam.pruning = 'yes'")
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [number])
    assert [(f.trouble, f.entry) for f in api.verify(now=NOW).findings] == [(Trouble.MISSING, number)]


def test_its_rules_keep_three_months_at_least() -> None:
    assert min(rule.months for rule in retention.rules()) >= retention.LEAST
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_rule SET months = 2")


@pytest.mark.parametrize("table", ["audit_entry", "audit_leaf", "audit_node", "audit_head"])
@pytest.mark.parametrize("action", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_its_fence_stops_also_the_operators_hand(table: str, action: str) -> None:
    api.record_many(acts=[Act("a.b.c", f"x:{n}") for n in range(300)])
    _published()
    column = {"audit_entry": "actor = 'x'", "audit_leaf": "entry = 0"}.get(table, "hash = ''")
    column = "root = ''" if table == "audit_head" else column
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL honglam.testing = 'no'")
        with pytest.raises(DatabaseError, match="only appended to"), transaction.atomic():
            cursor.execute(action.format(table, column))
    assert Leaf.objects.count() == 300
