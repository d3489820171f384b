"""The words of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from honglam.base.events import Event


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"  # asked to stop, and has not yet heard it
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for people, kept as msgid and values so that each reader gets their language."""

    text: str = ""
    params: Mapping[str, str | int | float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of later work.

    Attributes:
        id: number of the job.
        name: which declared job it is, `room.verb`.
        state: where it stands.
        asked_by: id of the account that asked; empty when the system itself did.
        asked_name: the name shown for it.
        asked_at: when it was asked for.
        due_at: not before this moment; None means as soon as possible.
        started_at: beginning of the latest attempt.
        finished_at: end of the last attempt.
        attempts: how often it was begun and ended.
        done: units of work done.
        total: units of work altogether; 0 while unknown.
        note: what it is doing.
        result: what came of it.
        error: why the latest attempt failed, in plain words, and what to do.
        trace: the same for programmers; empty unless the fault was ours.
    """

    id: int
    name: str
    state: State
    asked_by: str
    asked_name: str
    asked_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    done: int
    total: int
    note: Said
    result: Said
    error: Said
    trace: str

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while the whole is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a job's own log."""

    at: datetime
    said: Said


# A worker's heart beats every two seconds. One that has missed five beats is silent, for whoever asks: the health page,
# the figures, and the rescue of its jobs (which also wants its lock to be gone).
SILENT_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that does jobs."""

    id: int
    seen_at: datetime
    alive: bool

    @staticmethod
    def heard(worker_id: int, seen_at: datetime, now: datetime) -> Worker:
        """Return a worker whose heart was last heard at a moment."""
        return Worker(worker_id, seen_at, alive=now - seen_at < SILENT_AFTER)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up.

    Attributes:
        id: number of the delivery.
        type: name of the event.
        subject: the thing it happened to.
        subscription: who could not take it.
        attempts: how often it was tried.
        error: what the last attempt said, for programmers.
        at: when it was given up.
    """

    id: int
    type: str
    subject: str
    subscription: str
    attempts: int
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """How the machinery stands, for health pages and Prometheus.

    Attributes:
        jobs: number of jobs by state; jobs that are done are not counted.
        workers_alive: workers whose heart beat lately.
        workers_silent: workers that should have been heard and were not.
        deliveries_waiting: events that a subscriber has not yet taken.
        deliveries_dead: deliveries that were given up.
        late_seconds: for how long the oldest job that is due has waited.
    """

    jobs: Mapping[str, int]
    workers_alive: int
    workers_silent: int
    deliveries_waiting: int
    deliveries_dead: int
    late_seconds: float


class Ended(StrEnum):
    """Why the platform switched a webhook off."""

    FAILING = "failing"  # nothing was taken there for days
    GONE = "gone"  # it answered 410: nothing is wanted there any more


class CallState(StrEnum):
    """Where a call stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class WebhookEntry:
    """What somebody enters of a webhook.

    Attributes:
        name: what people call it.
        address: where events are sent, with https.
        types: names of events; the last part may be `*`.
        agency: path; only events of this agency and those below it are sent.
    """

    name: str
    address: str
    types: tuple[str, ...]
    agency: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of another system that is told of events.

    Attributes:
        id: its number.
        entry: what was entered.
        owner_name: who answers for it; it hears what they may see.
        made_at: when it was made.
        enabled: whether it is called.
        ended_why: why the platform switched it off; None when it did not.
        failing_since: since when nothing was taken there.
        last_at: when it was last called.
        last_code: the HTTP status of the answer; None when nobody answered.
        dead: calls that were given up and can be made again.
    """

    id: int
    entry: WebhookEntry
    owner_name: str
    made_at: datetime
    enabled: bool
    ended_why: Ended | None
    failing_since: datetime | None
    last_at: datetime | None
    last_code: int | None
    dead: int


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret that is shown this one time."""

    webhook: int
    secret: str


@dataclass(frozen=True, slots=True)
class Call:
    """One event for one webhook.

    Attributes:
        id: number of the call.
        event: id of the event, the same in every attempt (`webhook-id`).
        type: name of the event.
        subject: the thing it happened to.
        state: where it stands.
        attempts: how often it was tried.
        tried_at: beginning of the latest attempt.
        due_at: when it is tried next, while it waits.
        code: the HTTP status of the latest answer; None when nobody answered.
        error: what was answered; without an answer the msgid of a sentence that says why.
    """

    id: int
    event: str
    type: str
    subject: str
    state: CallState
    attempts: int
    tried_at: datetime | None
    due_at: datetime
    code: int | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDisabled(Event):
    """A webhook was switched off because nothing was taken there for days, or nothing is wanted any more."""

    name: ClassVar[str] = "vn.honglam.jobs.webhook-disabled"
    webhook: int
    title: str
    address: str
    owner: str
    agency: str
    since: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTested(Event):
    """Somebody tried a webhook; it is sent to that one only."""

    name: ClassVar[str] = "vn.honglam.jobs.webhook-tested"
    webhook: int
    title: str
    agency: str
