"""Processes that serve at the same time: what one publishes the others see at once, and a crash leaves no half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import ResolverMatch

from honglam.base.errors import Conflict
from honglam.core.jobs.testing import database_url
from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.models import Definition, Publication
from honglam.engines.register.service import altering, current, deploying, indexing, settling, shaping
from honglam.engines.register.testing import EXAMPLE, MONDAY, deployed, dropped
from honglam.project.middleware import RefusalMiddleware

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DEPTH = Field(n=1000, name="yield", type=Type.DECIMAL, title="Lưu lượng", filter=True)
# Another process, as a web server is one: it reads by the model that it built, and says what it found.
READER = """
import sys, django; django.setup()
from honglam.engines.register.service import current, shaping
def read():
    register = current.definition("wells")
    names = [field.name for field in register.columns]
    return register.version, shaping.model_of(register).objects.values_list(*names).count(), names
for line in sys.stdin:
    print(*current.steady(read), flush=True)
"""
# It dies in the middle: the tables are changed, the journal is written, nothing is committed yet.
DYING = """
import sys, time, django; django.setup()
from honglam.engines.register.service import deploying
from honglam.engines.register.tests.tables.test_together import with_yield
whole = deploying.altering.run
def half(*args):
    whole(*args); print("changed", flush=True); time.sleep(60)
deploying.altering.run = half
deploying.publish(with_yield(), based_on=1, confirmed=True, by=None, now=deploying.Definition.objects.get().changed_at)
"""


@pytest.fixture(autouse=True)
def wells():
    dropped("wells")
    register = deployed(EXAMPLE)
    shaping.model_of(register).objects.create(id=UUID(int=1), agency="H27", act=1, at=MONDAY, code="G1", depth=3)
    yield register
    dropped("wells")


def with_yield():
    register = current.definition("wells")
    return replace(register, fields=(*register.fields, DEPTH))


def another(script: str) -> subprocess.Popen[str]:
    env = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "honglam.project.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", script], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_another_process_sees_each_version_at_once_and_never_fails_over_a_column():
    with another(READER) as process:
        try:

            def ask() -> list[str]:
                process.stdin.write("?\n")
                process.stdin.flush()
                return process.stdout.readline().split(" ", 2)

            assert ask()[:2] == ["1", "1"]
            register = current.definition("wells")
            deployed(
                replace(register, fields=tuple(replace(f, name="deep") if f.n == 4 else f for f in register.fields))
            )
            version, rows, names = ask()
            assert (version, rows) == ("2", "1")
            assert "'deep'" in names
            assert "'depth'" not in names
        finally:
            process.kill()


def test_a_publication_killed_in_the_middle_never_was():
    with another(DYING) as process:
        try:
            assert process.stdout.readline() == "changed\n"
        finally:
            process.send_signal(signal.SIGKILL)
    assert "yield" not in altering.columns_of('"reg"."wells"')
    assert current.definition("wells").version == 1
    assert Publication.objects.count() == 1
    assert deployed(with_yield()).version == 2


def test_a_request_that_meets_a_publication_is_answered_by_the_new_definition(wells):
    seen = []

    def work():
        register = current.definition("wells")
        seen.append(register.version)
        if len(seen) == 1:  # meanwhile, elsewhere
            changed = replace(wells, fields=tuple(replace(f, name="deep") if f.n == 4 else f for f in wells.fields))
            other = threading.Thread(target=elsewhere, args=(changed,))
            other.start()
            other.join()
        return list(shaping.model_of(register).objects.values_list("code"))

    assert current.steady(lambda: list(work())) == [("G1",)]
    whole = lambda: list(shaping.model_of(current.definition("wells")).objects.values("deep"))  # noqa: E731
    assert current.steady(whole) == [{"deep": 3}]


def test_a_page_that_met_a_publication_is_made_once_more_and_a_real_fault_is_not_hidden(rf):
    asked = []

    def view(request, column):
        asked.append(column)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column if len(asked) > 1 else 'depth_as_it_was'} FROM reg.wells")
        return HttpResponse("made")

    middleware = RefusalMiddleware(lambda _request: None)

    def answer(column):
        asked.clear()
        request = rf.get("/")
        request.resolver_match = ResolverMatch(view, (), {"column": column})
        with pytest.raises(DatabaseError) as first:
            view(request, column)
        return middleware.process_exception(request, first.value)

    assert answer("depth").content == b"made"
    assert answer("nothing_like_it") is None
    assert asked == ["nothing_like_it"] * 2


def elsewhere(register):
    with closing(connection):
        deployed(register)


def test_who_publishes_over_a_version_that_they_have_not_seen_is_told(wells):
    deployed(with_yield())
    with pytest.raises(Conflict):
        deploying.publish(replace(wells, title="Giếng"), based_on=1, confirmed=True, by=None, now=MONDAY)


def test_an_index_that_was_left_half_built_is_built_anew(monkeypatch, wells):
    monkeypatch.setattr(deploying, "_SMALL", 0)
    register = deployed(with_yield())
    assert settling.unsettled() == ("wells",)
    wanted = next(each for each in indexing.wanted(register).values() if each.fields == ("yield",))
    with psycopg.connect(database_url()) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT FROM reg.wells")  # an old snapshot, for which a concurrent build waits
        builder = threading.Thread(target=interrupted, args=(wanted.sql(concurrently=True),))
        builder.start()
        builder.join()
    assert invalid() == {wanted.name}
    assert settling.settle("wells")
    assert invalid() == set()
    assert settling.unsettled() == ()
    assert set(Publication.objects.values_list("state", flat=True)) == {"done"}


def interrupted(statement: str) -> None:
    with psycopg.connect(database_url(), autocommit=True) as server:
        server.execute("SET statement_timeout = '700ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            server.execute(statement)


def invalid() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        return {name.split(".")[-1] for (name,) in cursor.fetchall()}


def test_what_rows_stand_against_afterwards_is_said_and_tried_again(monkeypatch):
    monkeypatch.setattr(deploying, "_SMALL", 0)
    register = current.definition("wells")
    deployed(replace(register, fields=tuple(replace(f, unique=True) if f.n == 2 else f for f in register.fields)))
    wells = shaping.model_of(register).objects
    wells.update(name="A")
    wells.create(id=UUID(int=2), agency="H27", act=1, at=MONDAY, code="G2", name="A")  # before the index is there
    assert not settling.settle("wells")
    assert "(name)=(A)" in Publication.objects.get(version=2).error
    wells.filter(code="G2").update(name="B")
    assert settling.settle("wells")
    assert Definition.objects.get().settled
