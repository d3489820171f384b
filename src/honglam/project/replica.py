"""Whether the read replica can be asked just now. A dead one costs nobody a page: reads go to the primary meanwhile.

Each process finds out for itself: at most every few seconds it opens a connection of its own beside the pool, which
would wait for a server that does not answer. What it found holds until the next look.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError, connections

log = structlog.get_logger("honglam.replica")

ALIAS = "replica"
LOOK_SECONDS = 5.0  # how long an answer holds, good or bad
PATIENCE_SECONDS = 2  # a replica that needs longer to answer serves nobody


class _Look:
    """What this process found last."""

    lock = threading.Lock()
    at = float("-inf")
    lives = True


def lives() -> bool:
    """Tell whether reads may go to the replica; asks it when the last look is too long ago."""
    if time.monotonic() - _Look.at < LOOK_SECONDS:
        return _Look.lives
    if not _Look.lock.acquire(blocking=False):
        return _Look.lives  # somebody looks already; nobody waits for them
    try:
        _found(lives=_answers())
    finally:
        _Look.lock.release()
    return _Look.lives


def ready() -> bool:
    """Tell whether this thread has a connection to the replica, or gets one now."""
    if not lives():
        return False
    try:
        connections[ALIAS].ensure_connection()
    except DatabaseError:
        failed()
        return False
    return True


def failed() -> None:
    """Remember that the replica let somebody down: for a while it is not asked."""
    _found(lives=False)


def recheck() -> None:
    """Let the next question look anew, because something went wrong that may be the replica's fault."""
    _Look.at = float("-inf")


def _found(*, lives: bool) -> None:
    if lives != _Look.lives:
        log.warning("read replica", lives=lives)
    _Look.at, _Look.lives = time.monotonic(), lives


def _answers() -> bool:
    wanted: dict[str, Any] = connections[ALIAS].get_connection_params()
    try:
        with psycopg.connect(**{**wanted, "connect_timeout": PATIENCE_SECONDS}) as asked:
            return asked.execute("SELECT 1").fetchone() is not None
    except psycopg.Error:
        return False
