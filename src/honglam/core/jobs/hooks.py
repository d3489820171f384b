"""What rooms declare here: jobs, and subscriptions to events.

A room's `jobs.py` is imported by itself when the process starts; a room's subscriptions are registered in its
`RoomConfig.ready()`. This module needs no database and no loaded models.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from croniter import croniter
from django.utils.functional import Promise

from honglam.base.access import Viewer
from honglam.base.events import Envelope, Event
from honglam.core.jobs.contracts import Said
from honglam.kit.registry import Registry

Work = Callable[..., Said | None]
W = TypeVar("W", bound=Work)
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and when a failed job is tried again.

    Attributes:
        attempts: how often altogether; 1 means never again.
        first: the wait before the second attempt; each later wait is `factor` times as long, at most `most`.
    """

    attempts: int = 1
    first: timedelta = timedelta(seconds=10)
    factor: int = 3
    most: timedelta = timedelta(hours=1)

    def wait(self, failures: int) -> timedelta | None:
        """Return the wait after the n-th failure, or None when it was the last attempt."""
        if failures >= self.attempts:
            return None
        return min(self.first * int(self.factor ** min(failures - 1, 30)), self.most)


ONCE = Retry()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A job that can be asked for.

    Attributes:
        id: its name, `room.verb`.
        title: what people read.
        run: the work; takes keyword arguments only, may return a sentence about the result.
        queue: workers can be told to serve some queues only.
        retry: what happens after a failure.
        every: cron expression in the province's time for work that nobody needs to ask for.
        repeatable: whether it may be begun anew after its worker was killed in the middle.
        serial: whether at most one of its kind may run at a time.
    """

    id: str
    title: str | Promise
    run: Work
    queue: str = "default"
    retry: Retry = ONCE
    every: str = ""
    repeatable: bool = True
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who wants to know of an event.

    `run` is called inside a transaction with the mark that the event was taken: what it writes to the database happens
    exactly once. What it does elsewhere may happen twice and should use `envelope.key`. Anything long belongs in a job.

    Attributes:
        id: `room.verb`; never reuse it for something else, deliveries remember it.
        event: the class of events, or a name whose last part may be `*`.
        run: takes the envelope; `TheEvent.of(envelope.data)` gives the event back.
        retry: what happens after a failure; later events of the same subject wait for it.
        awake: asked with the event's name when one is published: False means that nobody would hear it just now, and
            spares the delivery. None means always.
    """

    id: str
    event: type[Event] | str
    run: Callable[[Envelope], None]
    retry: Retry = Retry(attempts=8, first=timedelta(seconds=5))
    awake: Callable[[str], bool] | None = None

    def wants(self, name: str) -> bool:
        """Tell whether it wants events called `name`."""
        wanted = self.event if isinstance(self.event, str) else self.event.name
        return name == wanted or (wanted.endswith("*") and name.startswith(wanted[:-1]))

    def hears(self, name: str) -> bool:
        """Tell whether an event called `name` is delivered to it now."""
        return self.wants(name) and (self.awake is None or self.awake(name))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may be told of some events outside the platform. Events that no reader covers go to the province only.

    Attributes:
        id: name of the events; the last part may be `*`.
        permission: what the owner of a webhook must hold at the agency that stands in the event's `agency`.
    """

    id: str
    permission: str

    def covers(self, name: str) -> bool:
        """Tell whether events called `name` are meant."""
        return name == self.id or (self.id.endswith("*") and name.startswith(self.id[:-1]))


@dataclass(frozen=True, slots=True)
class People:
    """How the room that knows people is asked who an account is now; it stands above this one.

    Attributes:
        id: the room.
        viewer: takes an account id; an anonymous viewer for one that is closed.
    """

    id: str
    viewer: Callable[[str], Viewer]


READERS: Registry[Reader] = Registry("reader of events")
PEOPLE: Registry[People] = Registry("room that knows people")
JOBS: Registry[Declaration] = Registry("job")
SUBSCRIBERS: Registry[Subscription] = Registry("subscription")


def job(*, name: str, title: str | Promise, **options: Any) -> Callable[[W], W]:
    """Declare the decorated function as the job `name`; the options are those of `Declaration`.

    Raises:
        ValueError: the name is not `room.verb`, or the schedule is not a cron expression.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"a job is called room.verb, not {name!r}")
    if options.get("every") and not croniter.is_valid(options["every"]):
        raise ValueError(f"{name}: {options['every']!r} is not a cron expression")

    def declare(run: W) -> W:
        JOBS.register(Declaration(id=name, title=title, run=run, **options))
        return run

    return declare
