"""For the tests of other rooms: do what waits, here and now, or start a real worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from honglam.base.access import Grant, Kind, Viewer
from honglam.core.jobs import outbox, running
from honglam.core.jobs.hooks import JOBS, SUBSCRIBERS, Declaration, Subscription
from honglam.kit.registry import Named, Registry

T = TypeVar("T", bound=Named)

# What the process runs: the file is loaded before the registries close.
_MAIN = """
import os, sys
from datetime import timedelta
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
if sys.argv[1]:
    from importlib.util import module_from_spec, spec_from_file_location
    spec = spec_from_file_location("trial", sys.argv[1])
    sys.modules["trial"] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.declare()
django.setup()
from honglam.core.jobs import api
given = dict(option.split("=") for option in sys.argv[2:])
grace = timedelta(seconds=float(given.get("grace", 5)))
api.run_worker(concurrency=int(given.get("concurrency", 4)), grace=grace)
"""

# Somebody who may see and settle everything.
PROVINCE = Viewer(
    id="1", kind=Kind.OFFICER, grants=frozenset(Grant(right, "H27") for right in ("jobs.view", "jobs.edit"))
)


def run_jobs(*, now: datetime | None = None) -> list[str]:
    """Do every job that is due, in this thread and transaction; return their names. A failed job raises its error.

    Args:
        now: for tests with a clock of their own; the database's otherwise.
    """
    names = []
    while row := _take(now):
        job_id, name, arguments, attempts = row
        run = running.Run(job_id, attempts + 1, lambda: False)
        try:
            running.execute(JOBS[name], run, arguments)
        except running.Failed as failed:
            _finish(job_id, "failed")
            raise failed.__cause__ or failed from None
        _finish(job_id, "succeeded")
        names.append(name)
    return names


def deliver() -> int:
    """Give every event to its subscribers, in this thread; return how many attempts that took."""
    count = 0
    while outbox.deliver_one(now=timezone.now()):
        count += 1
    return count


@contextmanager
def declared(*declarations: Declaration) -> Iterator[None]:
    """Let further jobs be asked for while the test runs."""
    with _registered(JOBS, declarations):
        yield


@contextmanager
def subscribed(*subscriptions: Subscription) -> Iterator[None]:
    """Let further subscribers hear of events while the test runs."""
    with _registered(SUBSCRIBERS, subscriptions):
        yield


class WorkerProcess:
    """A real worker in a process of its own, on the test's database.

    Args:
        module: file whose `declare()` declares jobs and subscriptions besides those of the rooms.
        options: keyword arguments of `api.run_worker`; `grace` in seconds.
    """

    def __init__(self, module: Path | None = None, **options: Any) -> None:
        arguments = [f"{key}={value}" for key, value in options.items()]
        command = [sys.executable, "-c", _MAIN, str(module or ""), *arguments]
        self.process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database_url()})

    def kill(self) -> None:
        """End it by kill -9, as a power failure would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self, *, timeout: float = 30) -> int:
        """End it politely; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process.poll() is None:
            self.kill()


def eventually(check: Callable[[], object], *, within: float = 60.0) -> None:
    """Wait until `check` returns something true; fail with its last answer otherwise."""
    deadline = time.monotonic() + within
    while not (answer := check()):
        assert time.monotonic() < deadline, f"still {answer!r} after {within:.0f} s"
        time.sleep(0.05)


def database_url() -> str:
    """Return the URL of the database that the test uses."""
    at = connection.settings_dict
    host = quote(str(at["HOST"]), safe="")
    password = f":{quote(str(at['PASSWORD']), safe='')}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{password}@{host}:{at['PORT'] or 5432}/{at['NAME']}"


def _take(now: datetime | None) -> tuple[int, str, dict[str, Any], int] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            # The queue's own tables are not emptied after a test that commits; ours are, and know which jobs are new.
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT min(q.id) FROM procrastinate_jobs q"
            " JOIN jobs_job j ON j.id = q.id"
            " WHERE q.status = 'todo' AND (q.scheduled_at IS NULL OR q.scheduled_at <= coalesce(%s, now())))"
            " RETURNING id, task_name, args::text, attempts",
            [now],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return row[0], row[1], json.loads(row[2]), row[3]


def _finish(job_id: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [job_id, status])


@contextmanager
def _registered(registry: Registry[T], items: tuple[T, ...]) -> Iterator[None]:
    for item in items:
        assert item.id not in registry._items, f"{item.id} exists"  # noqa: SLF001  (frozen for everybody but tests)
        registry._items[item.id] = item  # noqa: SLF001
    try:
        yield
    finally:
        for item in items:
            del registry._items[item.id]  # noqa: SLF001
