"""Giving entries their place in the tree, and signing what the tree has become.

Writers never wait for each other: an entry is one row. The sealer, one at a time, takes the rows that were committed
since and have no place, in the order of their numbers, and appends them. A row that was committed late gets a later
place; a place once given never changes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from honglam.base.errors import Refusal
from honglam.base.time import vietnam
from honglam.base.words import N_
from honglam.core.audit import canonical
from honglam.core.audit.models import Head
from honglam.core.audit.tree import Tree
from honglam.kit import keys

USE = "audit.root"
_LOCK = 0x686C0002  # "hl", 2: whoever seals
_BATCH = 20_000
_COLUMNS = ", ".join(["e.id, (e.at AT TIME ZONE 'UTC')::text, e.rule", *(f"e.{name}" for name in canonical.BODY)])
# Usually only the newest rows are looked at; `everything` also finds those of a transaction that took hours.
_WAITING = (
    f"SELECT {_COLUMNS} FROM audit_entry e WHERE (%s OR e.at > statement_timestamp() - interval '2 hours')"  # noqa: S608  (our own column names)
    " AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.entry = e.id) ORDER BY e.id LIMIT %s"
)
_APPEND = (
    "INSERT INTO audit_leaf (position, entry, at, rule, body, hash)"
    " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::bytea[], %s::bytea[])"
)
_BEFORE, _AFTER = (canonical.BODY.index(name) for name in ("before", "after"))


def digest(raw: tuple[Any, ...]) -> bytes:
    """Return the digest of a body from a raw row; Django hands JSON columns of raw statements over as text."""
    before, after = raw[_BEFORE], raw[_AFTER]
    if before is None and after is None:
        return canonical.digest(raw)
    values = list(raw)
    values[_BEFORE] = None if before is None else orjson.loads(before)
    values[_AFTER] = None if after is None else orjson.loads(after)
    return canonical.digest(values)


def seal(*, now: datetime, everything: bool = False) -> int:
    """Give every entry that waits its place and sign the new head of the tree; return how many there were."""
    count = 0
    while found := _seal_batch(now, everything=everything):
        count += found
        if found < _BATCH:
            break
    return count


@transaction.atomic
def _seal_batch(now: datetime, *, everything: bool) -> int:
    tree = Tree()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_WAITING, [everything, _BATCH])
        rows = cursor.fetchall()
        if not rows:
            return 0
        first = tree.get_size() + 1
        entries, rules = [row[0] for row in rows], [row[2] for row in rows]
        moments = [canonical.moment_of(row[1]) for row in rows]
        bodies = [digest(row[3:]) for row in rows]
        leaves = zip(entries, moments, rules, bodies, strict=True)
        hashes = [canonical.leaf(*leaf) for leaf in leaves]
        places = list(range(first, first + len(rows)))
        cursor.execute(_APPEND, [places, entries, moments, rules, bodies, hashes])
    tree.append_hashes(hashes)
    _sign(tree, now=now, day=None)
    return len(rows)


@transaction.atomic
def publish(*, day: date, now: datetime) -> bool:
    """Sign and publish the root of a day that is over; the one that is there already stays."""
    if vietnam(now).date() <= day:
        raise Refusal(N_("This day is not over yet."), field="day", remedy=N_("Its root is published after midnight."))
    seal(now=now, everything=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if Head.objects.filter(day=day).exists():
        return True
    tree = Tree()
    if not tree.get_size():
        return False
    _sign(tree, now=now, day=day)
    return True


def _sign(tree: Tree, *, now: datetime, day: date | None) -> None:
    key = keys.signing(USE)
    assert isinstance(key.private, Ed25519PrivateKey)
    size, root = tree.get_size(), bytes(tree.get_root())
    said = canonical.statement(size=size, root=root, at=now, day=day, key=key.id)
    signature = key.private.sign(canonical.written(said))
    Head.objects.create(size=size, root=root, at=now, day=day, key=key.id, signature=signature)
