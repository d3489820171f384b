"""Of jobs with the same key one waits: what happens to another that should go back to the queue."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from honglam.base.access import Grant, Kind, Viewer
from honglam.base.errors import Conflict
from honglam.core.jobs import api
from honglam.core.jobs.contracts import State
from honglam.core.jobs.rescue import WAITS_ALREADY, rescue

pytestmark = pytest.mark.django_db

ADMIN = Viewer(
    id="1",
    name="Quản trị",
    kind=Kind.OFFICER,
    agency="H27",
    grants=frozenset({Grant("jobs.view", "H27"), Grant("jobs.edit", "H27")}),
)


def begun(text: str) -> int:
    """Enqueue a job with a key and let it be begun by a worker that is gone since."""
    job = api.enqueue(name="trial.note", arguments={"text": text}, key="each minute")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
    return job


def shown(job: int):
    return api.job(job_id=job, viewer=ADMIN)


@pytest.fixture(autouse=True)
def _trial(marks, trial) -> None:
    """The trial jobs are declared."""


def test_a_dead_workers_job_ends_when_the_same_one_waits_and_holds_up_no_other() -> None:
    orphan = begun("old")
    waiting = api.enqueue(name="trial.note", arguments={"text": "new"}, key="each minute")
    other = api.enqueue(name="trial.note", arguments={"text": "another"}, key="other")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [other])
    assert rescue() == 2
    assert (shown(orphan).state, shown(orphan).note.text) == (State.CANCELLED, WAITS_ALREADY)
    assert [shown(job).state for job in (waiting, other)] == [State.WAITING, State.WAITING]
    assert rescue() == 0


def test_a_dead_workers_job_begins_anew_when_none_like_it_waits() -> None:
    orphan = begun("old")
    assert rescue() == 1
    assert shown(orphan).state is State.WAITING


def test_a_person_is_told_that_the_same_job_waits_already() -> None:
    failed = begun("old")
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [failed])
    api.enqueue(name="trial.note", arguments={"text": "new"}, key="each minute")
    with pytest.raises(Conflict, match="waits already"):
        api.again(job_id=failed, viewer=ADMIN, now=timezone.now())
    assert shown(failed).state is State.FAILED
