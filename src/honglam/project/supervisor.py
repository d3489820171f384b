"""Keeping a few processes alive: start, watch, restart with back-off, stop in order.

Plain and small on purpose: the well-kept ones either do not restart (honcho) or are services of their own (supervisord,
systemd). On a real server systemd does this work; see ops/systemd.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from honglam.project.terminal import _

BACK_OFF = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before the 1st, 2nd … restart; the last repeats
STEADY = 30.0  # seconds of life after which a crash counts as the first again
_TICK = 0.1
_LOG_LIMIT = 20 * 2**20  # bytes; then the log becomes `.1` and begins anew


@dataclass
class Service:
    """One process to keep alive.

    Attributes:
        name: for the log, and of its log file.
        start: starts it and returns the process.
        stop_signal: asks it to finish what it does and end.
        patience: seconds between that request and kill -9.
        last: stopped after all the others have ended.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: int = signal.SIGTERM
    patience: float = 15.0
    last: bool = False
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    crashes: int = 0
    due: float = field(default=0.0)


class Supervisor:
    """Runs services until it is told to stop.

    Args:
        services: in the order of starting.
        record: file that names the running processes, so that the next supervisor can bury those of a killed one.
        log_folder: folder whose `*.log` files are kept small.
        tell: called with one line when something happens that the operator should see.
    """

    def __init__(
        self, services: Sequence[Service], *, record: Path, log_folder: Path, tell: Callable[[str], None]
    ) -> None:
        self.services = services
        self.stopping = False
        self._record = record
        self._logs = log_folder
        self._tell = tell

    def obey_signals(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal end the run cleanly."""
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Keep every service alive until a signal comes or `until()` is true. Returns; stops nothing."""
        sweep = time.monotonic()
        while not self.stopping and not until():
            now = time.monotonic()
            for service in self.services:
                self._tend(service, now)
            if now - sweep > 60:
                sweep = now
                self._trim_logs()
            time.sleep(_TICK)

    def _tend(self, service: Service, now: float) -> None:
        """Start the service when it is due, and notice when it died."""
        if service.process is None:
            if now >= service.due:
                self._start(service, now)
            return
        code = service.process.poll()
        if code is None:
            return
        _kill_group(service.process.pid)  # its own children must not keep the port or a database connection
        service.process = None
        service.crashes = service.crashes + 1 if now - service.born < STEADY else 1
        wait = BACK_OFF[min(service.crashes, len(BACK_OFF)) - 1]
        service.due = now + wait
        text = _("%(name)s ended (%(why)s) and starts again in %(wait)g s.")
        self._tell(text % {"name": service.name, "why": _why(code), "wait": wait})

    def _start(self, service: Service, now: float) -> None:
        try:
            service.process = service.start()
        except (OSError, RuntimeError) as error:
            service.crashes += 1
            service.due = now + BACK_OFF[min(service.crashes, len(BACK_OFF) - 1)]
            self._tell(_("%(name)s cannot start yet: %(why)s") % {"name": service.name, "why": error})
            return
        service.born = now
        self._write_record()

    def adopt(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        """Watch a process that was started before the run."""
        service.process, service.born = process, time.monotonic()
        self._write_record()

    def stop(self) -> None:
        """End all services: first those that serve, side by side, then those marked `last`."""
        for last in (False, True):
            group = [s for s in self.services if s.last is last and s.process is not None]
            for service in group:
                assert service.process is not None
                service.process.send_signal(service.stop_signal)
            asked = time.monotonic()
            for service in group:
                self._await_end(service, asked)
        self._record.unlink(missing_ok=True)

    def _await_end(self, service: Service, asked: float) -> None:
        assert service.process is not None
        with suppress(subprocess.TimeoutExpired):
            service.process.wait(max(0.1, asked + service.patience - time.monotonic()))
        _kill_group(service.process.pid)
        service.process.wait()
        service.process = None

    def _write_record(self) -> None:
        alive = [s.process.pid for s in self.services if s.process is not None]
        rows = [[pid, psutil.Process(pid).create_time()] for pid in alive if psutil.pid_exists(pid)]
        with suppress(OSError):  # a full disk must not stop the watch; the record only helps after a kill -9
            self._record.write_text(json.dumps(rows), encoding="ascii")

    def _trim_logs(self) -> None:
        for path in self._logs.glob("*.log"):
            with suppress(OSError):
                if path.stat().st_size > _LOG_LIMIT:
                    path.with_suffix(".log.1").write_bytes(path.read_bytes())
                    os.truncate(path, 0)  # the writers append, so they go on at the new end


def bury(record: Path, *, patience: float = 15.0) -> None:
    """Wait for the processes of a supervisor that was killed, and kill those that do not end by themselves.

    The kernel has told them to end (see `process.spawn`); an id that now belongs to something else is left alone.
    """
    try:
        rows = json.loads(record.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return
    left = [process for pid, born in rows if (process := _same_process(pid, born)) is not None]
    __, stubborn = psutil.wait_procs(left, timeout=patience)
    for process in stubborn:
        _kill_group(process.pid)
    psutil.wait_procs(stubborn, timeout=patience)
    for pid, __ in rows:
        if not psutil.pid_exists(pid):
            _kill_group(pid)  # workers whose master was killed as well
    record.unlink(missing_ok=True)


def _same_process(pid: int, born: float) -> psutil.Process | None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if abs(process.create_time() - born) < 0.1:
            return process
    return None


def _kill_group(pid: int) -> None:
    """Kill the session of a child of ours (`spawn` makes each one a leader), its leader included."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _why(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
