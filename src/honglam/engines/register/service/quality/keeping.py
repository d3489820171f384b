"""Measuring all of a register: rows that fail are kept, counters are set, the day is written."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Dimension
from honglam.engines.register.models import Failing, MeasuredRule, Measurement, QualityTally, TouchedRow
from honglam.engines.register.service import current, naming
from honglam.engines.register.service.quality import rules as rules_
from honglam.engines.register.service.quality.compiling import World, world
from honglam.engines.register.service.quality.rules import Active
from honglam.engines.register.service.quality.scanning import BITS, Scan, certain, scan_of

BY_RECORD = (Dimension.VALID, Dimension.CLEAN, Dimension.LIVE, Dimension.CONSISTENT)
ROWS = "rows"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('register.quality ' || %s, 0))"
# A scan of millions is worth two more processes whatever the planner thinks of it, and memory to join.
_SETTINGS = (
    "SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL parallel_setup_cost = 100;"
    " SET LOCAL parallel_tuple_cost = 0; SET LOCAL work_mem = '128MB';"
    " SET LOCAL statement_timeout = '30min'; SET LOCAL jit = off"
)


def measure(register: Register, now: datetime) -> Measurement:
    """Measure all records by all rules in force; readers see the old figures until it is done."""
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [register.id])
        cursor.execute(_SETTINGS)
        # Before the scan: what is touched from now on is measured again by itself.
        TouchedRow.objects.filter(register=register.id).delete()
        actives = rules_.in_force(register)
        scan = scan_of(register, actives, world_of(register, now))
        # Only CREATE TABLE AS lets its query run in several processes; INSERT … SELECT never does.
        cursor.execute(f"CREATE TEMPORARY TABLE measured ON COMMIT DROP AS {scan.sql}", scan.params)
        numbers = numbered(register, actives)
        _keep(cursor, scan, numbers)
        rows = _count(cursor, register, scan, numbers)
        cursor.execute("DROP TABLE measured")
        done, _made = Measurement.objects.update_or_create(
            register=register.id,
            defaults={
                "at": now,
                "moved_at": now,
                "rows": rows,
                "rules": rules_.print_of(actives),
                "seconds": round(time.monotonic() - began, 3),
                "asked": sum(a.rule.dimension is Dimension.COMPLETE and a.counts for a in actives),
            },
        )
    return done


def world_of(register: Register, now: datetime) -> World:
    """Return what the rules of a register are measured against."""
    return world(now, frozenset(each.id for each in current.listed()), certain(register))


def numbered(register: Register, actives: tuple[Active, ...]) -> dict[str, int]:
    """Return the number of each rule, giving new ones; rules that are no more lose theirs and what was kept of them."""
    known = dict(MeasuredRule.objects.filter(register=register.id).values_list("rule", "id"))
    wanted = [active.rule.id for active in actives]
    if gone := set(known) - set(wanted):
        Failing.objects.filter(rule__in=[known[name] for name in gone]).delete()
        MeasuredRule.objects.filter(register=register.id, rule__in=gone).delete()
    new = [MeasuredRule(register=register.id, rule=name) for name in wanted if name not in known]
    made = {row.rule: row.pk for row in MeasuredRule.objects.bulk_create(new)}
    return {name: known.get(name) or made[name] for name in wanted}


def _keep(cursor: Any, scan: Scan, numbers: Mapping[str, int]) -> None:
    """Keep the rows that fail; what was kept already and still holds is not written again."""
    bits = [(numbers[a.rule.id], place // BITS, place % BITS) for place, a in enumerate(scan.rules)]
    word = " ".join(f"WHEN {number} THEN m.m{number}" for number in range(scan.masks))
    failing = (
        "SELECT b.rule, m.id AS record, m.agency, m.commune FROM measured m"  # noqa: S608  (numbers of ours)
        " CROSS JOIN unnest(%s::int[], %s::int[], %s::int[]) b (rule, word, bit)"
        f" WHERE (CASE b.word {word} END >> b.bit) & 1 = 1"
    )
    given = [list(column) for column in zip(*bits, strict=True)] if bits else [[], [], []]
    if not Failing.objects.filter(rule__in=list(numbers.values())).exists():
        cursor.execute(f"INSERT INTO register_failing (rule, record, agency, commune) {failing}", given)
        return
    cursor.execute(f"CREATE TEMPORARY TABLE now_failing ON COMMIT DROP AS {failing}", given)
    cursor.execute("ANALYZE now_failing")
    cursor.execute(_NO_LONGER, [list(numbers.values())])
    cursor.execute(_SINCE)
    cursor.execute("DROP TABLE now_failing")


_NO_LONGER = """
DELETE FROM register_failing f WHERE f.rule = ANY(%s) AND NOT EXISTS (SELECT FROM now_failing n
  WHERE n.rule = f.rule AND n.record = f.record AND n.agency = f.agency AND n.commune = f.commune)
"""
_SINCE = """
INSERT INTO register_failing (rule, record, agency, commune) SELECT rule, record, agency, commune FROM now_failing
ON CONFLICT DO NOTHING
"""


def _count(cursor: Any, register: Register, scan: Scan, numbers: Mapping[str, int]) -> int:
    """Set the counters from the counts by mask, and return how many records there are."""
    names = ", ".join(f"m{number}" for number in range(scan.masks))
    cursor.execute(f"SELECT agency, commune, count(*), {names} FROM measured GROUP BY 1, 2, {names}")  # noqa: S608
    found: Counter[tuple[str, str, str]] = Counter()
    for agency, commune, amount, *masks in cursor.fetchall():
        mask = sum(part << (BITS * number) for number, part in enumerate(masks))
        for part in parts_of(mask, scan.rules, numbers):
            found[part, agency, commune] += amount
    table = naming.quoted(register.id)
    cursor.execute(f"SELECT agency, coalesce(commune, ''), count(*) FROM {table} GROUP BY 1, 2")  # noqa: S608
    found.update({(ROWS, agency, commune): amount for agency, commune, amount in cursor.fetchall()})
    QualityTally.objects.filter(register=register.id).delete()
    QualityTally.objects.bulk_create(
        [
            QualityTally(register=register.id, part=part, agency=agency, commune=commune, amount=amount)
            for (part, agency, commune), amount in found.items()
        ],
        batch_size=2_000,
    )
    return sum(amount for (part, _agency, _commune), amount in found.items() if part == ROWS)


def parts_of(mask: int, rules: tuple[Active, ...], numbers: Mapping[str, int]) -> list[str]:
    """Return the counters in which a record with this mask is counted."""
    broken = [active for place, active in enumerate(rules) if mask >> place & 1]
    dimensions = {active.rule.dimension for active in broken if active.counts}
    return [
        *(str(numbers[active.rule.id]) for active in broken),
        *(dimension.value for dimension in BY_RECORD if dimension in dimensions),
    ]
