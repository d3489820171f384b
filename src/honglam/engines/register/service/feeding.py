"""The feed of changes: each record once, at its last change, in the order of the transactions that made them.

A transaction gets its number when it begins to write and is seen when it commits, so a greater number may be seen
before a smaller one. The feed therefore ends before the oldest transaction that is still under way
(`pg_snapshot_xmin`): what it has passed cannot change any more, and nothing is skipped.

Numbers of transactions begin anew when the database is restored. Each life of the database is noted with the last act
before it; acts tell to which life a row belongs, and older lives come first. A cursor is good for the life in which it
was given out: after a restore it is refused (410), because what its holder has seen may be gone; they begin again.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import Max
from psycopg import sql

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.keeping import Change, Feed
from honglam.engines.register.models import Act, Life
from honglam.engines.register.service import checking, masking, naming, reach
from honglam.engines.register.service.writing_rows import Stored, load

CHANGES_MOST = 5000
_ALL = 2**62
_NO_ID = UUID(int=0)
_IDENTITY = (
    "SELECT s.system_identifier::text || '/' || c.timeline_id || '/' || d.oid"
    " FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()"
)


class Gone(Refusal):
    """A cursor is of a former life of the database, or none of ours."""

    status: ClassVar[int] = 410
    code = "cursor-gone"

    def __init__(self) -> None:
        super().__init__(
            N_("This place in the changes is not known any more."),
            field="since",
            remedy=N_("Read everything again from the beginning, without “since”: the database was restored."),
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a reader of the feed is: the life, and the last line that they have."""

    life: int
    tx: int = -1
    id: UUID = _NO_ID


def changes(*, register: Register, since: str, limit: int, viewer: Viewer) -> Feed:
    """Return what changed since a cursor; from the beginning without one.

    Raises:
        Forbidden: the viewer may see no record of this register.
        Gone: the cursor no longer counts.
    """
    viewer = reach.see(register, viewer)
    lives = _lives()
    place = _opened(since, lives[-1].identity) if since else _Place(lives[0].pk)
    limit = max(1, min(limit, CHANGES_MOST))
    lines: list[tuple[int, UUID, int, bool, Any]] = []
    for number, life in enumerate(lives):
        if life.pk < place.life or len(lines) >= limit:
            continue
        after = place if life.pk == place.life else _Place(life.pk)
        last = number == len(lives) - 1
        until = _ALL if last else lives[number + 1].first_act
        found = _lines(register, viewer, after, (life.first_act, until), limit - len(lines), last=last)
        lines += [(life.pk, *each) for each in found]
        place = _Place(life.pk, found[-1][1], found[-1][0]) if found else after
    made = tuple(_changes(register, lines))
    return Feed(changes=made, cursor=_sealed(place, lives[-1].identity), more=len(lines) >= limit)


def _lives() -> list[Life]:
    """Return the lives of the database, the present one last; it is noted when it is met for the first time."""
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        identity = str(cursor.fetchone()[0])
    lives = list(Life.objects.order_by("pk"))
    if lives and lives[-1].identity == identity:
        return lives
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Whoever is writing has taken the number of an act already: wait until it can be seen.
            cursor.execute("LOCK TABLE register_act IN SHARE MODE")
        newest = Act.objects.aggregate(last=Max("pk"))["last"] or 0
        Life.objects.get_or_create(identity=identity, defaults={"first_act": newest if lives else 0})
    return list(Life.objects.order_by("pk"))


def _lines(  # noqa: PLR0913  (a stretch of the feed)
    register: Register, viewer: Viewer, after: _Place, acts: tuple[int, int], limit: int, *, last: bool
) -> list[tuple[UUID, int, bool, Any]]:
    """Return id, transaction, whether it is gone, and (version, act, moment) of the next lines of one life."""
    statement = sql.SQL(
        "(SELECT t.id, t.tx, false, t.version, t.act, t.at FROM {table} t"
        " WHERE (t.tx, t.id) > ({tx}, {id}) AND t.act > {low} AND t.act <= {high} AND {ended} AND {reach}"
        " ORDER BY t.tx, t.id LIMIT {limit})"
        " UNION ALL "
        "(SELECT h.id, h.ended_tx, true, h.version, h.ended_act, h.ended_at FROM {past} h"
        " WHERE (h.ended_tx, h.id) > ({tx}, {id}) AND h.ended_act > {low} AND h.ended_act <= {high} AND {h_ended}"
        " AND {h_reach} AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = h.id AND {reach})"
        " AND NOT EXISTS (SELECT FROM {past} l WHERE l.id = h.id AND l.version > h.version AND {l_reach})"
        " ORDER BY h.ended_tx, h.id LIMIT {limit})"
        " ORDER BY 2, 1 LIMIT {limit}"
    ).format(
        table=sql.SQL(naming.quoted(naming.table(register.id))),
        past=sql.SQL(naming.quoted(naming.table(register.id, history=True))),
        tx=sql.Literal(after.tx),
        id=sql.Literal(after.id),
        low=sql.Literal(acts[0]),
        high=sql.Literal(acts[1]),
        ended=_ended("t.tx", last=last),
        h_ended=_ended("h.ended_tx", last=last),
        reach=_reach("t.agency", register, viewer),
        h_reach=_reach("h.agency", register, viewer),
        l_reach=_reach("l.agency", register, viewer),
        limit=sql.Literal(limit),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [(row[0], row[1], row[2], row[3:]) for row in cursor.fetchall()]


def _ended(column: str, *, last: bool) -> sql.Composable:
    """Return that the transaction of a row cannot be overtaken any more; those of former lives have all ended."""
    return sql.SQL(f"{column} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint" if last else "true")


def _reach(column: str, register: Register, viewer: Viewer) -> sql.Composable:
    tests = [
        sql.SQL("({0} = {1} OR starts_with({0}, {2}))").format(
            sql.SQL(column), sql.Literal(path), sql.Literal(f"{path}.")
        )
        for path in viewer.reach(register.access.view)
    ]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests)) if tests else sql.SQL("false")


def _changes(register: Register, lines: Sequence[tuple[int, UUID, int, bool, Any]]) -> list[Change]:
    rows: dict[UUID, Stored] = load(register, [id_ for _life, id_, _tx, gone, _rest in lines if not gone])
    found = []
    for _life, id_, _tx, gone, (version, act, at) in lines:
        row = rows.get(id_)
        if gone or row is None:  # gone since this page was begun: its own line comes later
            if gone:
                found.append(Change(id=id_, gone=True, version=version, act=act, at=at))
            continue
        values, _names = masking.masked(register, row.values)
        told = checking.plain(values) | {"agency": row.agency, "commune": row.commune}
        found.append(Change(id=id_, gone=False, version=row.version, act=row.act, at=row.at, values=told))
    return found


def _sealed(place: _Place, identity: str) -> str:
    body = orjson.dumps([_print(identity), place.life, place.tx, str(place.id)])
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def _opened(text: str, identity: str) -> _Place:
    try:
        print_, life, tx, id_ = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        place = _Place(int(life), int(tx), UUID(id_))
    except (ValueError, TypeError, binascii.Error, AttributeError):
        raise Gone from None
    if print_ != _print(identity) or not -1 <= place.tx < _ALL:
        raise Gone
    return place


def _print(identity: str) -> str:
    return blake2b(identity.encode(), digest_size=8).hexdigest()
