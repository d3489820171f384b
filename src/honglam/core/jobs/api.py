"""The door of jobs: ask for later work, tell how far it is, publish events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden
from honglam.base.events import JSON, Event
from honglam.core.jobs import calling, outbox, running, service
from honglam.core.jobs import webhooks as hooks_out
from honglam.core.jobs.contracts import (
    ENDED,
    Call,
    DeadLetter,
    Figures,
    Job,
    Line,
    NewSecret,
    Said,
    State,
    Webhook,
    WebhookEntry,
    Worker,
)
from honglam.core.jobs.hooks import JOBS
from honglam.kit import tables


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


def last_try() -> bool:
    """Tell whether the running job is not tried again by itself when it fails now, for work that then tells somebody.

    A `Refusal` is never tried again, whatever this says. Outside a job it is False.
    """
    return running.last_try()


def publish(*, event: Event, source: str, now: datetime) -> str:
    """Publish an event in the caller's transaction and return its id.

    Every subscriber is given it at least once, in the order of publication for events of one subject. Two transactions
    that did not wait for each other have no order.

    Args:
        event: what happened.
        source: the room that says so, as a URI reference (`/cases`).
        now: when it happened.
    """
    return outbox.publish(events=(event,), source=source, now=now)[0]


def publish_all(*, events: Sequence[Event], source: str, now: datetime) -> tuple[str, ...]:
    """Publish several events at once, in their order, as `publish` does; return their ids."""
    return outbox.publish(events=events, source=source, now=now)


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


def webhooks(*, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Return one page of the webhooks of the agencies that the viewer reaches with `jobs.webhooks`."""
    return hooks_out.listed(query=query, viewer=viewer)


def webhook(*, webhook_id: int, viewer: Viewer) -> Webhook:
    """Return a webhook.

    Raises:
        Missing: there is none, or the viewer may not know of it.
    """
    return hooks_out.webhook(webhook_id=webhook_id, viewer=viewer)


def event_types() -> tuple[tuple[str, str], ...]:
    """Return the names of events that a webhook can ask for, with what each says."""
    return hooks_out.known_types()


def make_webhook(*, entry: WebhookEntry, viewer: Viewer, now: datetime) -> NewSecret:
    """Make a webhook and return its secret, this one time. It is told of what the viewer may see at each moment.

    Raises:
        Forbidden: the viewer does not reach the agency.
        Refusal: the address may not be called, or an event does not exist.
    """
    return hooks_out.make(entry=entry, viewer=viewer, now=now)


def change_webhook(*, webhook_id: int, entry: WebhookEntry, viewer: Viewer) -> None:
    """Change a webhook; the viewer answers for it from now on. Raises as `webhook` and `make_webhook`."""
    hooks_out.change(webhook_id=webhook_id, entry=entry, viewer=viewer)


def switch_webhook(*, webhook_id: int, enabled: bool, viewer: Viewer) -> None:
    """Switch a webhook on or off; calls that wait are given up when it is switched off. Raises as `webhook`."""
    hooks_out.switch(webhook_id=webhook_id, enabled=enabled, viewer=viewer)


def remove_webhook(*, webhook_id: int, viewer: Viewer) -> None:
    """Remove a webhook with all its calls. Raises as `webhook`."""
    hooks_out.remove(webhook_id=webhook_id, viewer=viewer)


def renew_webhook_secret(*, webhook_id: int, viewer: Viewer, now: datetime) -> NewSecret:
    """Make a new secret and return it, this one time; for a day the former one signs too. Raises as `webhook`."""
    return hooks_out.renew(webhook_id=webhook_id, viewer=viewer, now=now)


def test_webhook(*, webhook_id: int, viewer: Viewer, now: datetime) -> Call:
    """Send a webhook an event that says only that it is tried, here and now. Raises as `webhook`."""
    return calling.test(webhook_id=webhook_id, viewer=viewer, now=now)


def calls(*, webhook_id: int, viewer: Viewer, before: int | None = None, limit: int = 50) -> tuple[Call, ...]:
    """Return the newest calls of a webhook with numbers below `before`. Raises as `webhook`."""
    return hooks_out.last_calls(webhook_id=webhook_id, viewer=viewer, before=before, limit=limit)


def call_again(*, webhook_id: int, call_id: int | None = None, viewer: Viewer, now: datetime) -> int:
    """Make a call that was given up again, or all of them, and return how many.

    Raises:
        Missing: as `webhook`.
        Conflict: it is no longer among those that were given up, or the webhook is switched off.
    """
    return hooks_out.send_again(webhook_id=webhook_id, call_id=call_id, viewer=viewer, now=now)


def due_webhooks(*, now: datetime) -> tuple[int, ...]:
    """Return the webhooks that have a call to be made."""
    return calling.due(now=now)


def call_next(*, webhook_id: int, now: datetime) -> bool:
    """Make the next call of a webhook; return whether there was one. For the worker, outside a transaction."""
    return calling.call_next(webhook_id=webhook_id, now=now)


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
    "call_again",
    "call_next",
    "calls",
    "cancel",
    "change_webhook",
    "counts",
    "dead_letters",
    "due_webhooks",
    "enqueue",
    "event_types",
    "figures",
    "forget",
    "job",
    "jobs",
    "lines",
    "log",
    "make_webhook",
    "progress",
    "publish",
    "publish_all",
    "remove_webhook",
    "renew_webhook_secret",
    "run_worker",
    "settle",
    "stopping",
    "switch_webhook",
    "test_webhook",
    "webhook",
    "webhooks",
    "workers",
]
