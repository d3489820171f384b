"""Nothing acknowledged is lost: processes are killed at random while people write through the pages."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from honglam.project.postgres import embedded_url
from tests.processes import Installation, eventually, installation

pytestmark = pytest.mark.slow

WRITES = 200
# Jobs for next year; cancelling one through the studio is a write that a person is answered for.
ENQUEUE = """
from datetime import timedelta
from django.utils import timezone
from honglam.core.jobs import api
for _ in range({count}):
    print("job", api.enqueue(name="jobs.forget", at=timezone.now() + timedelta(days=365)))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("crash") / "home") as made:
        made.up()
        yield made


def supervisor_of(house: Installation) -> int:
    return house.pids("up")[0]


def web_worker(house: Installation) -> int:
    """Return a process that answers requests: a child of the web server's master."""
    return psutil.Process(house.pids("web")[0]).children()[-1].pid


def waiting_jobs(house: Installation) -> list[int]:
    said = house.command("manage", "shell", "-v0", "-c", ENQUEUE.format(count=WRITES))
    return [int(line.split()[1]) for line in said.splitlines() if line.startswith("job ")]


class Writer(threading.Thread):
    """Cancels job after job and notes which cancellations were acknowledged."""

    def __init__(self, client: httpx.Client, jobs: list[int]) -> None:
        super().__init__()
        self._client = client
        self._jobs = jobs
        self.acknowledged: list[int] = []
        self.strange: list[str] = []

    def run(self) -> None:
        for job in self._jobs:
            for _attempt in range(3):
                if self._cancel(job):
                    break
                time.sleep(0.2)

    def _cancel(self, job: int) -> bool:
        headers = {"X-CSRFToken": self._client.cookies["csrf"]}
        try:
            answer = self._client.post(f"/studio/jobs/{job}/cancel/", headers=headers, timeout=15)
        except httpx.TransportError:
            return False
        if answer.status_code == 302:
            self.acknowledged.append(job)
        elif answer.status_code not in {409, 503}:  # 409: an attempt without an answer did cancel it
            self.strange.append(f"{answer.status_code}: {answer.text[:300]}")
        return answer.status_code in {302, 409}


def states(house: Installation, jobs: list[int]) -> dict[int, str]:
    with psycopg.connect(embedded_url(house.home)) as connection:
        rows = connection.execute("SELECT id, status::text FROM procrastinate_jobs WHERE id = ANY(%s)", [jobs])
        return {int(number): str(status) for number, status in rows.fetchall()}


@pytest.mark.parametrize(
    "victim",
    [web_worker, lambda house: house.pids("web")[0], lambda house: house.pids("worker")[0], lambda h: h.pids("-D")[0]],
    ids=["web process", "web master", "job worker", "database"],
)
def test_it_keeps_each_acknowledged_write_when_a_process_is_killed(
    house: Installation, victim: Callable[[Installation], int]
) -> None:
    jobs = waiting_jobs(house)
    assert len(jobs) == WRITES
    writer = Writer(house.sign_in(), jobs)
    writer.start()
    for share in (0.25, 0.6):
        eventually(lambda share=share: len(writer.acknowledged) > WRITES * share, seconds=60, why="writes go on")
        killed = victim(house)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda killed=killed: victim(house) != killed, seconds=30, why="it was started again")
    writer.join()
    assert writer.strange == []
    found = states(house, jobs)
    assert [job for job in writer.acknowledged if found[job] != "cancelled"] == []
    assert len(writer.acknowledged) > WRITES * 0.8
    eventually(lambda: httpx.get(f"{house.url}/readyz").status_code == 200, seconds=30, why="it is ready again")


def test_it_keeps_each_acknowledged_write_when_the_supervisor_is_killed(house: Installation) -> None:
    jobs = waiting_jobs(house)
    writer = Writer(house.sign_in(), jobs)
    writer.start()
    eventually(lambda: len(writer.acknowledged) > 50, seconds=60, why="writes go on")
    os.kill(supervisor_of(house), signal.SIGKILL)
    eventually(lambda: house.processes() == [], seconds=30, why="the kernel ends what the supervisor left")
    house.up()
    writer.join()
    found = states(house, jobs)
    assert [job for job in writer.acknowledged if found[job] != "cancelled"] == []
    assert writer.strange == []


def test_a_page_asked_while_the_database_is_down_says_so_and_comes_back(house: Installation) -> None:
    officer = house.sign_in()
    database = house.pids("-D")[0]
    os.kill(database, signal.SIGSTOP)
    try:
        answer = httpx.get(f"{house.url}/readyz", timeout=20)
        assert answer.status_code == 503
    finally:
        os.kill(database, signal.SIGCONT)
    os.kill(database, signal.SIGKILL)
    answer = officer.get("/studio/jobs/", timeout=40)
    assert answer.status_code in {200, 503}
    eventually(lambda: httpx.get(f"{house.url}/readyz").status_code == 200, seconds=30, why="it is ready again")


def test_ctrl_c_stops_everything_and_leaves_no_process(tmp_path: Path) -> None:
    with installation(tmp_path / "home") as house:
        supervisor = house.up()
        assert house.processes()
        supervisor.send_signal(signal.SIGINT)
        try:
            assert supervisor.wait(30) == 0, house.output.read_text()
        except subprocess.TimeoutExpired:
            pytest.fail(house.output.read_text())
        assert house.processes() == []
        assert "safe" in house.output.read_text()
        began = time.monotonic()
        second = house.start("up", "--demo")
        house.ready(second)
        assert time.monotonic() - began < 60  # the claim is 5 s on an idle machine; `up` prints what it was
