"""Many at once, and processes that are killed: what was answered for is there once, and all of it goes on by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from honglam.base.access import Viewer
from honglam.base.errors import Conflict
from honglam.core.jobs.testing import database_url
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Case, Event, Task, Timer
from honglam.engines.case.service.steps import acting, firing
from honglam.engines.case.tests.drawn import COMMUNE, MONDAY, opened, province, publish, status, task
from honglam.kit.testing import actor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TWO = (
    '<bpmn:startEvent id="s" /><bpmn:userTask id="a" name="Nhận" /><bpmn:boundaryEvent id="t" attachedToRef="a">'
    "<bpmn:timerEventDefinition><bpmn:timeDuration>PT8H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    '</bpmn:boundaryEvent><bpmn:userTask id="b" name="Xử lý" /><bpmn:userTask id="late" /><bpmn:endEvent id="e" />'
)
# Opens cases and does their steps until it is killed; says what it was answered for, after it was.
_WORK = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
import django; django.setup()
from honglam.base.access import Grant, Viewer
from honglam.engines.case import api
from honglam.engines.case.contracts import NewCase
from honglam.engines.case.models import Task
from honglam.engines.case.tests.drawn import MONDAY
name, number = sys.argv[1], 0
viewer = Viewer(id=name, name=name, grants=frozenset([Grant("case.work", "H27")]))
while True:
    number += 1
    entry = NewCase(procedure="tests.try", form={}, commune="18562", key=f"{name}:{number}")
    code = api.open_case(entry=entry, now=MONDAY)
    print("opened", code, flush=True)
    for task in Task.objects.filter(code=code, state="open"):
        api.complete(task_id=task.pk, outcome={"by": name}, viewer=viewer, now=MONDAY)
        print("done", task.pk, flush=True)
"""


@pytest.fixture(autouse=True)
def _a_procedure() -> None:
    province()
    publish(TWO, "s>a", "a>b", "b>e", "t>late", "late>e", statuses=status("open", "a", "b", "late"))


def at_once(work: Callable[[int], Any], count: int = 20) -> list[Any]:
    """Let threads begin together and return what each came to: a value or what it raised."""
    gate = threading.Barrier(count)

    def one(number: int) -> Any:
        try:
            connection.ensure_connection()
            gate.wait(60)
            return work(number)
        except Exception as error:  # noqa: BLE001  (what each thread came to is what is looked at)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_twenty_officers_at_one_task_one_wins_and_the_others_are_told_who_and_when() -> None:
    case = opened()
    number = task(case).pk

    def officer(place: int) -> Viewer:
        return actor(COMMUNE, "case.work", name=f"Cán bộ {place}")

    def do(place: int) -> str:
        acting.complete(task_id=number, outcome={"by": place}, viewer=officer(place), now=MONDAY)
        return officer(place).name

    found = at_once(do)
    winners = [each for each in found if isinstance(each, str)]
    assert len(winners) == 1, found
    losers = [each for each in found if not isinstance(each, str)]
    assert all(isinstance(each, Conflict) for each in losers), losers
    assert {str(each) for each in losers} == {f"{winners[0]} did this at 08:00 07/12/2026."}
    assert Event.objects.filter(case=case, kind="task-done").count() == 1
    assert task(case).element == "b"


def test_one_key_that_comes_twenty_times_at_once_opens_one_case() -> None:
    entry = NewCase(procedure="tests.try", form={}, commune="18562", key="phone:1")
    codes = at_once(lambda _place: acting.open_case(entry=entry, now=MONDAY))
    assert len(set(map(str, codes))) == 1, codes
    assert Case.objects.get().code == codes[0]


def test_a_timer_and_an_officer_at_the_same_moment_do_not_both_go_on() -> None:
    for _round in range(5):
        case = opened()
        number = task(case).pk
        later = Timer.objects.get(case=case).due_at

        def do(place: int, number: int = number, later: Any = later) -> Any:
            if place % 2:
                return firing.fire_due(now=later)
            return acting.complete(task_id=number, outcome={}, viewer=actor(COMMUNE, "case.work"), now=MONDAY)

        at_once(do, 6)
        firing.fire_due(now=later)
        assert Task.objects.filter(case=case, state="open").count() == 1
        assert task(case).element in {"b", "late"}
        assert not Timer.objects.filter(case=case).exists()


def test_what_was_answered_for_is_there_once_when_processes_are_killed_while_they_write(tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": database_url(), "HONGLAM_HOME": str(tmp_path), "HONGLAM_POOL": "1"}
    said: list[str] = []
    for turn in range(3):
        command = [[sys.executable, "-c", _WORK, f"w{turn}-{number}"] for number in range(3)]
        outputs = [(tmp_path / f"{turn}-{number}.out").open("w") for number in range(3)]
        workers = [
            subprocess.Popen(words, env=environment, stdout=output)
            for words, output in zip(command, outputs, strict=True)
        ]
        wanted = Case.objects.count() + 20 * (turn + 1)
        deadline = time.monotonic() + 120
        while Case.objects.count() < wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        for worker in workers:  # in the middle of whatever they are writing
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        for output in outputs:
            output.close()
        said += [line for path in tmp_path.glob(f"{turn}-*.out") for line in path.read_text().splitlines(keepends=True)]
    lines = [line.split() for line in said if line.endswith("\n")]
    codes = [words[1] for words in lines if words[0] == "opened"]
    done = [int(words[1]) for words in lines if words[0] == "done"]
    assert len(codes) == len(set(codes)) >= 60
    assert Case.objects.filter(code__in=codes).count() == len(codes)
    assert Task.objects.filter(pk__in=done, state="done").count() == len(done)
    for case in Case.objects.all():  # whatever stands half way goes on: one task, and the process waits for it
        assert Event.objects.filter(case=case, kind="opened").count() == 1
        while open_tasks := list(Task.objects.filter(case=case, state="open")):
            assert len(open_tasks) == 1
            acting.complete(task_id=open_tasks[0].pk, outcome={}, viewer=actor(COMMUNE, "case.work"), now=MONDAY)
    assert not Case.objects.exclude(state="done").exists()
    assert not Timer.objects.exists()
