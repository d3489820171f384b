from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from honglam.base.access import Grant, Kind, Viewer
from honglam.core.jobs import api
from honglam.core.jobs.contracts import State
from honglam.core.jobs.hooks import Declaration
from honglam.core.jobs.testing import WorkerProcess, declared, eventually

pytestmark = pytest.mark.slow

ADMIN = Viewer(
    id="1",
    name="Quản trị",
    kind=Kind.OFFICER,
    agency="H27",
    grants=frozenset({Grant("jobs.view", "H27"), Grant("jobs.edit", "H27")}),
)


def state(job_id: int) -> State:
    return api.job(job_id=job_id, viewer=ADMIN).state


def nobody_was_heard_for_a_minute() -> None:
    """Let the hearts that beat no more have been silent long enough; one that lives beats again at once."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def test_it_does_a_job_soon_after_it_was_asked_for(marks, trial) -> None:
    with WorkerProcess(trial.__file__) as worker:
        eventually(lambda: [w for w in api.workers(now=timezone.now()) if w.alive])
        job = api.enqueue(name="trial.note", arguments={"text": "hello"}, by=ADMIN)
        began = time.monotonic()
        eventually(lambda: state(job) is State.DONE)
        assert time.monotonic() - began < 2
        found = api.job(job_id=job, viewer=ADMIN)
        assert (found.result.text, found.result.params) == ("Wrote %(text)s", {"text": "hello"})
        assert found.asked_name == "Quản trị"
        assert worker.stop() == 0
    assert marks() == ["hello"]
    assert api.workers(now=timezone.now()) == ()


def test_it_does_not_do_what_was_rolled_back(marks, trial) -> None:
    with transaction.atomic():
        api.enqueue(name="trial.note", arguments={"text": "never"})
        transaction.set_rollback(True)
    job = api.enqueue(name="trial.note", arguments={"text": "always", "of_a_newer_version": 1})
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.DONE)
    assert marks() == ["always"]


def test_it_shows_progress_while_the_job_runs_and_keeps_its_log(marks, trial) -> None:
    job = api.enqueue(name="trial.count", arguments={"total": 20, "seconds": 0.1})
    with WorkerProcess(trial.__file__):
        eventually(lambda: api.job(job_id=job, viewer=ADMIN).percent)
        running = api.job(job_id=job, viewer=ADMIN)
        assert running.state is State.RUNNING
        assert 0 < running.done < running.total == 20
        assert running.note.params["done"] == running.done
        eventually(lambda: state(job) is State.DONE)
    assert [line.said.text for line in api.lines(job_id=job, viewer=ADMIN)] == ["Counted to %(total)d"]


def test_it_stops_a_running_job_that_was_cancelled(marks, trial) -> None:
    job = api.enqueue(name="trial.count", arguments={"total": 1000})
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.RUNNING)
        api.cancel(job_id=job, viewer=ADMIN)
        assert state(job) is State.STOPPING
        eventually(lambda: state(job) is State.CANCELLED, within=5)
    assert "counted" not in marks()


def test_it_tries_a_failing_job_again_and_then_says_so_in_plain_words(marks, trial) -> None:
    job = api.enqueue(name="trial.breaks", arguments={"secret": "079204000001"})
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.FAILED)
    found = api.job(job_id=job, viewer=ADMIN)
    assert marks() == ["breaks", "breaks", "breaks for the last time"]
    assert found.attempts == 3
    assert found.error.text == "The job broke off by a fault of ours, which has been written down."
    assert "the roof came down" in found.trace
    assert "079204000001" not in found.trace


def test_it_does_not_repeat_what_a_person_must_mend(marks, trial) -> None:
    job = api.enqueue(name="trial.refuses")
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.FAILED)
    assert marks() == ["refuses"]
    assert api.job(job_id=job, viewer=ADMIN).error.params == {"file": "a.csv"}


def test_it_starts_a_failed_job_again_when_asked(marks, trial) -> None:
    job = api.enqueue(name="trial.refuses")
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.FAILED)
        api.again(job_id=job, viewer=ADMIN, now=timezone.now())
        eventually(lambda: marks() == ["refuses"] * 2)
        eventually(lambda: state(job) is State.FAILED)


def test_it_waits_until_the_moment_that_was_named(marks, trial) -> None:
    api.enqueue(name="trial.note", arguments={"text": "later"}, at=timezone.now() + timedelta(seconds=2))
    api.enqueue(name="trial.note", arguments={"text": "much later"}, at=timezone.now() + timedelta(hours=2))
    with WorkerProcess(trial.__file__):
        time.sleep(1)
        assert marks() == []
        eventually(lambda: marks() == ["later"], within=15)


def test_it_does_a_serial_job_one_at_a_time(marks, trial) -> None:
    for _ in range(3):
        api.enqueue(name="trial.alone")
    with WorkerProcess(trial.__file__), WorkerProcess(trial.__file__):
        eventually(lambda: len(marks()) == 6, within=30)
    assert marks() == ["alone begins", "alone ends"] * 3


def test_it_begins_a_job_anew_after_its_worker_was_killed(marks, trial) -> None:
    job = api.enqueue(name="trial.count", arguments={"total": 30, "seconds": 0.1})
    with WorkerProcess(trial.__file__) as first:
        eventually(lambda: state(job) is State.RUNNING and len(marks()) == 1)
        first.kill()
    nobody_was_heard_for_a_minute()
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.DONE, within=90)
    assert [text.split()[0] for text in marks()] == ["begins", "begins", "counted"]
    assert len({text for text in marks() if text.startswith("begins")}) == 2


def test_it_does_not_repeat_a_job_that_may_not_run_twice(marks, trial) -> None:
    job = api.enqueue(name="trial.once", arguments={"seconds": 60})
    with WorkerProcess(trial.__file__) as first:
        eventually(lambda: marks() == ["deaf begins"])
        first.kill()
    nobody_was_heard_for_a_minute()
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.FAILED, within=90)
    assert marks() == ["deaf begins"]
    assert "may not run twice" in api.job(job_id=job, viewer=ADMIN).error.text


def test_it_leaves_the_job_of_a_worker_that_lives_alone(marks, trial) -> None:
    job = api.enqueue(name="trial.deaf", arguments={"seconds": 13})
    with WorkerProcess(trial.__file__), WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.DONE, within=90)
    assert marks() == ["deaf begins", "deaf ends"]


def test_it_gives_up_a_job_that_kills_every_worker(marks, trial) -> None:
    job = api.enqueue(name="trial.dies")
    deadline = time.monotonic() + 120
    while state(job) is not State.FAILED:
        assert time.monotonic() < deadline
        nobody_was_heard_for_a_minute()
        with WorkerProcess(trial.__file__) as worker:
            while worker.process.poll() is None and state(job) is not State.FAILED:
                time.sleep(0.1)
    assert marks() == ["dies"] * 4


def test_it_gives_running_jobs_back_when_it_is_told_to_stop(marks, trial) -> None:
    job = api.enqueue(name="trial.count", arguments={"total": 40, "seconds": 0.1})
    with WorkerProcess(trial.__file__, grace=0.5) as first:
        eventually(lambda: state(job) is State.RUNNING)
        assert first.stop(timeout=10) == 0
    assert state(job) is State.WAITING
    with WorkerProcess(trial.__file__):
        eventually(lambda: state(job) is State.DONE)


def test_it_lets_a_short_job_end_when_it_is_told_to_stop(marks, trial) -> None:
    job = api.enqueue(name="trial.deaf", arguments={"seconds": 1.5})
    with WorkerProcess(trial.__file__, grace=10) as worker:
        eventually(lambda: marks() == ["deaf begins"])
        assert worker.stop(timeout=15) == 0
    assert state(job) is State.DONE


def test_it_leaves_a_job_that_never_looks_up_to_the_next_worker_at_once(marks, trial) -> None:
    job = api.enqueue(name="trial.deaf", arguments={"seconds": 30})
    with WorkerProcess(trial.__file__, grace=0.2) as first:
        eventually(lambda: marks() == ["deaf begins"])
        assert first.stop(timeout=15) == 0
    with WorkerProcess(trial.__file__):
        eventually(lambda: marks() == ["deaf begins"] * 2, within=60)
    assert state(job) is State.RUNNING


def test_it_comes_back_by_itself_when_the_database_drops_every_connection(marks, trial) -> None:
    with WorkerProcess(trial.__file__) as worker:
        eventually(lambda: [w for w in api.workers(now=timezone.now()) if w.alive])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        job = api.enqueue(name="trial.note", arguments={"text": "after the storm"})
        eventually(lambda: state(job) is State.DONE, within=90)
        assert worker.stop() == 0


def test_it_reads_schedules_on_the_clock_of_the_province(marks) -> None:
    from procrastinate import App
    from procrastinate.testing import InMemoryConnector

    from honglam.core.jobs.worker import _offer

    app = App(connector=InMemoryConnector())
    nightly = Declaration("trial.nightly", "Nightly", lambda: None, every="30 1 * * *")
    with declared(nightly):
        _offer(app)
    schedule = app.periodic_registry.periodic_tasks["trial.nightly", ""].croniter
    noon = datetime(2026, 11, 23, 5, tzinfo=UTC)  # 12:00 in Hà Tĩnh
    schedule.set_current(start_time=noon.timestamp())
    assert datetime.fromtimestamp(schedule.get_next(), UTC) == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
