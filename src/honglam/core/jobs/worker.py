"""The worker process: does jobs, delivers events, rescues what a killed worker left, and stops politely."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import psycopg
import structlog
from croniter import croniter
from django.db import Error, connections
from django.utils import timezone
from procrastinate import App, worker
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from honglam.core.jobs import outbox
from honglam.core.jobs.hooks import JOBS, Declaration
from honglam.core.jobs.rescue import HEART_SECONDS, LOCK, rescue
from honglam.core.jobs.running import Failed, Run, execute

log = structlog.get_logger("honglam.worker")

_DELIVERERS = 2
_LOOK_SECONDS = 5.0  # how long a lost notification may go unnoticed
_LAST_SECONDS = 5.0  # between asking running jobs to stop and leaving them behind
_DATABASE_FAULTS = (Error, psycopg.Error, ConnectorException, OSError)


class _Again(BaseRetryStrategy):
    """Does what `running.execute` decided; a job that stopped for our shutdown goes back to the queue."""

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, or None."""
        del job
        if isinstance(exception, JobAborted):  # the queue asks only when the reason was the shutdown
            return RetryDecision(retry_at=timezone.now()) if self.declaration.repeatable else None
        again_at = exception.again_at if isinstance(exception, Failed) else None
        return RetryDecision(retry_at=again_at) if again_at else None


def run(*, concurrency: int, queues: tuple[str, ...], grace: timedelta) -> None:
    """Work until SIGTERM or SIGINT; come back by itself when the database was away."""
    stop = threading.Event()
    with structlog.contextvars.bound_contextvars(worker=os.getpid()):
        while not stop.is_set():
            try:
                asyncio.run(_Session(concurrency, queues, grace, stop).run())
            except _DATABASE_FAULTS as error:
                log.warning("database away", fault=type(error).__name__, text=str(error)[:300])
            if not stop.is_set():
                stop.wait(1.0)
        log.info("worker stopped")


class _Session:
    """One stretch of work on one set of connections."""

    def __init__(self, concurrency: int, queues: tuple[str, ...], grace: timedelta, stop: threading.Event) -> None:
        self.concurrency = concurrency
        self.queues = queues
        self.grace = grace.total_seconds()
        self.stop = stop
        self.over = threading.Event()
        self.wake = threading.Condition()

    async def run(self) -> None:
        """Run until asked to stop or until the database goes away."""
        loop = asyncio.get_running_loop()
        # Each job holds a thread; the loop's own pool would be too small on few cores.
        loop.set_default_executor(ThreadPoolExecutor(self.concurrency + 2, thread_name_prefix="job"))
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
        app = App(connector=connector)  # a new one each time: schedules are entered only once
        _offer(app)
        async with app.open_async():
            hand = worker.Worker(
                app=app,
                queues=self.queues or None,
                concurrency=self.concurrency,
                shutdown_graceful_timeout=self.grace,
                install_signal_handlers=False,
                update_heartbeat_interval=HEART_SECONDS,
                stalled_worker_timeout=86_400.0,  # burying the dead is rescue's work
                task_middleware=[_cleaned],
            )
            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, self._asked_to_stop, hand)
            await self._work(hand)

    def _asked_to_stop(self, hand: worker.Worker) -> None:
        if self.stop.is_set():
            os._exit(1)  # asked twice: now
        log.info("worker stops", grace=self.grace)
        self.stop.set()
        self.over.set()
        hand.stop()  # type: ignore[no-untyped-call]  # procrastinate's types are incomplete
        threading.Thread(target=self._leave, daemon=True).start()

    def _leave(self) -> None:
        """End the process when jobs that never look up hold it; the next worker takes them over at once."""
        time.sleep(self.grace + _LAST_SECONDS)
        log.warning("worker leaves jobs behind")
        os._exit(0)

    async def _work(self, hand: worker.Worker) -> None:
        helpers = [threading.Thread(target=self._guard, args=(self._deliver,), daemon=True) for _ in range(_DELIVERERS)]
        helpers += [threading.Thread(target=self._guard, args=(self._rescue,), daemon=True)]
        helpers += [threading.Thread(target=self._hold, args=(hand,), daemon=True)]
        for helper in helpers:
            helper.start()
        log.info("worker started", concurrency=self.concurrency, queues=list(self.queues), jobs=len(JOBS))
        try:
            await hand.run()  # type: ignore[no-untyped-call]
        finally:
            self.over.set()
            with self.wake:
                self.wake.notify_all()
            for helper in helpers:
                await asyncio.to_thread(helper.join, self.grace)

    def _guard(self, turn: Callable[[], None]) -> None:
        """Take turns until the session is over; a database that is away is waited for."""
        while not self.over.is_set():
            try:
                turn()
            except _DATABASE_FAULTS as error:
                log.warning("database away", fault=type(error).__name__, text=str(error)[:300])
                self.over.wait(1.0)
            finally:
                connections.close_all()

    def _deliver(self) -> None:
        while not self.over.is_set() and outbox.deliver_one(now=timezone.now()):
            pass
        due = outbox.next_due()
        connections.close_all()
        wait = _LOOK_SECONDS if due is None else max(0.05, min(_LOOK_SECONDS, (due - timezone.now()).total_seconds()))
        with self.wake:
            if not self.over.is_set():
                self.wake.wait(wait)

    def _rescue(self) -> None:
        rescue()
        connections.close_all()
        self.over.wait(_LOOK_SECONDS)

    def _hold(self, hand: worker.Worker) -> None:
        """Hold the lock that says we live, on the connection that also hears of new events."""
        while not self.over.is_set():
            try:
                with psycopg.connect(**connector_params(), autocommit=True) as connection:
                    self._listen(connection, hand)
            except psycopg.Error:
                self.over.wait(0.5)

    def _listen(self, connection: psycopg.Connection[Any], hand: worker.Worker) -> None:
        while hand.worker_id is None and not self.over.is_set():
            time.sleep(0.02)
        connection.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, (hand.worker_id or 0) % 2**31])
        connection.execute(f"LISTEN {outbox.CHANNEL}")
        # Until our threads are gone the lock stays ours.
        while not self.over.is_set() or hand.worker_id is not None:
            for _ in connection.notifies(timeout=1.0, stop_after=1):
                with self.wake:
                    self.wake.notify_all()


def _offer(app: App) -> None:
    """Make every declared job known to the queue."""
    here = timezone.get_default_timezone()
    for declaration in JOBS:
        task = app.task(
            name=declaration.id,
            queue=declaration.queue,
            lock=declaration.id if declaration.serial else None,
            pass_context=True,
            retry=_Again(declaration),
        )(_runner(declaration))
        if declaration.every:
            periodic = app.periodic_registry.register_task(
                task=task, cron=declaration.every, periodic_id="", configure_kwargs={"queueing_lock": declaration.id}
            )
            # Schedules are read on the province's clock; the queue would read them in UTC.
            vars(periodic)["croniter"] = croniter(declaration.every, datetime.now(here))  # noqa: TID251  (the edge)


def _runner(declaration: Declaration) -> Callable[..., None]:
    def work(context: JobContext, /, **arguments: Any) -> None:
        assert context.job.id is not None
        run = Run(context.job.id, context.job.attempts + 1, context.should_abort)
        execute(declaration, run, arguments)

    return work


def _cleaned(call_next: Callable[[], Any], context: JobContext, hand: worker.Worker) -> Any:
    """Give the thread's connection back to the pool after each job."""
    del context, hand
    try:
        return call_next()
    finally:
        connections.close_all()
