"""Computed figures as they are kept: read once for a computing, written in bulk when they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction

from honglam.base.periods import Frequency, Period
from honglam.engines.indicator.models import Value
from honglam.engines.indicator.service import superseding

_READ = """
SELECT first, scope_kind, scope, number, source FROM indicator_value
WHERE latest AND code = %s AND frequency = %s AND first = ANY(%s)
"""
_GIVEN = ("code", "scope_kind", "scope", "agency", "first", "frequency", "number", "source", "comment")
_TYPES = ("text", "text", "text", "text", "date", "text", "numeric", "text", "text")
At = tuple[str, str]  # kind and key of a scope


class Kept(NamedTuple):
    """A figure that counts, and where it came from."""

    number: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is to take the place of the one that counts."""

    code: str
    at: At
    agency: str
    period: Period
    number: Decimal | None
    source: str
    comment: str = ""
    former: bool = True  # whether another version counts until now


class Figures:
    """The figures that count, as one computing knows them: from the database, and what it has computed itself."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Period], dict[At, Kept]] = {}

    def of(self, code: str, period: Period) -> Mapping[At, Kept]:
        """Return the figures of a period by scope."""
        if (code, period) not in self._kept:
            self.load(code, (period,))
        return self._kept[code, period]

    def load(self, code: str, periods: Iterable[Period]) -> None:
        """Read the figures of several periods that will be needed, in one statement for each length."""
        wanted: dict[Frequency, list[date]] = defaultdict(list)
        for period in periods:
            if (code, period) not in self._kept:
                self._kept[code, period] = {}
                wanted[period.frequency].append(period.first)
        for frequency, firsts in wanted.items():
            with connection.cursor() as cursor:
                cursor.execute(_READ, [code, frequency.value, firsts])
                for first, kind, scope, number, source in cursor.fetchall():
                    self._kept[code, Period(first, frequency)][kind, scope] = Kept(number, source)

    def put(self, change: Change) -> None:
        """Let a figure count from now on."""
        self._kept[change.code, change.period][change.at] = Kept(change.number, change.source)


@transaction.atomic
def write(changes: Sequence[Change], now: datetime) -> None:
    """Publish figures in the place of those that count, in two statements for all of them."""
    former = [_cell(each) for each in changes if each.former]
    if former:
        superseding.end(cells=former, at=now)
    rows = [
        _cell(each)
        | {
            "agency": each.agency,
            "number": None if each.number is None else str(each.number),
            "source": each.source,
            "comment": each.comment,
        }
        for each in changes
    ]
    statement, rest = _insert()
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, now, *rest, orjson.dumps(rows).decode()])


def _cell(change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "scope_kind": change.at[0],
        "scope": change.at[1],
        "frequency": change.period.frequency.value,
        "first": change.period.first,
    }


@cache
def _insert() -> tuple[str, tuple[Any, ...]]:
    """Return the statement that publishes figures; columns of which a computed one says nothing have their default."""
    own = (*_GIVEN, "id", "version", "state", "latest", "recorded_at", "published_at")
    others = [field for field in Value._meta.concrete_fields if field.name not in own]  # noqa: SLF001  (documented)
    rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    names = ", ".join(f'"{name}"' for name in (*_GIVEN, *own[-5:], *(field.column for field in others)))
    taken = ", ".join(f"next.{name}" for name in _GIVEN)
    version = """coalesce((SELECT max(v.version) FROM indicator_value v WHERE v.code = next.code
        AND v.scope_kind = next.scope_kind AND v.scope = next.scope AND v.frequency = next.frequency
        AND v.first = next.first), 0) + 1"""
    places = "".join(", %s" for _each in others)
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(_GIVEN, _TYPES, strict=True))
    into = f"INSERT INTO indicator_value ({names})"  # every name stands in this file or in the model
    chosen = f"SELECT {taken}, {version}, 'published', true, %s, %s{places}"
    statement = f"{into} {chosen} FROM json_to_recordset(%s) AS next ({columns})"
    return statement, rest
