from __future__ import annotations

import threading
import time

import pytest
from django.db import connections, transaction
from django.utils import timezone

from honglam.base.errors import Conflict
from honglam.base.events import Envelope
from honglam.core.jobs import api, outbox
from honglam.core.jobs.hooks import ONCE, Subscription
from honglam.core.jobs.models import Delivery, OutboxEvent
from honglam.core.jobs.testing import PROVINCE, WorkerProcess, declared, deliver, eventually, run_jobs, subscribed


def publish(trial, thing: str, number: int) -> str:
    return api.publish(event=trial.Happened(thing=thing, number=number), source="/trial", now=timezone.now())


def heard(marks) -> list[str]:
    return [text for text in marks() if not text.startswith(("slow", "bad"))]


def test_it_tells_every_subscriber_once(marks, trial) -> None:
    publish(trial, "a", 1)
    assert deliver() == 3
    assert sorted(marks()) == ["a:1", "bad 1", "slow 1"]
    assert deliver() == 0


def test_it_tells_nobody_of_what_was_rolled_back(marks, trial) -> None:
    with transaction.atomic():
        publish(trial, "a", 1)
        transaction.set_rollback(True)
    assert deliver() == 0
    assert not OutboxEvent.objects.exists()


def test_it_gives_an_envelope_that_any_cloudevents_reader_understands(marks, trial) -> None:
    got: list[Envelope] = []
    with subscribed(Subscription("trial.keeps", "vn.honglam.trial.*", got.append)):
        event = publish(trial, "a", 7)
        deliver()
    assert got[0].key == f"{event}:trial.keeps"
    told = got[0].cloudevent()
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "specversion": "1.0",
        "id": event,
        "type": "vn.honglam.trial.thing-happened",
        "source": "/trial",
        "subject": "a",
        "datacontenttype": "application/json",
        "data": {"thing": "a", "number": 7},
    }


def test_a_failing_subscriber_stops_nobody_else_and_is_given_up_at_last(marks, trial) -> None:
    publish(trial, "poison", 1)
    eventually(lambda: deliver() or api.dead_letters(viewer=PROVINCE))
    eventually(lambda: (deliver(), api.dead_letters(viewer=PROVINCE))[1])
    assert heard(marks) == ["poison:1"]
    letter = api.dead_letters(viewer=PROVINCE)[0]
    assert (letter.subscription, letter.attempts) == ("trial.bad", 3)
    assert "cannot take this" in letter.error
    assert "bad 1" not in marks()  # what a failing subscriber wrote is undone


def test_later_events_of_a_subject_wait_for_the_first_and_others_do_not(marks, trial) -> None:
    publish(trial, "poison", 1)
    publish(trial, "poison", 2)
    publish(trial, "b", 3)
    deliver()
    waiting = Delivery.objects.filter(subscription="trial.bad", state="waiting")
    assert [row.subject for row in waiting] == ["poison", "poison"]
    assert [row.attempts for row in waiting.order_by("id")][1] == 0
    assert "bad 3" in marks()


def test_a_dead_letter_can_be_tried_again_or_dropped_but_only_once(marks, trial) -> None:
    def refuse(envelope: Envelope) -> None:
        raise RuntimeError

    with subscribed(Subscription("trial.refuses", trial.Happened, refuse, ONCE)):
        publish(trial, "a", 1)
        deliver()
        letter = api.dead_letters(viewer=PROVINCE)[0]
        api.settle(delivery_id=letter.id, again=True, viewer=PROVINCE, now=timezone.now())
        deliver()
        assert api.dead_letters(viewer=PROVINCE)[0].id == letter.id
        api.settle(delivery_id=letter.id, again=False, viewer=PROVINCE, now=timezone.now())
        assert api.dead_letters(viewer=PROVINCE) == ()
        with pytest.raises(Conflict):
            api.settle(delivery_id=letter.id, again=True, viewer=PROVINCE, now=timezone.now())


def test_a_subscriber_may_ask_for_a_job_and_it_exists_with_the_mark(marks, trial) -> None:
    def ask(envelope: Envelope) -> None:
        api.enqueue(name="trial.note", arguments={"text": "from an event"})

    with subscribed(Subscription("trial.asks", trial.Happened, ask)):
        publish(trial, "a", 1)
        deliver()
    assert run_jobs() == ["trial.note"]
    assert "from an event" in marks()


def test_it_gives_up_events_for_a_subscriber_that_is_gone(marks, trial) -> None:
    with subscribed(Subscription("trial.leaves", trial.Happened, lambda _: None)):
        publish(trial, "a", 1)
    deliver()
    assert [letter.subscription for letter in api.dead_letters(viewer=PROVINCE)] == ["trial.leaves"]


def test_two_workers_never_give_one_event_twice_and_keep_the_order_of_a_subject(marks, trial) -> None:
    for number in range(60):
        publish(trial, f"thing {number % 3}", number)

    def work() -> None:
        try:
            while outbox.next_due() is not None:
                outbox.deliver_one(now=timezone.now())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # A thread that the machine held up may have claimed in vain; what counts is that nothing was given twice.
    told = [text.split(":") for text in heard(marks)]
    assert len(told) == len({tuple(each) for each in told}) == 60
    for thing in ("thing 0", "thing 1", "thing 2"):
        numbers = [int(number) for subject, number in told if subject == thing]
        assert numbers == sorted(numbers)


def test_it_removes_events_that_were_taken_long_ago_and_keeps_what_waits(marks, trial) -> None:
    publish(trial, "a", 1)
    deliver()
    publish(trial, "b", 2)
    later = timezone.now() + outbox.KEEP_TAKEN + outbox.KEEP_TAKEN
    assert api.forget(now=later)[1] == 1
    assert [event.subject for event in OutboxEvent.objects.all()] == ["b"]


@pytest.mark.slow
def test_a_worker_hears_of_an_event_within_two_seconds(marks, trial) -> None:
    with WorkerProcess(trial.__file__):
        eventually(lambda: [w for w in api.workers(now=timezone.now()) if w.alive])
        time.sleep(1)
        began = time.monotonic()
        publish(trial, "a", 1)
        eventually(lambda: "a:1" in marks())
        assert time.monotonic() - began < 2


@pytest.mark.slow
def test_killing_the_worker_in_the_middle_loses_nothing_and_doubles_nothing_in_the_database(
    marks, trial, monkeypatch
) -> None:
    monkeypatch.setenv("TRIAL_SLOW", "0.05")
    for number in range(40):
        publish(trial, f"thing {number % 4}", number)
    for _ in range(4):
        with WorkerProcess(trial.__file__) as worker:
            before = len(marks())
            eventually(lambda seen=before: len(marks()) > seen + 5 or outbox.next_due() is None)
            worker.kill()
    with WorkerProcess(trial.__file__):
        eventually(lambda: outbox.next_due() is None, within=40)
    expected = (
        [f"thing {n % 4}:{n}" for n in range(40)] + [f"slow {n}" for n in range(40)] + [f"bad {n}" for n in range(40)]
    )
    assert api.dead_letters(viewer=PROVINCE) == ()
    assert sorted(marks()) == sorted(expected)


def test_an_event_that_kills_every_worker_is_given_up(marks, trial) -> None:
    def never(envelope: Envelope) -> None:
        raise AssertionError("its worker would die here")

    with subscribed(Subscription("trial.kills", trial.Happened, never, ONCE)), declared():
        publish(trial, "a", 1)
        # What a worker leaves behind when it is killed after it counted the attempt: the count alone.
        Delivery.objects.filter(subscription="trial.kills").update(attempts=4)
        deliver()
    assert "its worker died" in api.dead_letters(viewer=PROVINCE)[0].error
