"""Moving the score: only records that were touched are measured again, and the counters move by the difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from honglam.engines.register.contracts import Register
from honglam.engines.register.models import Measurement, QualityTally
from honglam.engines.register.service import naming
from honglam.engines.register.service.quality import keeping
from honglam.engines.register.service.quality import rules as rules_
from honglam.engines.register.service.quality.compiling import World, key_of
from honglam.engines.register.service.quality.expressions import Unique
from honglam.engines.register.service.quality.keeping import BY_RECORD, ROWS
from honglam.engines.register.service.quality.rules import Active
from honglam.engines.register.service.quality.scanning import BITS, scan_of

MOST = 20_000  # records; measuring all is quicker than measuring more of them one by one
_DOUBLES = 5_000  # records that were doubles of something are measured again, so many at most

Key = tuple[str, str, str]  # part, agency, commune
Found = Mapping[UUID, tuple[str, str, frozenset[int]]]  # agency, commune and rules that it breaks


def move(register: Register, now: datetime) -> int:
    """Measure the records that were touched, and return how many: all, when there are too many or rules changed."""
    actives = rules_.in_force(register)
    known = Measurement.objects.filter(register=register.id).first()
    if known is None or known.rules != rules_.print_of(actives):
        return keeping.measure(register, now).rows
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(keeping.LOCK, [register.id])
        cursor.execute(_TAKE, [register.id, register.id, MOST + 1])
        touched = {row[0] for row in cursor.fetchall()}
        if 0 < len(touched) <= MOST:
            numbers = keeping.numbered(register, actives)
            _move(cursor, register, actives, numbers, touched, now)
            Measurement.objects.filter(register=register.id).update(moved_at=now)
    return keeping.measure(register, now).rows if len(touched) > MOST else len(touched)


_TAKE = """
WITH taken AS (DELETE FROM register_touched WHERE register = %s AND id IN
  (SELECT id FROM register_touched WHERE register = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING record)
SELECT DISTINCT record FROM taken
"""


def _move(  # noqa: PLR0913, PLR0917  (one step cut out of `move`)
    cursor: Any,
    register: Register,
    actives: Sequence[Active],
    numbers: Mapping[str, int],
    touched: set[UUID],
    now: datetime,
) -> None:
    against = keeping.world_of(register, now)
    ids = sorted(touched | _doubles(cursor, register, _uniques(actives, against), numbers, touched))
    before = _before(cursor, numbers, ids)
    scan = scan_of(register, actives, against, ids)
    cursor.execute(scan.sql, scan.params)
    after = _after(cursor.fetchall(), scan.rules, numbers)
    _keep(cursor, after)
    by_number = {numbers[active.rule.id]: active for active in actives}
    moved = _counted(after, by_number)
    moved.subtract(_counted(before, by_number))
    _add(cursor, register, moved)
    _recount(cursor, register, sorted(touched))


def _uniques(actives: Sequence[Active], against: World) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield id and fields of the rules that compare records with each other, but for those that the database keeps."""
    for active in actives:
        if isinstance(active.meaning, Unique):
            names = (*active.meaning.names, *active.meaning.within)
            if not against.keeps(names):
                yield active.rule.id, names


def _doubles(
    cursor: Any,
    register: Register,
    uniques: Iterable[tuple[str, tuple[str, ...]]],
    numbers: Mapping[str, int],
    touched: set[UUID],
) -> set[UUID]:
    """Return the records that may have become doubles of what was touched, or may be none any longer."""
    found: set[UUID] = set()
    table = naming.quoted(register.id)
    for rule, names in uniques:
        cursor.execute("SELECT record FROM register_failing WHERE rule = %s LIMIT %s", [numbers[rule], _DOUBLES])
        found |= {row[0] for row in cursor.fetchall()}
        kinds = [register.field(name) for name in names]
        theirs = ", ".join(key_of(kind, "o") for kind in kinds)
        own = ", ".join(key_of(kind, "s") for kind in kinds)
        cursor.execute(
            f"SELECT o.id FROM {table} o WHERE ({theirs}) IN"  # noqa: S608  (names of the definition)
            f" (SELECT {own} FROM {table} s WHERE s.id = ANY(%s)) LIMIT %s",
            [sorted(touched), _DOUBLES],
        )
        found |= {row[0] for row in cursor.fetchall()}
    return found


def _before(cursor: Any, numbers: Mapping[str, int], ids: list[UUID]) -> Found:
    """Take away what was kept of these records, and return it."""
    cursor.execute(_FORGET, [list(numbers.values()), ids])
    broken: dict[UUID, tuple[str, str, set[int]]] = {}
    for rule, record, agency, commune in cursor.fetchall():
        broken.setdefault(record, (agency, commune, set()))[2].add(rule)
    return {record: (agency, commune, frozenset(rules)) for record, (agency, commune, rules) in broken.items()}


_FORGET = """
DELETE FROM register_failing WHERE rule = ANY(%s) AND record = ANY(%s) RETURNING rule, record, agency, commune
"""


def _after(rows: Iterable[Sequence[Any]], rules: tuple[Active, ...], numbers: Mapping[str, int]) -> Found:
    found: dict[UUID, tuple[str, str, frozenset[int]]] = {}
    for record, agency, commune, *masks in rows:
        mask = sum(part << (BITS * number) for number, part in enumerate(masks))
        broken = (numbers[active.rule.id] for place, active in enumerate(rules) if mask >> place & 1)
        found[record] = (agency, commune, frozenset(broken))
    return found


def _keep(cursor: Any, after: Found) -> None:
    rows = [(n, record, agency, commune) for record, (agency, commune, rules) in after.items() for n in rules]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(_KEEP, columns)


_KEEP = """
INSERT INTO register_failing (rule, record, agency, commune)
SELECT * FROM unnest(%s::int[], %s::uuid[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
"""


def _counted(found: Found, by_number: Mapping[int, Active]) -> Counter[Key]:
    """Return in which counters these records are."""
    counts: Counter[Key] = Counter()
    for agency, commune, rules in found.values():
        dimensions = {by_number[n].rule.dimension for n in rules if by_number[n].counts}
        counts.update((str(number), agency, commune) for number in rules)
        counts.update((dimension.value, agency, commune) for dimension in BY_RECORD if dimension in dimensions)
    return counts


def _add(cursor: Any, register: Register, moved: Counter[Key]) -> None:
    rows = [(register.id, *key, amount) for key, amount in sorted(moved.items()) if amount]
    if rows:
        cursor.executemany(_MOVE, rows)


_MOVE = """
INSERT INTO register_quality_tally AS t (register, part, agency, commune, amount) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (register, part, agency, commune) DO UPDATE SET amount = t.amount + EXCLUDED.amount
"""


def _recount(cursor: Any, register: Register, touched: list[UUID]) -> None:
    """Count the records of the agencies that touched records have or had: an index tells it, and nothing can drift."""
    table, past = naming.quoted(register.id), naming.quoted(naming.table(register.id, history=True))
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [past])
    own = f"SELECT agency FROM {table} WHERE id = ANY(%s)"  # noqa: S608  (names of the definition)
    asked, given = own, [touched]
    if cursor.fetchone()[0]:
        asked, given = f"{own} UNION SELECT agency FROM {past} WHERE id = ANY(%s)", [touched, touched]  # noqa: S608
    cursor.execute(f"SELECT DISTINCT agency FROM ({asked}) a", given)  # noqa: S608
    agencies = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        f"SELECT agency, coalesce(commune, ''), count(*) FROM {table} WHERE agency = ANY(%s) GROUP BY 1, 2",  # noqa: S608
        [agencies],
    )
    counted: dict[tuple[str, str], int] = defaultdict(int, {(row[0], row[1]): row[2] for row in cursor.fetchall()})
    held = QualityTally.objects.filter(register=register.id, part=ROWS, agency__in=agencies)
    held.delete()
    QualityTally.objects.bulk_create(
        [
            QualityTally(register=register.id, part=ROWS, agency=agency, commune=commune, amount=amount)
            for (agency, commune), amount in counted.items()
        ]
    )
