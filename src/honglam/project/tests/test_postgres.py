from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dj_database_url
import psutil
import psycopg
import pytest

from honglam.project.postgres import (
    AlreadyRunningError,
    EmbeddedServer,
    ServerError,
    embedded_data,
    embedded_url,
    socket_folder,
)

pytestmark = pytest.mark.slow

Start = Callable[..., EmbeddedServer]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[EmbeddedServer] = []

    def make(data: Path = tmp_path / "data", **options: bool) -> EmbeddedServer:
        server = EmbeddedServer(data, **options)
        started.append(server)
        server.start()
        return server

    yield make
    for server in started:
        server.stop()


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_it_starts_with_everything_on_that_keeps_data_safe(start: Start) -> None:
    url = start().url
    settings = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
    assert [ask(url, f"SHOW {name}") for name in settings] == ["on"] * 4
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT lower('ĐƯỜNG HỒNG LĨNH')") == "đường hồng lĩnh"
    assert ask(url, "SHOW shared_preload_libraries") == "pg_stat_statements"
    assert ask(url, "SHOW listen_addresses") == ""


def test_only_throw_away_servers_run_without_fsync(start: Start) -> None:
    assert ask(start(durable=False).url, "SHOW fsync") == "off"


def test_django_reads_the_same_address_as_the_server_listens_on(tmp_path: Path) -> None:
    parsed = dj_database_url.parse(embedded_url(tmp_path))
    assert (parsed["HOST"], parsed["NAME"]) == (str(embedded_data(tmp_path)), "honglam")


def test_a_long_path_gets_a_private_socket_folder(tmp_path: Path, start: Start) -> None:
    data = tmp_path / ("long" * 30)
    server = start(data, durable=False)
    folder = socket_folder(data)
    assert folder != data
    assert folder.stat().st_mode & 0o077 == 0
    assert ask(server.url, "SELECT 1") == 1


def test_a_closed_parent_folder_is_no_obstacle_and_stays_closed(tmp_path: Path, start: Start) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert ask(start(closed / "data", durable=False).url, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_second_server_on_the_folder_is_refused_in_one_sentence(tmp_path: Path, start: Start) -> None:
    start(durable=False)
    with pytest.raises(AlreadyRunningError) as refused:
        EmbeddedServer(tmp_path / "data").start()
    assert str(tmp_path / "data") in str(refused.value)


def test_kill_minus_nine_loses_nothing_that_was_committed(start: Start) -> None:
    server = start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert not server.running
    server.start()
    assert ask(server.url, "SELECT value FROM kept") == 7


def test_a_stale_pid_file_whose_number_now_belongs_to_another_program_is_no_obstacle(start: Start) -> None:
    server = start(durable=False)
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.data / name).write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    assert not server.running
    server.start()
    assert ask(server.url, "SELECT 1") == 1


def test_it_ends_when_the_process_that_started_it_is_killed(tmp_path: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from honglam.project.postgres import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "data")], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    deadline = time.monotonic() + 10
    while psutil.pid_exists(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(int(done.stdout))


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").write_text("mine")
    with pytest.raises(ServerError, match="not empty"):
        EmbeddedServer(tmp_path / "data").start()
    assert (tmp_path / "data" / "letter.txt").read_text() == "mine"


def test_a_broken_configuration_is_told_with_the_servers_own_words(start: Start) -> None:
    server = start(durable=False)
    server.stop()
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("max_connections = many\n")
    with pytest.raises(ServerError, match="max_connections"):
        server.start()
