"""Jobs and subscribers for the tests; a real worker process loads this file too."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db import connection

from honglam.base.errors import Refusal
from honglam.base.events import Envelope, Event
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import JOBS, SUBSCRIBERS, Declaration, Retry, Subscription

QUICKLY = Retry(attempts=3, first=timedelta(milliseconds=100), factor=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    """Something happened to a thing."""

    name: ClassVar[str] = "vn.honglam.trial.thing-happened"
    thing: str
    number: int

    @property
    def subject(self) -> str:
        return self.thing


def mark(text: str) -> None:
    """Write a line that a test can read; in the caller's transaction if there is one."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO trial_mark (text) VALUES (%s)", [text])


def note(*, text: str) -> Said:
    mark(text)
    return Said("Wrote %(text)s", {"text": text})


def count(*, total: int, seconds: float = 0.1) -> None:
    from honglam.core.jobs import api

    mark(f"begins {os.getpid()}")
    for done in range(total):
        api.progress(done=done, total=total, note="Counting %(done)d", params={"done": done})
        time.sleep(seconds)
    api.log(text="Counted to %(total)d", params={"total": total})
    mark("counted")


def deaf(*, seconds: float) -> None:
    mark("deaf begins")
    time.sleep(seconds)
    mark("deaf ends")


def once_only(*, seconds: float) -> None:
    deaf(seconds=seconds)


def breaks(*, secret: str) -> None:
    from honglam.core.jobs import api

    mark("breaks for the last time" if api.last_try() else "breaks")
    raise RuntimeError("the roof came down")


def refuses() -> None:
    mark("refuses")
    raise Refusal("The file %(file)s is empty.", params={"file": "a.csv"})


def dies() -> None:
    mark("dies")
    os.kill(os.getpid(), 9)


def alone() -> None:
    mark("alone begins")
    time.sleep(0.5)
    mark("alone ends")


DECLARED = (
    Declaration("trial.note", "Note", note),
    Declaration("trial.count", "Count", count),
    Declaration("trial.deaf", "Deaf", deaf),
    Declaration("trial.once", "Once", once_only, repeatable=False),
    Declaration("trial.breaks", "Breaks", breaks, retry=QUICKLY),
    Declaration("trial.refuses", "Refuses", refuses, retry=QUICKLY),
    Declaration("trial.dies", "Dies", dies),
    Declaration("trial.alone", "Alone", alone, serial=True),
)


def hears(envelope: Envelope) -> None:
    event = Happened.of(envelope.data)
    mark(f"{event.thing}:{event.number}")


def slow_ear(envelope: Envelope) -> None:
    mark(f"slow {envelope.data['number']}")
    time.sleep(float(os.environ.get("TRIAL_SLOW", "0")))


def bad_ear(envelope: Envelope) -> None:
    mark(f"bad {envelope.data['number']}")
    if envelope.data["thing"] == "poison":
        raise RuntimeError("cannot take this")


SUBSCRIBED = (
    Subscription("trial.hears", Happened, hears),
    Subscription("trial.slow", "vn.honglam.trial.*", slow_ear),
    Subscription("trial.bad", Happened, bad_ear, QUICKLY),
)


def declare() -> None:
    for declaration in DECLARED:
        JOBS.register(declaration)
    for subscription in SUBSCRIBED:
        SUBSCRIBERS.register(subscription)
