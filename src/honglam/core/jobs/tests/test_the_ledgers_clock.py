"""The clock's work for the ledger: places, roots, a nightly look, the rules of retention."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.core.audit import api as audit
from honglam.core.audit.testing import ledger
from honglam.core.jobs import api, jobs
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import JOBS
from honglam.kit.testing import PROVINCE, actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["audit.seal", "audit.publish", "audit.verify", "audit.prune"])
def test_it_runs_by_the_clock(name: str) -> None:
    assert JOBS[name].every
    assert JOBS[name].serial


@pytest.mark.parametrize("work", [jobs.seal, jobs.publish, jobs.verify, jobs.prune])
def test_it_does_its_work_on_an_empty_ledger_too(work: Callable[[], Said | None]) -> None:
    work()


def test_it_seals_and_publishes() -> None:
    number = audit.record(verb="a.b.c", thing="x:1")
    assert jobs.seal() == Said("%(count)d entries have their place.", {"count": 1})
    assert jobs.publish() is not None
    assert audit.proof(entry=number)["head"]["statement"]["day"] != ""


def test_it_fails_for_all_to_see_when_the_ledger_is_not_whole() -> None:
    number = audit.record(verb="a.b.c", thing="x:1")
    audit.seal(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET verb = 'a.b.d' WHERE id = %s", [number])
    with pytest.raises(Refusal):
        jobs.verify()


def test_it_writes_down_who_cancels_and_starts_again() -> None:
    officer = actor(PROVINCE, "jobs.edit", "jobs.view")
    number = api.enqueue(name="jobs.forget")
    with trace.bound(viewer=officer):
        api.cancel(job_id=number, viewer=officer)
        api.again(job_id=number, viewer=officer, now=timezone.now())
    told = ledger(thing=f"job:{number}")
    assert [entry.verb for entry in told] == ["jobs.job.cancelled", "jobs.job.started_again"]
    assert [entry.before and entry.before["state"] for entry in told] == ["waiting", "cancelled"]
    assert told[0].actor == officer.id
