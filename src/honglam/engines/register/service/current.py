"""Which registers are deployed, and as what.

A process remembers definitions and asks, once in a request, one row whether they still hold (`Stamp`, about a tenth of
a millisecond). PostgreSQL's NOTIFY would cost nothing, but comes a little later than the commit and is lost
with its connection: somebody who publishes and at once asks another process would be told of what was before. Stamps
are random, so that one of a transaction that was rolled back is never met again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from cachetools import LRUCache
from django.db import DatabaseError, connection
from pydantic import TypeAdapter

from honglam.base import trace
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.register.contracts import Register
from honglam.engines.register.models import Definition

_FOR_SECONDS = 0.5  # how long one look holds within a request, for those that take long
T = TypeVar("T")
# Of PostgreSQL: undefined_column, undefined_table, and a prepared statement of which a column has another type now.
_MOVED = {"42703", "42P01", "0A000"}
_REGISTER: TypeAdapter[Register] = TypeAdapter(Register)


@dataclass(slots=True)
class _Known:
    """What was deployed at one stamp. Only ever filled, never changed, so threads may share it."""

    stamp: UUID | None = None
    stamps: Mapping[str, UUID] = field(default_factory=dict)


_known = _Known()
_lock = Lock()  # of what follows
_parsed: LRUCache[tuple[str, UUID], Register] = LRUCache(1000)
_looked: ContextVar[tuple[str, float, _Known] | None] = ContextVar("looked", default=None)


def definition(register_id: str) -> Register:
    """Return a deployed register.

    Raises:
        Missing: there is none of this id.
    """
    known = _now()
    if register_id not in known.stamps:
        raise Missing(
            N_("There is no register “%(register)s”."),
            remedy=N_("Look for it in the catalogue of registers."),
            params={"register": register_id[:80]},
        )
    return _read([register_id], known)[0]


def listed() -> tuple[Register, ...]:
    """Return all deployed registers, ordered by group and title."""
    known = _now()
    found = _read(sorted(known.stamps), known)
    return tuple(sorted(found, key=lambda each: (each.group, each.title, each.id)))


def forget() -> None:
    """Look again the next time, whatever was seen a moment ago: a table has changed under somebody's hands."""
    _looked.set(None)


def moved(error: BaseException) -> bool:
    """Tell whether a statement failed because a publication changed the table under it."""
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", "") in _MOVED


def steady(work: Callable[[], T]) -> T:
    """Do something once more, with what is deployed now, when a publication changed a table under it.

    The work looks definitions up by itself. Nothing is tried again inside a transaction: it is broken by then.
    """
    try:
        return work()
    except DatabaseError as error:
        if connection.in_atomic_block or not moved(error):
            raise
        forget()
        return work()


def to_document(register: Register) -> dict[str, Any]:
    """Return a register as it is stored: plain JSON without what is as usual, codes and all."""
    return dict(_REGISTER.dump_python(register, mode="json", exclude_defaults=True))


def of_document(document: Mapping[str, Any]) -> Register:
    """Return the register that was stored so."""
    return _REGISTER.validate_python(document)


def _now() -> _Known:
    """Return what is deployed now: the answer of this request, or a new one."""
    request = trace.current().request
    seen = _looked.get()
    if request and seen and seen[0] == request and time.monotonic() - seen[1] < _FOR_SECONDS:
        return seen[2]
    known = _look()
    if request:
        _looked.set((request, time.monotonic(), known))
    return known


def _look() -> _Known:
    global _known  # noqa: PLW0603  (replaced as a whole, so that no lock is needed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM register_stamp")
        row = cursor.fetchone()
    stamp = row[0] if row else None
    if stamp is None or stamp != _known.stamp:
        _known = _Known(stamp, dict(Definition.objects.values_list("id", "stamp")))
    return _known


def _read(ids: list[str], known: _Known) -> list[Register]:
    with _lock:
        found = {key: _parsed.get(key) for key in ((each, known.stamps[each]) for each in ids)}
    missing = [register for (register, _stamp), value in found.items() if value is None]
    if missing:
        for row in Definition.objects.filter(id__in=missing):
            read = of_document(row.document)
            with _lock:
                _parsed[row.id, row.stamp] = read
            found[row.id, known.stamps[row.id]] = read  # published this very moment: the newer one is as good
    return [value for value in found.values() if value is not None]
