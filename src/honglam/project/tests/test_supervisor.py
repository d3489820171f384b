from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from honglam.project.process import spawn
from honglam.project.supervisor import Service, Supervisor, bury

pytestmark = pytest.mark.slow

SLEEPER = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
WITH_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"


def python(code: str) -> Callable[[], subprocess.Popen[bytes]]:
    return lambda: spawn([sys.executable, "-c", code])


def supervisor(tmp_path: Path, *services: Service) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    return Supervisor(services, record=tmp_path / "record", log_folder=tmp_path, tell=said.append), said


def after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def pid_of(service: Service) -> int:
    assert service.process is not None
    return service.process.pid


def test_a_killed_service_starts_again_at_once(tmp_path: Path) -> None:
    service = Service("one", python(SLEEPER))
    watch, said = supervisor(tmp_path, service)
    watch.run(until=lambda: service.process is not None)
    first = pid_of(service)
    os.kill(first, signal.SIGKILL)
    watch.run(until=lambda: service.crashes == 1 and service.process is not None)
    assert pid_of(service) != first
    assert "one" in said[0]
    watch.stop()


def test_one_that_dies_again_and_again_is_started_ever_more_slowly(tmp_path: Path) -> None:
    service = Service("one", python("raise SystemExit(3)"))
    watch, said = supervisor(tmp_path, service)
    watch.run(until=after(2.5))
    assert 3 <= service.crashes <= 4, said
    watch.stop()


def test_one_that_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    tries: list[int] = []

    def start() -> subprocess.Popen[bytes]:
        tries.append(1)
        if len(tries) < 2:
            raise OSError(28, "No space left on device")
        return python(SLEEPER)()

    service = Service("one", start)
    watch, said = supervisor(tmp_path, service)
    watch.run(until=lambda: service.process is not None)
    assert "No space left" in said[0]
    watch.stop()


def test_stopping_ends_services_first_and_the_database_last(tmp_path: Path) -> None:
    log = tmp_path / "ends"
    end = "lambda *_: (open({0!r}, 'a').write({1!r}), sys.exit())"
    code = f"import signal, sys, time; signal.signal(signal.SIGTERM, {end}); time.sleep(600)"
    base = Service("base", python(code.format(str(log), "base ")), last=True)
    top = Service("top", python(code.format(str(log), "top ")))
    watch, _said = supervisor(tmp_path, base, top)
    watch.run(until=after(1.0))
    watch.stop()
    assert log.read_text() == "top base "


def test_one_that_will_not_end_is_killed_when_patience_is_over(tmp_path: Path) -> None:
    service = Service("deaf", python(DEAF), patience=0.5)
    watch, _said = supervisor(tmp_path, service)
    watch.run(until=after(0.7))
    pid = pid_of(service)
    watch.stop()
    assert gone(pid)


def test_the_children_of_a_killed_service_end_too(tmp_path: Path) -> None:
    service = Service("one", python(WITH_CHILD))
    watch, _said = supervisor(tmp_path, service)
    watch.run(until=lambda: service.process is not None and bool(psutil.Process(pid_of(service)).children()))
    child = psutil.Process(pid_of(service)).children()[0].pid
    os.kill(pid_of(service), signal.SIGKILL)
    watch.run(until=lambda: service.crashes == 1)
    watch.stop()
    assert gone(child)


def test_a_killed_supervisor_leaves_nothing_and_its_record_is_worked_off(tmp_path: Path) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
from honglam.project.process import spawn
from honglam.project.supervisor import Service, Supervisor
start = lambda: spawn([sys.executable, "-c", {WITH_CHILD!r}])
service = Service("one", start)
folder = Path({str(tmp_path)!r})
watch = Supervisor([service], record=folder / "record", log_folder=folder, tell=print)
import psutil
watch.run(until=lambda: service.process is not None and psutil.Process(service.process.pid).children())
print(service.process.pid, psutil.Process(service.process.pid).children()[0].pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    # Not a pipe: what the supervisor leaves behind would hold it open, and we would wait for that instead of ending it.
    with (tmp_path / "said").open("wb") as said:
        subprocess.run([sys.executable, "-c", code], stdout=said, stderr=said, check=False)
    pids = [int(text) for text in (tmp_path / "said").read_text().split()]
    assert len(pids) == 2
    bury(tmp_path / "record", patience=3)
    deadline = time.monotonic() + 3
    while not all(map(gone, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert all(map(gone, pids))
    assert not (tmp_path / "record").exists()


def test_a_record_never_harms_a_process_that_only_has_the_same_number(tmp_path: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True)
    (tmp_path / "record").write_text(f"[[{bystander.pid}, 1.0]]")
    bury(tmp_path / "record", patience=0.1)
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_large_log_begins_anew_and_the_writer_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("honglam.project.supervisor._LOG_LIMIT", 10)
    with (tmp_path / "web.log").open("ab", buffering=0) as writer:
        writer.write(b"a long story\n")
        supervisor(tmp_path)[0]._trim_logs()
        writer.write(b"next\n")
    assert (tmp_path / "web.log").read_bytes() == b"next\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"a long story\n"
