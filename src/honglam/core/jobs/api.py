"""The door of jobs: ask for later work, tell how far it is, publish events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.base.events import JSON, Event
from honglam.core.jobs import outbox, running, service
from honglam.core.jobs.contracts import ENDED, DeadLetter, Figures, Job, Line, Said, State, Worker
from honglam.core.jobs.hooks import JOBS


def enqueue(
    *,
    name: str,
    arguments: Mapping[str, JSON] | None = None,
    at: datetime | None = None,
    key: str = "",
    by: Viewer | None = None,
) -> int:
    """Ask for a job and return its number. It exists when, and only when, the caller's transaction commits.

    Args:
        name: a declared job, `room.verb`.
        arguments: its keyword arguments; ids and plain values, never a person's data: they are kept and shown.
        at: not before this moment.
        key: while a job of this name and key waits, asking again returns that one.
        by: who asked; nobody means the system itself.

    Raises:
        KeyError: no room declares such a job.
    """
    return service.enqueue(name=name, arguments=arguments or {}, at=at, key=key, by=by)


def progress(
    *, done: int, total: int = 0, note: str = "", params: Mapping[str, str | int | float] | None = None
) -> None:
    """Tell how far the running job is; whoever watches sees it within a second. Outside a job it does nothing.

    This is also where a job notices that it must stop: the exception that it raises then is to be let through.
    Call it outside a transaction, or nobody sees it before the end.
    """
    running.progress(done=done, total=total, said=Said(note, params or {}))


def log(*, text: str, params: Mapping[str, str | int | float] | None = None) -> None:
    """Write a sentence (a msgid and its values) into the running job's log. Outside a job it does nothing."""
    running.write(said=Said(text, params or {}))


def stopping() -> bool:
    """Tell whether the running job was asked to stop; for work that must tidy up before it ends."""
    return running.stopping()


def publish(*, event: Event, source: str, now: datetime) -> str:
    """Publish an event in the caller's transaction and return its id.

    Every subscriber is given it at least once, in the order of publication for events of one subject. Two transactions
    that did not wait for each other have no order.

    Args:
        event: what happened.
        source: the room that says so, as a URI reference (`/cases`).
        now: when it happened.
    """
    return outbox.publish(event=event, source=source, now=now)


def job(*, job_id: int, viewer: Viewer) -> Job:
    """Return a job.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return service.job(job_id=job_id, reach=viewer.reach("jobs.view"))


def jobs(
    *, viewer: Viewer, states: tuple[State, ...] = tuple(State), before: int | None = None, limit: int = 50
) -> tuple[Job, ...]:
    """Return the newest jobs in these states with numbers below `before`."""
    return service.jobs(reach=viewer.reach("jobs.view"), states=states, before=before, limit=limit)


def counts(*, viewer: Viewer) -> Mapping[str, int]:
    """Return the number of jobs in each state that is not done."""
    return service.counts(reach=viewer.reach("jobs.view"))


def lines(*, job_id: int, viewer: Viewer) -> tuple[Line, ...]:
    """Return the newest lines of a job's log.

    Raises:
        Missing: there is no such job, or the viewer may not know of it.
    """
    job(job_id=job_id, viewer=viewer)
    return service.lines(job_id=job_id)


def cancel(*, job_id: int, viewer: Viewer) -> None:
    """Take a waiting job out of the queue, or ask a running one to stop.

    Raises:
        Missing: there is no such job.
        Conflict: it has ended.
    """
    service.cancel(job_id=job_id, reach=viewer.reach("jobs.edit"))


def again(*, job_id: int, viewer: Viewer, now: datetime) -> None:
    """Start a failed or cancelled job again.

    Raises:
        Missing: there is no such job.
        Conflict: it neither failed nor was cancelled.
    """
    service.again(job_id=job_id, reach=viewer.reach("jobs.edit"), now=now)


def workers(*, now: datetime) -> tuple[Worker, ...]:
    """Return the workers, with the moment at which each was last heard."""
    return service.workers(now=now)


def figures(*, now: datetime) -> Figures:
    """Return how jobs, workers and deliveries stand; a few indexed counts."""
    return service.figures(now=now)


def count_dead_letters() -> int:
    """Return how many deliveries were given up and not settled yet."""
    return outbox.count_dead()


def dead_letters(*, viewer: Viewer, limit: int = 100) -> tuple[DeadLetter, ...]:
    """Return the deliveries that were given up, the latest first; none to those who do not reach the whole province."""
    if not service.reaches_all(viewer.reach("jobs.view")):
        return ()
    return outbox.dead_letters(limit=limit)


def settle(*, delivery_id: int, again: bool, viewer: Viewer, now: datetime) -> None:
    """Try a delivery that was given up again, or drop it for good.

    Raises:
        Forbidden: the viewer does not reach the whole province, to which events belong.
        Missing: there is no such delivery.
        Conflict: somebody else settled it.
    """
    if not service.reaches_all(viewer.reach("jobs.edit")):
        raise Forbidden("jobs.edit")
    outbox.settle(delivery_id=delivery_id, again=again, now=now)


def forget(*, now: datetime) -> tuple[int, int]:
    """Delete what ended long ago; return the numbers of jobs and events."""
    return service.forget(now=now), outbox.forget(now=now)


def run_worker(*, concurrency: int = 8, queues: tuple[str, ...] = (), grace: timedelta = timedelta(seconds=10)) -> None:
    """Do jobs and deliver events in this process until SIGTERM or SIGINT; call it in the main thread.

    Args:
        concurrency: jobs at a time; each holds one thread and at most one database connection.
        queues: which queues to serve; none means all.
        grace: how long running jobs may go on after the signal before they are asked to stop and given back.
    """
    from honglam.core.jobs import worker  # noqa: PLC0415  (a web process needs no worker)

    worker.run(concurrency=concurrency, queues=queues, grace=grace)


__all__ = [
    "ENDED",
    "JOBS",
    "Said",
    "State",
    "again",
    "cancel",
    "counts",
    "dead_letters",
    "enqueue",
    "figures",
    "forget",
    "job",
    "jobs",
    "lines",
    "log",
    "progress",
    "publish",
    "run_worker",
    "settle",
    "stopping",
    "workers",
]
