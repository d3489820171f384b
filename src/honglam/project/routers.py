"""Reads on a replica, without ever showing somebody a state older than what they have just written.

Only a safe request (GET, HEAD) outside a transaction, by somebody who wrote nothing in the last seconds, reads from the
replica. Everything else, also the worker and the commands, reads from the primary; and so does everybody while the
replica does not answer (replica.py).
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

from honglam.project import replica

PRIMARY, REPLICA = "default", "replica"
COOKIE = "wrote"
STICKY_SECONDS = 10  # longer than a replica usually lags; `honglam doctor` is red when it lags longer

_SAFE_METHODS = {"GET", "HEAD"}


class _Reading:
    """What one request has done so far; shared by its threads because they share the object."""

    def __init__(self) -> None:
        self.wrote = False


_reading: ContextVar[_Reading | None] = ContextVar("honglam_reading", default=None)


class ReplicaRouter:
    """Django's database router."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        """Return the replica for a request that may read from it."""
        reading = _reading.get()
        if reading is None or reading.wrote or REPLICA not in settings.DATABASES:
            return PRIMARY
        if connections[PRIMARY].in_atomic_block or not replica.ready():
            return PRIMARY
        return REPLICA

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        """Return the primary, and keep the rest of the request there."""
        reading = _reading.get()
        if reading is not None:
            reading.wrote = True
        return PRIMARY

    def allow_relation(self, _one: Any, _two: Any, **_hints: Any) -> bool:
        """Objects of both databases are the same objects."""
        return True

    def allow_migrate(self, db: str, _app: str, **_hints: Any) -> bool:
        """The replica's tables come from the primary."""
        return db == PRIMARY


class ReplicaMiddleware:
    """Decides per request whether its reads may go to the replica, and remembers by a cookie who wrote."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._next = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Stop asking a replica that broke off in the middle of a page, so that the next one comes from the primary."""
        if isinstance(error, OperationalError | InterfaceError) and _reading.get() is not None:
            replica.recheck()

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if self._is_async:
            return self._answer_async(request)
        reading, token = _begin(request)
        try:
            return _finish(request, self._next(request), reading)
        finally:
            _reading.reset(token)

    async def _answer_async(self, request: HttpRequest) -> HttpResponse:
        reading, token = _begin(request)
        try:
            return _finish(request, await self._next(request), reading)
        finally:
            _reading.reset(token)


def _begin(request: HttpRequest) -> Any:
    may_use_replica = request.method in _SAFE_METHODS and COOKIE not in request.COOKIES
    reading = _Reading() if may_use_replica else None
    return reading, _reading.set(reading)


def _finish(request: HttpRequest, response: HttpResponse, reading: _Reading | None) -> HttpResponse:
    if request.method not in _SAFE_METHODS or (reading is not None and reading.wrote):
        response.set_cookie(
            COOKIE, "1", max_age=STICKY_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def replica_lag() -> timedelta | None:
    """Return how far the replica is behind, None when it cannot be reached or is not a replica.

    A primary that nobody writes to sends nothing: a replica that has replayed all it received counts as current.
    """
    query = """
        SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
                    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN interval '0'
                    ELSE now() - pg_last_xact_replay_timestamp() END
    """
    with contextlib.suppress(DatabaseError), connections[REPLICA].cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
        return row[0] if row else None
    return None
