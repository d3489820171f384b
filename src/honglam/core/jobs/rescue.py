"""Jobs whose worker was killed: found, and begun anew when that is safe.

A worker holds an advisory lock for as long as its connection lives, and its heart beats every few seconds. A job is
orphaned only when both have stopped: a lock alone is lost when PostgreSQL restarts, a heart alone stops when the
machine sleeps. What the dead worker may still write is refused afterwards, because the number of the attempt has
moved on.
"""

from __future__ import annotations

import structlog
from django.db import IntegrityError, connection, transaction

from honglam.base.words import N_
from honglam.core.jobs.contracts import SILENT_AFTER
from honglam.core.jobs.hooks import JOBS
from honglam.core.jobs.models import Job

log = structlog.get_logger("honglam.jobs")

LOCK = 0x4A4F4253  # first half of the advisory lock of a worker; the second is its number
HEART_SECONDS = 2.0
_DEATHS = 3

NOT_REPEATED = N_(
    "The worker was stopped in the middle. This job is not repeated by itself, because it may not run twice."
)
KILLED_WORKERS = N_("The worker died each time it did this job, so it is not tried again.")
WAITS_ALREADY = N_("The same job waits already and does this work.")  # written by sql/doubles.sql

_ORPHANS = """
SELECT j.id, j.task_name, j.worker_id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
FOR UPDATE OF j SKIP LOCKED
"""


@transaction.atomic
def rescue() -> int:
    """Give orphaned jobs back to the queue, or end them as failed when they may not run twice; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS, [SILENT_AFTER.total_seconds()])
        orphans = [row for row in cursor.fetchall() if row[2] is None or _is_gone(row[2])]
        released = [row for row in orphans if _release_or_leave(row[0], row[1])]
        cursor.execute(
            "DELETE FROM procrastinate_workers WHERE id = ANY(%s)", [[row[2] for row in released if row[2] is not None]]
        )
        _bury_idle(cursor)
    return len(released)


def _bury_idle(cursor: object) -> None:
    """Remove workers that died while they had nothing to do."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s)"
        " AND id NOT IN (SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NOT NULL)",
        [SILENT_AFTER.total_seconds()],
    )
    gone = [row[0] for row in cursor.fetchall() if _is_gone(row[0])]  # type: ignore[attr-defined]
    cursor.execute("DELETE FROM procrastinate_workers WHERE id = ANY(%s)", [gone])  # type: ignore[attr-defined]


def _is_gone(worker_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, worker_id % 2**31])
        return bool(cursor.fetchone()[0])


def _release_or_leave(job_id: int, name: str) -> bool:
    """Release one job; one that cannot be released is tried again next time and holds up no other."""
    try:
        with transaction.atomic():
            _release(job_id, name)
    except IntegrityError:
        log.exception("job of a dead worker is left", job=job_id, task=name)
        return False
    return True


def _release(job_id: int, name: str) -> None:
    row = Job.objects.get(pk=job_id)
    row.deaths += 1
    declaration = JOBS.get(name)
    may_repeat = declaration is None or declaration.repeatable
    again = may_repeat and row.deaths <= _DEATHS
    error = None if again else {"text": KILLED_WORKERS if may_repeat else NOT_REPEATED, "params": {}}
    Job.objects.filter(pk=job_id).update(deaths=row.deaths, error=error)
    with connection.cursor() as cursor:
        if again:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])
        else:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
    log.warning("job of a dead worker", job=job_id, task=name, again=again)
