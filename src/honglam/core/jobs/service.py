"""The verbs of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from procrastinate import exceptions, tasks
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Conflict, Missing
from honglam.base.events import JSON
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import contracts, models
from honglam.core.jobs.contracts import Said, State
from honglam.core.jobs.hooks import JOBS

EVERYWHERE = ("*",)  # a reach without limits, for the system itself
KEEP_DONE = timedelta(days=14)
KEEP_FAILED = timedelta(days=90)
_AT_ONCE = 5_000  # rows deleted in one statement


def enqueue(*, name: str, arguments: Mapping[str, JSON], at: datetime | None, key: str, by: Viewer | None) -> int:
    """Put a job into the queue; one with the same key that still waits is returned instead."""
    declaration = JOBS[name]
    lock = f"{name}:{key}" if key else None
    defer = tasks.configure_task(
        name=name,
        job_manager=queue.job_manager,
        queue=declaration.queue,
        schedule_at=at,
        lock=name if declaration.serial else None,
        queueing_lock=lock,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                found = defer.defer(**arguments)
        except exceptions.AlreadyEnqueued:
            # Locked until the caller commits: a worker that began it earlier would not see what the caller wrote.
            waiting = (
                ProcrastinateJob.objects.select_for_update()
                .filter(queueing_lock=lock, status="todo")
                .values_list("id", flat=True)
                .first()
            )
            if waiting is not None:
                return int(waiting)
            found = defer.defer(**arguments)  # it was begun between the two statements
        if by is not None and by.kind is not Kind.SYSTEM:
            asker = {"asked_by": by.id, "asked_name": by.name, "agency": by.agency}
            models.Job.objects.filter(pk=found).update(**asker)
    return found


@transaction.atomic
def cancel(*, job_id: int, reach: tuple[str, ...]) -> None:
    """Take a waiting job out of the queue, or ask a running one to stop."""
    row = _get(job_id, reach)
    if not queue.job_manager.cancel_job_by_id(job_id, abort=True):
        raise Conflict(N_("The job has already ended."))
    _record("jobs.job.cancelled", row, "stopping" if row.state == State.RUNNING else "cancelled")


@transaction.atomic
def again(*, job_id: int, reach: tuple[str, ...], now: datetime) -> None:
    """Put a failed job back into the queue, or ask for a cancelled one anew."""
    row = _get(job_id, reach)
    if row.state not in (State.FAILED, State.CANCELLED):
        raise Conflict(N_("Only a job that failed or was cancelled can be started again."))
    models.Job.objects.filter(pk=job_id).update(failures=0, deaths=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = %s, abort_requested = false,"
            " worker_id = NULL WHERE id = %s AND status IN ('failed', 'cancelled', 'aborted')",
            [now, job_id],
        )
    if models.Job.objects.get(pk=job_id).state != State.WAITING:  # the trigger of sql/doubles.sql found one
        raise Conflict(N_("The same job waits already; there is no need to start this one again."))
    _record("jobs.job.started_again", row, State.WAITING)


def _record(verb: str, row: models.Job, becomes: str) -> None:
    """Write on the ledger that somebody changed what a job does."""
    before, after = {"state": str(row.state), "name": row.name}, {"state": str(becomes), "name": row.name}
    audit.record(verb=verb, thing=f"job:{row.pk}", agency=row.agency, before=before, after=after)


def job(*, job_id: int, reach: tuple[str, ...]) -> contracts.Job:
    """Return a job."""
    return described(_get(job_id, reach))


def lines(*, job_id: int, limit: int = 500) -> tuple[contracts.Line, ...]:
    """Return the newest lines of a job's log, the oldest of them first."""
    rows = list(models.Line.objects.filter(job_id=job_id).order_by("-id")[:limit])
    return tuple(contracts.Line(at=row.at, said=_said(row.said)) for row in reversed(rows))


def jobs(
    *, reach: tuple[str, ...], states: tuple[State, ...], before: int | None, limit: int
) -> tuple[contracts.Job, ...]:
    """Return the newest jobs in these states, with numbers below `before`."""
    rows = _rows(reach).filter(state__in=states)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(described(row) for row in rows.order_by("-pk")[:limit])


def counts(*, reach: tuple[str, ...]) -> Mapping[str, int]:
    """Return the number of jobs in each state but done."""
    rows = _rows(reach).exclude(state=State.DONE).values_list("state").annotate(Count("pk"))
    return {state.value: 0 for state in State if state is not State.DONE} | dict(rows)


def workers(*, now: datetime) -> tuple[contracts.Worker, ...]:
    """Return the workers that have not said goodbye."""
    return tuple(
        contracts.Worker.heard(row.id, row.last_heartbeat, now) for row in ProcrastinateWorker.objects.order_by("id")
    )


def figures(*, now: datetime) -> contracts.Figures:
    """Return how the machinery stands."""
    heard = workers(now=now)
    deliveries = dict(
        models.Delivery.objects.filter(state__in=("waiting", "dead")).values_list("state").annotate(Count("pk"))
    )
    waiting = models.Job.objects.filter(state=State.WAITING).filter(Q(due_at__isnull=True) | Q(due_at__lte=now))
    oldest = waiting.aggregate(due=Min("due_at"), asked=Min("asked_at", filter=Q(due_at__isnull=True)))
    since = min((moment for moment in oldest.values() if moment is not None), default=now)
    return contracts.Figures(
        jobs=counts(reach=EVERYWHERE),
        workers_alive=sum(w.alive for w in heard),
        workers_silent=sum(not w.alive for w in heard),
        deliveries_waiting=deliveries.get("waiting", 0),
        deliveries_dead=deliveries.get("dead", 0),
        late_seconds=max(0.0, (now - since).total_seconds()),
    )


def forget(*, now: datetime) -> int:
    """Delete jobs that ended long ago; return how many."""
    old = Q(state=State.DONE, finished_at__lt=now - KEEP_DONE) | Q(finished_at__lt=now - KEEP_FAILED)
    total = 0
    while ids := list(models.Job.objects.filter(old).values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_periodic_defers WHERE job_id = ANY(%s)", [ids])
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [ids])
        models.Job.objects.filter(pk__in=ids).delete()  # those whose entry in the queue was deleted by hand
        total += len(ids)
    return total


def _rows(reach: tuple[str, ...]) -> QuerySet[models.Job]:
    """Return the jobs that a viewer with this reach may see: those asked for below it.

    The system's own are seen by those only who reach the whole province.
    """
    if reach == EVERYWHERE:
        return models.Job.objects.all()
    below = [Q(agency=path) | Q(agency__startswith=f"{path}.") for path in reach]
    own = Q(agency="") if reaches_all(reach) else Q(pk__in=())
    return models.Job.objects.filter(reduce(or_, below, own))


def reaches_all(reach: tuple[str, ...]) -> bool:
    """Tell whether a reach covers the whole province: a path without a dot is its root."""
    return any("." not in path for path in reach)


def _get(job_id: int, reach: tuple[str, ...]) -> models.Job:
    row = _rows(reach).filter(pk=job_id).first()
    if row is None:
        raise Missing(N_("There is no job %(number)s; old ones are removed after a while."), params={"number": job_id})
    return row


def described(row: models.Job) -> contracts.Job:
    """Return a row as the door shows it."""
    return contracts.Job(
        id=row.pk,
        name=row.name,
        state=State(row.state),
        asked_by=row.asked_by,
        asked_name=row.asked_name,
        asked_at=row.asked_at,
        due_at=row.due_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempts=row.attempts,
        done=row.done,
        total=row.total,
        note=_said(row.note),
        result=_said(row.result),
        error=_said(row.error),
        trace=row.trace,
    )


def _said(kept: dict[str, Any] | None) -> Said:
    return Said(kept["text"], kept["params"]) if kept else Said()
