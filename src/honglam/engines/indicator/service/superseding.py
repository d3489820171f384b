"""Which published version of a figure counts: the one way by which one takes the place of another.

Whoever publishes comes through here, people and the reckoning alike, so that for each figure exactly one published
version counts at any moment: the former ends in the very moment in which the next begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Max

from honglam.base.events import JSON
from honglam.base.periods import Frequency, Period
from honglam.core.jobs import api as jobs
from honglam.engines.indicator.contracts import State
from honglam.engines.indicator.models import Value

_AT_ONCE = 5_000
_CELL = ("code", "scope_kind", "scope", "frequency", "first")
_BY_HAND = ("manual", "import")
Cell = tuple[str, str, str, str, object]
# The former versions of many figures end in one statement.
_END = """
UPDATE indicator_value AS former SET latest = false, superseded_at = %s
FROM json_to_recordset(%s) AS next (code text, scope_kind text, scope text, frequency text, first date)
WHERE former.latest AND former.code = next.code AND former.scope_kind = next.scope_kind AND former.scope = next.scope
    AND former.frequency = next.frequency AND former.first = next.first
"""


def cell_of(row: Value) -> Cell:
    """Return which figure a row is a version of."""
    return row.code, row.scope_kind, row.scope, row.frequency, row.first


def supersede(*, rows: Sequence[Value], now: datetime) -> None:
    """Publish these versions, one for each figure, in the place of those that count until now.

    Rows that are not kept yet are written; their `version` must be the next one. Those that are kept need nothing but
    their state changed here. A clock that went back does not make a version end before it began.
    """
    with transaction.atomic():
        at = max(filter(None, (now, *_begun(rows))))
        for number in range(0, len(rows), _AT_ONCE):
            some = rows[number : number + _AT_ONCE]
            end(cells=[dict(zip(_CELL, cell_of(row), strict=True)) for row in some], at=at)
            for row in some:
                row.state, row.latest, row.published_at = State.PUBLISHED.value, True, at
            new, kept = [row for row in some if row.pk is None], [row for row in some if row.pk is not None]
            Value.objects.bulk_create(new, batch_size=_AT_ONCE)
            if kept:
                Value.objects.bulk_update(kept, ["state", "latest", "published_at", "publisher", "publisher_name"])
        tell(rows)


def end(*, cells: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """End the versions that count of many figures; each is given with the columns by which it is found."""
    with connection.cursor() as cursor:
        cursor.execute(_END, [at, orjson.dumps(cells).decode()])  # arrays take the driver ten times as long


def tell(rows: Sequence[Value]) -> None:
    """Ask for what rests on figures that people gave to be computed anew; those that are computed see to it."""
    for code, first, frequency in sorted({(r.code, r.first, r.frequency) for r in rows if r.source in _BY_HAND}):
        period = str(Period(first, Frequency(frequency)))
        arguments: Mapping[str, JSON] = {"codes": [code], "periods": [period]}
        jobs.enqueue(name="indicator.recompute", arguments=arguments, key=f"{code} {period}")


def _begun(rows: Iterable[Value]) -> list[datetime | None]:
    """Return the latest moment since which a version of these figures counts, when there is one."""
    codes, firsts = {row.code for row in rows}, {row.first for row in rows}
    found = Value.objects.filter(latest=True, code__in=codes, first__in=firsts).aggregate(last=Max("published_at"))
    return [found["last"]]
