from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import psycopg
import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from honglam.project import routers
from honglam.project.installation import ROOT
from honglam.project.postgres import EmbeddedServer, server_url
from honglam.project.routers import COOKIE, PRIMARY, REPLICA, ReplicaMiddleware, ReplicaRouter

ROUTER = ReplicaRouter()


@pytest.fixture
def with_replica(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that a replica is configured; where a read goes is decided without asking it."""
    databases = {**settings.DATABASES, REPLICA: settings.DATABASES[PRIMARY]}  # type: ignore[attr-defined]
    monkeypatch.setattr(routers.settings, "DATABASES", databases)
    monkeypatch.setattr(routers.replica, "ready", lambda: True)


def ask(method: str, *, cookie: bool = False, writes: bool = False) -> tuple[list[str], HttpResponse]:
    """Return which databases one request reads from, and the answer."""
    read: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        read.append(ROUTER.db_for_read(None))
        if writes:
            ROUTER.db_for_write(None)
        read.append(ROUTER.db_for_read(None))
        return HttpResponse()

    request = HttpRequest()
    request.method = method
    if cookie:
        request.COOKIES[COOKIE] = "1"
    answer = ReplicaMiddleware(view)(request)
    assert isinstance(answer, HttpResponse)
    return read, answer


@pytest.mark.django_db(transaction=True)
def test_a_page_that_only_reads_is_read_from_the_replica(with_replica: None) -> None:
    read, answer = ask("GET")
    assert read == [REPLICA, REPLICA]
    assert COOKIE not in answer.cookies


@pytest.mark.django_db(transaction=True)
def test_who_writes_reads_from_the_primary_from_then_on(with_replica: None) -> None:
    assert ask("POST")[0] == [PRIMARY, PRIMARY]
    read, answer = ask("GET", writes=True)
    assert read == [REPLICA, PRIMARY]
    assert answer.cookies[COOKIE]["max-age"] == routers.STICKY_SECONDS
    assert ask("GET", cookie=True)[0] == [PRIMARY, PRIMARY]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_never_looks_at_the_replica(with_replica: None) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            return HttpResponse(ROUTER.db_for_read(None))

    request = HttpRequest()
    request.method = "GET"
    answer = ReplicaMiddleware(view)(request)
    assert isinstance(answer, HttpResponse)
    assert answer.content == PRIMARY.encode()


def test_the_worker_and_the_commands_read_from_the_primary(with_replica: None) -> None:
    assert ROUTER.db_for_read(None) == PRIMARY


def test_without_a_replica_everything_is_the_primary() -> None:
    assert ROUTER.db_for_read(None) == PRIMARY
    assert not ROUTER.allow_migrate(REPLICA, "places")


@dataclass(frozen=True)
class Pair:
    primary: EmbeddedServer
    replica: EmbeddedServer


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Run a primary and a streaming replica that our own script made."""
    folder = tmp_path_factory.mktemp("pair")
    primary = EmbeddedServer(folder / "primary", settings={"wal_level": "replica", "max_wal_senders": "4"})
    primary.start()
    data = folder / "replica"
    # The script ends in `postgres`; a stand-in lets the server be started and watched by the adapter instead.
    stand_in = folder / "bin"
    stand_in.mkdir()
    for name in ("psql", "pg_basebackup"):
        (stand_in / name).symlink_to(EmbeddedServer.bin(name))
    (stand_in / "postgres").write_text("#!/bin/sh\nexit 0\n")
    (stand_in / "postgres").chmod(0o755)
    environment = {"PRIMARY": str(primary.data), "PGDATA": str(data), "PATH": f"{stand_in}:{os.environ['PATH']}"}
    subprocess.run(["sh", str(ROOT / "ops" / "postgres" / "replica.sh")], env=environment, check=True)
    if os.geteuid() == 0:
        owner = primary.data.stat()
        for path in (data, *data.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    replica = EmbeddedServer(data, settings={"hot_standby": "on"})
    replica.start()
    yield Pair(primary, replica)
    replica.stop()
    primary.stop()


@pytest.mark.slow
def test_what_is_written_to_the_primary_arrives_at_the_replica_which_takes_no_writes(pair: Pair) -> None:
    with psycopg.connect(pair.primary.url) as primary:
        primary.execute("CREATE TABLE letter AS SELECT 42 AS number")
    deadline = time.monotonic() + 20
    with psycopg.connect(pair.replica.url, autocommit=True) as replica:
        while replica.execute("SELECT to_regclass('letter')").fetchone() == (None,):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert replica.execute("SELECT number FROM letter").fetchone() == (42,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            replica.execute("INSERT INTO letter VALUES (1)")


@pytest.mark.slow
def test_django_reads_from_the_replica_and_the_doctor_sees_that_it_follows(pair: Pair, tmp_path: Path) -> None:
    code = """
from datetime import timedelta
import django
django.setup()
from django.http import HttpRequest, HttpResponse
from django.contrib.contenttypes.models import ContentType
from honglam.project.routers import ReplicaMiddleware, replica_lag
assert replica_lag() is not None and replica_lag() < timedelta(seconds=30), replica_lag()
request = HttpRequest()
request.method = "GET"
answer = ReplicaMiddleware(lambda _request: HttpResponse(ContentType.objects.all().db))(request)
print(answer.content.decode())
"""
    environment = os.environ | {
        "HONGLAM_HOME": str(tmp_path),
        "DATABASE_URL": pair.primary.url,
        "DATABASE_REPLICA_URL": server_url(pair.replica.data),
        "DJANGO_SETTINGS_MODULE": "honglam.project.settings",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == REPLICA, done.stderr


DEAD = """
import time
import django
django.setup()
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from honglam.project import checks, replica
from honglam.project.routers import ReplicaMiddleware
request = HttpRequest()
request.method = "GET"
began = time.monotonic()
for _ in range(20):
    answer = ReplicaMiddleware(lambda _request: HttpResponse(str(ContentType.objects.count() >= 0)))(request)
    assert answer.content == b"True"
assert time.monotonic() - began < 5, time.monotonic() - began
finding = checks._replica(timezone.now())
assert finding.light == "red", finding
print(replica.lives(), finding.detail)
"""


def test_pages_come_from_the_primary_while_the_replica_is_dead(pair: Pair, tmp_path: Path) -> None:
    with socket.socket() as free:  # nobody listens there once it is closed
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with psycopg.connect(pair.primary.url) as primary:
        primary.execute("CREATE TABLE IF NOT EXISTS django_content_type (id int, app_label text, model text)")
    environment = os.environ | {
        "HONGLAM_HOME": str(tmp_path),
        "DATABASE_URL": pair.primary.url,
        "DATABASE_REPLICA_URL": f"postgresql://nobody@127.0.0.1:{port}/nothing",
        "DJANGO_SETTINGS_MODULE": "honglam.project.settings",
    }
    done = subprocess.run([sys.executable, "-c", DEAD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("False"), done.stdout
    assert "tạm thời các trang đọc từ máy chủ chính" in done.stdout


READING = """
import sys
import django
django.setup()
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.db import close_old_connections
from honglam.project import replica
from honglam.project.routers import ReplicaMiddleware
replica.LOOK_SECONDS = 0.2
request = HttpRequest()
request.method = "GET"
for _line in sys.stdin:
    close_old_connections()
    answer = ReplicaMiddleware(lambda _request: HttpResponse(ContentType.objects.all().db))(request)
    print(answer.content.decode(), flush=True)
"""


@pytest.mark.slow
def test_a_replica_that_dies_costs_at_most_a_moment_and_is_used_again_when_it_is_back(
    pair: Pair, tmp_path: Path
) -> None:
    environment = os.environ | {
        "HONGLAM_HOME": str(tmp_path),
        "DATABASE_URL": pair.primary.url,
        "DATABASE_REPLICA_URL": server_url(pair.replica.data),
        "DJANGO_SETTINGS_MODULE": "honglam.project.settings",
    }
    command = [sys.executable, "-c", READING]
    with subprocess.Popen(command, env=environment, stdin=PIPE, stdout=PIPE, text=True) as process:

        def asked() -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        assert asked() == REPLICA
        pair.replica.stop()
        time.sleep(0.3)
        assert asked() == PRIMARY
        pair.replica.start()
        deadline = time.monotonic() + 30
        while asked() != REPLICA:
            assert time.monotonic() < deadline
            time.sleep(0.3)
