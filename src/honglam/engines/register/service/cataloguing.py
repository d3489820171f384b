"""All registers at a glance: what each holds, how good and how fresh it is, who uses it. A handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from psycopg import sql

from honglam.base.access import Viewer
from honglam.base.text import fold, sort_key
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.catalogue import Asked, Catalogue, Entry
from honglam.engines.register.service import checking_names, current
from honglam.engines.register.service.quality import scores

_EXACT_TO = 20_000  # rows; beyond, the database's own estimate is near enough
_DAYS = 90
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ESTIMATES = """
    SELECT c.relname, GREATEST(c.reltuples, 0, pg_stat_get_live_tuples(c.oid))::bigint
    FROM pg_class c WHERE c.relnamespace = 'reg'::regnamespace AND c.relname = ANY(%s)
"""
_LAST = """
    SELECT id, (SELECT at FROM register_act WHERE register = asked.id ORDER BY id DESC LIMIT 1)
    FROM unnest(%s::text[]) AS asked (id)
"""
_SHARES = "SELECT register, count(*) FROM register_share WHERE ends_at > now() GROUP BY register"
_EXPORTS = "SELECT register, count(*) FROM register_export WHERE asked_at > now() - %s GROUP BY register"
_SYSTEMS = (
    "SELECT register, count(DISTINCT consumer) FROM register_usage WHERE day > current_date - %s GROUP BY register"
)


def catalogue(asked: Asked, *, viewer: Viewer | None, now: datetime) -> Catalogue:
    """Return the registers that were asked for; nobody in particular sees those that are open data."""
    known = [each for each in current.listed() if viewer is not None or each.public]
    counted = rows_of(known)
    owners = {each.owner: checking_names.agency(each.owner) for each in known if each.owner}
    wanted = [each for each in known if _fits(each, asked)]
    entries = _entries(wanted, counted, owners, viewer, now)
    return Catalogue(
        entries=tuple(_ordered(entries, asked.order)),
        groups=tuple(sorted({each.group for each in known if each.group}, key=sort_key)),
        owners=tuple(sorted(owners.items(), key=lambda owner: sort_key(owner[1]))),
        total=len(known),
        rows=sum(counted.values()),
    )


def _fits(register: Register, asked: Asked) -> bool:
    if (asked.group and register.group != asked.group) or (asked.owner and register.owner != asked.owner):
        return False
    said = (register.id, register.title, register.title_en, register.description, register.group, register.plan_row)
    inside = fold(" ".join((*said, *(each.title for each in register.fields))))
    return all(word in inside for word in fold(asked.text).split())


def _entries(
    registers: Iterable[Register],
    counted: Mapping[str, int],
    owners: Mapping[str, str],
    viewer: Viewer | None,
    now: datetime,
) -> list[Entry]:
    found = list(registers)
    last = _pairs(_LAST, [each.id for each in found])
    shares, exports = _pairs(_SHARES), _pairs(_EXPORTS, timedelta(days=_DAYS))
    systems = _pairs(_SYSTEMS, _DAYS)
    return [
        Entry(
            register=each,
            owner_name=owners.get(each.owner, ""),
            rows=counted.get(each.id, 0),
            score=_score(each, now) if counted.get(each.id) else None,
            at=last.get(each.id),
            fresh=_fresh(each, last.get(each.id), now),
            shares=shares.get(each.id, 0),
            exports=exports.get(each.id, 0),
            systems=systems.get(each.id, 0),
            open=viewer is not None and viewer.may(each.access.view),
        )
        for each in found
    ]


def _score(register: Register, now: datetime) -> float | None:
    return scores.card(register, scores.EVERYWHERE, now).score.total


def _fresh(register: Register, at: datetime | None, now: datetime) -> bool | None:
    return None if at is None or not register.fresh_days else now - at <= timedelta(days=register.fresh_days)


def _ordered(entries: list[Entry], order: str) -> list[Entry]:
    entries.sort(key=lambda each: (sort_key(each.register.group), sort_key(each.register.title)))
    if order == "rows":
        entries.sort(key=lambda each: -each.rows)
    elif order == "score":
        entries.sort(key=lambda each: (each.score is None, each.score or 0))
    elif order == "at":
        entries.sort(key=lambda each: each.at or _LONG_AGO, reverse=True)
    return entries


def rows_of(registers: Iterable[Register]) -> dict[str, int]:
    """Return how many records each register has; one statement counts the small ones."""
    found = _pairs(_ESTIMATES, [each.id for each in registers])
    small = [name for name, count in found.items() if count <= _EXACT_TO]
    if small:
        counts = [sql.SQL("SELECT {}, count(*) FROM {}").format(name, sql.Identifier("reg", name)) for name in small]
        found |= _pairs(sql.SQL(" UNION ALL ").join(counts))
    return found


def _pairs(statement: str | sql.Composable, *params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        return dict(cursor.fetchall())
