"""A whole installation of its own for a test: a folder, a port and `honglam up`, driven from the outside."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from honglam.project.postgres import embedded_url

HONGLAM = (sys.executable, "-m", "honglam.project.command")
START_SECONDS = 120  # first starts on a busy machine; the claim of a quick second start has its own test


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], bool], *, seconds: float, why: str) -> None:
    """Wait until `condition()` holds; an unreachable server counts as "not yet"."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (httpx.HTTPError, IndexError, psutil.Error):  # not there yet, or just gone
            pass
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:g} s: {why}")


class Installation:
    """One HONGLAM_HOME and what runs on it."""

    def __init__(self, home: Path, *, database_url: str = "") -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HONGLAM_")},
            "HONGLAM_HOME": str(home),
            "HONGLAM_PORT": str(self.port),
            "DATABASE_URL": database_url,
            "LANG": "C.UTF-8",
            "LC_ALL": "",
        }
        self.output = home.parent / f"{home.name}.out"
        self._started: list[subprocess.Popen[bytes]] = []
        self._browsers: list[httpx.Client] = []

    def command(self, *args: str, expect: int = 0) -> str:
        """Run one command to its end and return what it printed."""
        done = subprocess.run([*HONGLAM, *args], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == expect, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """Start one command in a session of its own."""
        with self.output.open("ab") as output:
            process = subprocess.Popen(
                [*HONGLAM, *args], env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        self._started.append(process)
        return process

    def up(self, *args: str) -> subprocess.Popen[bytes]:
        """Start everything and wait until its page answers; a new folder begins as one that was started before."""
        if not self.home.exists():
            subprocess.run(["cp", "-a", str(begun()), str(self.home)], check=True)
        supervisor = self.start("up", "--demo", *args)
        self.ready(supervisor)
        return supervisor

    def ready(self, process: subprocess.Popen[bytes], *, seconds: float = START_SECONDS) -> None:
        """Wait until the installation can work."""

        def is_ready() -> bool:
            assert process.poll() is None, self.output.read_text()
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200

        eventually(is_ready, seconds=seconds, why=f"{self.url} is ready")

    def processes(self) -> list[psutil.Process]:
        """Return every live process of this installation, found by its environment or its data folder."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return str(self.home / "postgres") in process.cmdline() or (
                process.environ().get("HONGLAM_HOME") == str(self.home)
            )
        except psutil.Error:
            return False

    def pids(self, word: str) -> list[int]:
        """Return the processes whose command line has `word`, the oldest first."""
        found = [process for process in self.processes() if word in process.cmdline()]
        return [process.pid for process in sorted(found, key=lambda process: process.create_time())]

    def connect(self) -> psycopg.Connection[Any]:
        """Return a connection to its own database, as the operator's role."""
        return psycopg.connect(embedded_url(self.home))

    def sign_in(self, username: str = "quantri") -> httpx.Client:
        """Return a browser in which a demonstration person is signed in."""
        people = json.loads((self.home / "demo-people.json").read_text())
        password = next(person["password"] for person in people if person["username"] == username)
        client = httpx.Client(base_url=self.url, timeout=30)
        self._browsers.append(client)
        page = client.get("/accounts/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        form = {"csrfmiddlewaretoken": token[1], "login": username, "password": password}
        answer = client.post("/accounts/login/", data=form)
        assert answer.status_code == 302, answer.text
        # Officers would enrol a second factor now; a demonstration lets invented people put that off.
        client.post("/accounts/begin/later/", data={"csrfmiddlewaretoken": client.cookies["csrf"]})
        return client

    def close(self) -> None:
        """Stop what is left."""
        for browser in self._browsers:
            browser.close()
        for process in self._started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._started:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@cache
def begun() -> Path:
    """Return the folder of an installation whose first start, with the demonstration, is over.

    A first start migrates and fills everything, half a minute of work; the tests that only need one running share it.
    """
    folder = Path(os.environ["HONGLAM_TEST_SHARED"])
    home = folder / "begun" / "home"
    with (folder / "begun.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several test processes one makes it, the others wait
        if not home.exists():
            home.parent.mkdir(mode=0o755)
            _begin(home)
    return home


def _begin(home: Path) -> None:
    with installation(home.with_name("first")) as first:
        supervisor = first.start("up", "--demo")
        first.ready(supervisor)
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(60) == 0, first.output.read_text()
    first.home.rename(home)


@contextmanager
def installation(home: Path, *, database_url: str = "") -> Iterator[Installation]:
    """Give an installation and leave no process of it behind."""
    made = Installation(home, database_url=database_url)
    try:
        yield made
    finally:
        made.close()
        for process in made.processes():
            process.kill()
