"""What the measured sides run on: one embedded PostgreSQL with its usual safety, and the servers as installed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from bench.frame import ROOT
from honglam.project.postgres import EmbeddedServer

FOLDER = Path(os.environ.get("HONGLAM_BENCH_HOME") or ROOT / "var" / "bench")


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """The database and the environment of everything that is started on it."""

    def __init__(self) -> None:
        home = FOLDER / "home"
        home.mkdir(parents=True, exist_ok=True)
        self.pg_port = 5432
        self._server = EmbeddedServer(home / "postgres", settings={"listen_addresses": "127.0.0.1"})
        self.env = os.environ | {
            "HONGLAM_HOME": str(home),
            "DATABASE_URL": self._server.url,
            "BENCH_PG_PORT": str(self.pg_port),
            "HONGLAM_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.stop()

    def prepare(self, module: str) -> str:
        """Run a module that prepares a side; returns the cookie that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
        if done.returncode:
            raise SystemExit(f"{module} failed:\n{done.stderr[-2000:]}")
        return str(json.loads(done.stdout.splitlines()[-1])["cookie"])

    @contextmanager
    def serving(
        self, name: str, command: Sequence[str], ready: str, env: dict[str, str] | None = None
    ) -> Iterator[None]:
        """Run a server until the block ends; `ready` is the address that answers when it is up."""
        log = (FOLDER / f"{name}.log").open("wb")
        process = subprocess.Popen(command, cwd=ROOT, env=self.env | (env or {}), stdout=log, stderr=log)
        try:
            _wait(process, ready, name)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()

    def ours(self, port: int) -> tuple[str, list[str], dict[str, str]]:
        """Return name, command and environment of the product with two processes."""
        code = f"from honglam.project.web import serve; serve(address='127.0.0.1', port={port}, workers=2)"
        return "honglam", [sys.executable, "-c", code], {"DJANGO_SETTINGS_MODULE": "bench.settings"}


def _wait(process: subprocess.Popen[bytes], address: str, name: str, seconds: float = 90) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise SystemExit(f"{name} ended while starting; read {FOLDER / name}.log")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers, if only to say who must sign in
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit(f"{name} did not answer within {seconds:.0f} s; read {FOLDER / name}.log")
