"""Whoever changes the ledger behind its back is found, and the finding names the entry.

These tests are the operator of the database with every right: they switch the fence off and write into the tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from honglam.core.audit import api, canonical
from honglam.core.audit.contracts import Act, Finding, Report, Trouble
from honglam.core.audit.models import Entry, Head, Leaf

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TEXTS = [name for name in (*canonical.BODY, "rule") if name not in ("before", "after", "fields")]


@pytest.fixture
def entries(db: None) -> list[int]:
    """Forty entries in four batches, and the fence open."""
    numbers: list[int] = []
    for batch in range(4):
        numbers += api.record_many(
            acts=[
                Act("a.b.c", f"x:{batch * 10 + n}", "H27.15", {"n": n}, {"n": n + 1}, str(n), ("phone",), "case:1", "r")
                for n in range(10)
            ]
        )
        api.seal(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    return numbers


def _do(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _verify(kept: dict[int, str] | None = None) -> Report:
    return api.verify(now=NOW, kept=kept)


def _troubles(report: Report) -> list[tuple[Trouble, int]]:
    return [(finding.trouble, finding.entry) for finding in report.findings]


def test_it_finds_nothing_in_a_whole_ledger(entries: list[int]) -> None:
    report = _verify()
    assert report.whole
    assert (report.entries, report.size, report.heads, report.pruned) == (40, 40, 4, 0)


@pytest.mark.parametrize("field", TEXTS)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(data=st.data())
def test_it_finds_any_change_of_any_text(entries: list[int], field: str, data: st.DataObject) -> None:
    number = data.draw(st.sampled_from(entries))
    row = Entry.objects.get(pk=number)
    was = getattr(row, field)
    becomes = data.draw(
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])).filter(lambda text: text != was)
    )
    _do(f"UPDATE audit_entry SET {field} = %s WHERE id = %s", becomes, number)
    (finding,) = _verify().findings
    assert (finding.trouble, finding.entry, finding.at) == (Trouble.ALTERED, number, row.at)
    _do(f"UPDATE audit_entry SET {field} = %s WHERE id = %s", was, number)
    assert _verify().whole


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", datetime(2026, 11, 20, tzinfo=UTC)),
        ("fields", ["phone", "birthday"]),
        ("fields", []),
        ("before", None),
        ("before", json.dumps({"n": 999})),
        ("before", json.dumps({})),
        ("after", json.dumps({"n": "4"})),
        ("after", json.dumps({"n": 4, "m": None})),
    ],
)
def test_it_finds_any_change_of_moments_fields_and_values(entries: list[int], field: str, value: Any) -> None:
    _do(f"UPDATE audit_entry SET {field} = %s WHERE id = %s", value, entries[13])
    (finding,) = _verify().findings
    assert (finding.trouble, finding.entry, finding.thing) == (Trouble.ALTERED, entries[13], "x:13")


def test_it_finds_a_removed_entry_by_its_number_and_moment(entries: list[int]) -> None:
    at = Entry.objects.get(pk=entries[20]).at
    _do("DELETE FROM audit_entry WHERE id = %s", entries[20])
    assert _verify().findings == (Finding(Trouble.MISSING, entries[20], 21, at=at),)


def test_it_finds_the_last_entry_when_it_is_removed_before_any_root_was_published(entries: list[int]) -> None:
    _do("DELETE FROM audit_entry WHERE id = %s", entries[-1])
    assert _troubles(_verify()) == [(Trouble.MISSING, entries[-1])]


def test_it_tells_two_exchanged_entries(entries: list[int]) -> None:
    one, two = entries[3], entries[33]
    swap = "UPDATE audit_entry SET id = CASE id WHEN %s THEN -1 ELSE %s END WHERE id IN (%s, %s)"
    _do(swap, one, one, one, two)
    _do("UPDATE audit_entry SET id = %s WHERE id = -1", two)
    found = _verify().findings
    assert [(f.trouble, f.entry, f.other) for f in found if f.trouble is Trouble.MOVED] == [
        (Trouble.MOVED, one, two),
        (Trouble.MOVED, two, one),
    ]


def test_it_finds_exchanged_places_in_the_tree(entries: list[int]) -> None:
    _do("UPDATE audit_leaf SET position = -4 WHERE position = 4")
    _do("UPDATE audit_leaf SET position = 4 WHERE position = 7")
    _do("UPDATE audit_leaf SET position = 7 WHERE position = -4")
    found = _verify().findings
    assert (Trouble.REORDERED, entries[4]) in [(f.trouble, f.entry) for f in found]
    assert [(f.since, f.position) for f in found if f.trouble is Trouble.ROOT] == [(1, 10)]


def test_it_finds_a_leaf_that_was_taken_away_with_its_entry(entries: list[int]) -> None:
    _do("DELETE FROM audit_entry WHERE id = %s", entries[14])
    _do("DELETE FROM audit_leaf WHERE position = 15")
    found = _verify().findings
    assert (Trouble.LEAF, 15) in [(f.trouble, f.since) for f in found]


def test_it_finds_a_ledger_that_was_cut_off_at_its_end(entries: list[int]) -> None:
    _do("DELETE FROM audit_entry WHERE id > %s", entries[34])
    _do("DELETE FROM audit_leaf WHERE position > 35")
    (finding,) = _verify().findings
    assert (finding.trouble, finding.since, finding.position) == (Trouble.LEAF, 36, 40)


def test_it_narrows_down_a_change_of_entry_and_leaf_to_one_batch(entries: list[int]) -> None:
    _forge(entries[14], lambda row: setattr(row, "actor_name", "Somebody else"))
    (finding,) = _verify().findings
    assert (finding.trouble, finding.since, finding.position) == (Trouble.ROOT, 11, 20)


def test_it_finds_new_heads_that_our_key_did_not_sign(entries: list[int]) -> None:
    _forge(entries[34], lambda row: setattr(row, "actor_name", "Somebody else"))
    report = _verify()
    _do("UPDATE audit_head SET root = %s WHERE size = 40", bytes.fromhex(report.root))
    assert [(f.trouble, f.position) for f in _verify().findings] == [(Trouble.SIGNATURE, 40)]


def test_it_finds_a_ledger_written_anew_by_a_root_that_somebody_kept(entries: list[int]) -> None:
    api.publish(day=date(2026, 11, 22), now=NOW)
    kept = api.root(day=date(2026, 11, 22))["head"]["statement"]
    Head.objects.all()._raw_delete(Head.objects.db)
    Leaf.objects.all()._raw_delete(Leaf.objects.db)
    _do("UPDATE audit_entry SET actor = 'nobody' WHERE id = %s", entries[2])
    assert _verify().whole  # whoever owns database and key can do this …
    (finding,) = _verify({kept["size"]: kept["root"]}).findings  # … but not take back what others keep
    assert (finding.trouble, finding.position) == (Trouble.ROOT, 40)


def test_it_finds_an_entry_that_was_written_into_the_past(entries: list[int]) -> None:
    _do(
        f"INSERT INTO audit_entry ({', '.join(('at', 'rule', *canonical.BODY))})"
        f" SELECT %s, {', '.join(('rule', *canonical.BODY))} FROM audit_entry WHERE id = %s",
        NOW - timedelta(days=9),
        entries[0],
    )
    (finding,) = _verify().findings
    assert finding.trouble is Trouble.BACKDATED
    assert finding.entry > entries[-1]


def _forge(number: int, change: Callable[[Entry], None]) -> None:
    """Change an entry and make its leaf fit, as somebody does who has read this code."""
    row = Entry.objects.get(pk=number)
    change(row)
    row.save()
    body = canonical.digest([getattr(row, name) for name in canonical.BODY])
    Leaf.objects.filter(entry=number).update(
        body=body, hash=canonical.leaf(number, canonical.moment(row.at), row.rule, body)
    )
