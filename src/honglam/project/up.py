"""`honglam up`: database, web and worker under one supervisor, from nothing to a URL."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

import psycopg

from honglam.project import demo, fingerprint, installation, preflight, prepare, roles
from honglam.project.postgres import EmbeddedServer, embedded_data
from honglam.project.process import spawn
from honglam.project.supervisor import Service, Supervisor, bury
from honglam.project.terminal import OK, _, complain, say, stop

_SELF = (sys.executable, "-m", "honglam.project.command")
_START_SECONDS = 60.0  # until the first page; a machine that needs longer has a fault worth a message


def run(*, demo_people: bool, workers: int) -> int:
    """Start everything, watch it, stop it; returns the exit code."""
    home, port, address = installation.home(), installation.port(), installation.bind_address()
    began = time.monotonic()
    preflight.check_python()
    preflight.check_home(home)
    server = EmbeddedServer(embedded_data(home)) if installation.embedded() else None
    with _only_one(home):
        bury(home / "processes.json")
        preflight.check_port(address, port)
        if demo_people:
            os.environ["HONGLAM_DEMO"] = "1"
        logs = home / "log"
        logs.mkdir(exist_ok=True)
        services = _services(logs, server, workers)
        supervisor = Supervisor(services, record=home / "processes.json", log_folder=logs, tell=complain)
        supervisor.obey_signals()
        try:
            if server is None:
                _check_database()
            else:
                supervisor.adopt(services[0], _start_database(server))
            if not supervisor.stopping:
                roles.grant(installation.database_url(), installation.application_url())
                _prepare(home, demo_people=demo_people)
            supervisor.run(until=_Until(services, _url(address, port) + "healthz", logs))
            if not supervisor.stopping:
                _announce(home, address, port, demo_people=demo_people, seconds=time.monotonic() - began)
            supervisor.run()
            say(_("Stopping …"))
        finally:
            supervisor.stop()
    say(_("Everything is stopped; all data is safe in %(home)s.") % {"home": home})
    return OK


class _only_one:  # noqa: N801  (used as a function)
    """Hold the folder's lock; the kernel frees it however we end."""

    def __init__(self, home: Path) -> None:
        self._path = home / "up.lock"
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        self._file = self._path.open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            stop(
                _("Honglam already runs on %(home)s (process %(pid)s): open its page, or stop it with Ctrl-C there.")
                % {"home": self._path.parent, "pid": self._file.read().strip() or "?"}
            )
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def __exit__(self, *_error: object) -> None:
        assert self._file is not None
        self._file.close()


def _services(logs: Path, server: EmbeddedServer | None, workers: int) -> list[Service]:
    """Describe what runs, in the order of starting."""

    def command(name: str, *args: str) -> Service:
        def start() -> subprocess.Popen[bytes]:
            with (logs / f"{name}.log").open("ab") as log:
                return spawn([*_SELF, name, *args], output=log)

        return Service(name, start)

    services = [command("web", "--workers", str(workers)), command("worker")]
    if server is not None:
        database = Service("postgres", server.launch, stop_signal=signal.SIGINT, patience=60.0, last=True)
        services.insert(0, database)
    return services


def _start_database(server: EmbeddedServer) -> subprocess.Popen[bytes]:
    """Start the embedded server and wait until it answers."""
    server.finish_stray()
    if not (server.data / "PG_VERSION").exists():
        say(_("Making the database in %(folder)s …") % {"folder": server.data})
    process = server.launch()
    server.wait_ready()
    server.ensure_database()
    return process


def _check_database() -> None:
    """See that the server of DATABASE_URL answers."""
    try:
        psycopg.connect(installation.database_url(), connect_timeout=10).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        stop(_("The database of DATABASE_URL does not answer: %(reason)s") % {"reason": reason})


def _prepare(home: Path, *, demo_people: bool) -> None:
    """Run `honglam migrate` when code or static files changed since they were prepared, or people are missing."""
    current = fingerprint.stored(installation.database_url()) == fingerprint.of_code()
    people = not demo_people or bool(demo.credentials(home))
    if current and people and prepare.static_is_current(home / "static"):
        return
    args = ["migrate", "--static", *(["--demo"] if demo_people else [])]
    if spawn([*_SELF, *args]).wait():
        stop(_("The database could not be prepared: the lines above say why."))


class _Until:
    """True once the web server answers; a start that cannot succeed ends with the last words of its log."""

    def __init__(self, services: list[Service], url: str, logs: Path) -> None:
        self._services, self._url, self._logs = services, url, logs
        self._deadline = time.monotonic() + _START_SECONDS

    def __call__(self) -> bool:
        for service in self._services:
            if service.crashes >= 3 or (service.name == "web" and time.monotonic() > self._deadline):
                path = self._logs / f"{service.name}.log"
                tail = path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:] if path.exists() else []
                complain("\n".join(tail))
                words = {"name": service.name, "path": path}
                stop(_("%(name)s does not start; the lines above are from %(path)s.") % words)
        try:
            urllib.request.urlopen(self._url, timeout=2).close()  # noqa: S310  (our own address)
        except urllib.error.HTTPError:
            return True  # it answers; what it says is the health page's matter
        except OSError:
            return False
        return True


def _url(address: str, port: int) -> str:
    """Return how this machine reaches the server; an address that means "all" is reached as localhost."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  (what the operator gave)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _announce(home: Path, address: str, port: int, *, demo_people: bool, seconds: float) -> None:
    say("")
    words = {"url": _url(address, port).replace("127.0.0.1", "localhost"), "seconds": seconds}
    say(_("Honglam runs: %(url)s   (ready in %(seconds).1f s)") % words)
    say(_("Data: %(home)s   Logs: %(home)s/log   Ctrl-C stops it.") % {"home": home})
    people = demo.credentials(home) if demo_people else []
    if people:
        say("")
        say(_("Demonstration people, all with the password %(password)s:") % {"password": people[0]["password"]})
        width = max(len(person["username"]) for person in people)
        for person in people:
            say(f"  {person['username']:<{width}}  {person['name']}, {person['post']}  ({person['surface']})")
        if not os.environ.get("HONGLAM_EMAIL_URL"):
            say(
                _("Letters, also those with codes for signing in, go to nobody and lie in %(home)s/mail.")
                % {"home": home}
            )
