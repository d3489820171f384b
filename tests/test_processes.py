"""Starting, refusing to start, several processes on one database, a full disk: seen from outside."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from honglam.project.postgres import EmbeddedServer
from tests.processes import HONGLAM, Installation, begun, eventually, free_port, installation

pytestmark = pytest.mark.slow

MEGABYTE = 2**20


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("processes") / "home") as made:
        made.up()
        yield made


def refused(**environment: str) -> str:
    """Return what `honglam up` says when it may not start."""
    done = subprocess.run(
        [*HONGLAM, "up"], env=os.environ | {"LANG": "C"} | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_second_start_on_the_same_folder_is_refused_and_harms_nothing(house: Installation) -> None:
    said = house.command("up", expect=1)
    assert f"process {house.pids('up')[0]}" in said
    assert httpx.get(f"{house.url}/readyz").status_code == 200


def test_a_taken_port_an_unwritable_folder_and_a_wrong_database_are_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} is taken" in refused(HONGLAM_HOME=str(tmp_path / "a"), HONGLAM_PORT=port)
    (tmp_path / "file").write_text("")
    assert "HONGLAM_HOME" in refused(HONGLAM_HOME=str(tmp_path / "file" / "home"))
    nobody = f"postgresql://x@127.0.0.1:{free_port()}/x"
    said = refused(HONGLAM_HOME=str(tmp_path / "b"), HONGLAM_PORT=str(free_port()), DATABASE_URL=nobody)
    assert "DATABASE_URL does not answer" in said


def test_the_doctor_finds_a_running_installation_well_and_tells_machines_so(house: Installation) -> None:
    def is_well() -> bool:
        done = subprocess.run([*HONGLAM, "doctor", "--json"], env=house.environment, capture_output=True, check=False)
        found = {check["id"]: check["light"] for check in json.loads(done.stdout)["checks"]}
        return done.returncode == 0 and set(found.values()) <= {"green", "grey"} and found["project.worker"] == "green"

    eventually(is_well, seconds=120, why="all is green")


def test_the_doctor_without_a_database_is_red_soon_and_says_what_to_do(tmp_path: Path) -> None:
    with installation(tmp_path / "home") as stopped:
        found = json.loads(stopped.command("doctor", "--json", expect=1))
    database = next(check for check in found["checks"] if check["id"] == "project.database")
    assert database["light"] == "red"
    assert "honglam up" in database["remedy"]


def test_each_command_explains_itself_and_wrong_usage_is_told_apart(house: Installation) -> None:
    for name in ("up", "web", "worker", "migrate", "doctor", "packs", "backup", "restore", "places"):
        assert "usage: honglam" in house.command(name, "--help")
    assert house.command("--version").startswith("honglam ")
    house.command("backup", expect=2)
    house.command("no-such-command", expect=2)
    assert json.loads(house.command("packs", "--json"))["packs"]


def test_the_drill_restores_a_fresh_backup_of_a_running_installation_and_tells_the_ledger(house: Installation) -> None:
    report = json.loads(house.command("drill", "--json"))
    assert "failed" not in report
    assert report["rows"] > 1000
    assert set(report["seconds"]) == {"restore", "migrate", "ledger", "files", "again"}
    assert not list(house.home.glob(".drill-*"))
    page = house.sign_in().get("/studio/backups/", follow_redirects=True).text
    assert "Diễn tập" in page
    assert f"{report['rows']:,}".replace(",", ".") in page


def test_a_drill_of_a_damaged_archive_fails_and_says_where(house: Installation, tmp_path: Path) -> None:
    house.command("backup", str(tmp_path / "all"))
    data = bytearray((tmp_path / "all").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "all").write_bytes(data)
    assert "restore" in house.command("drill", str(tmp_path / "all"), expect=1)


def test_a_backup_of_a_running_installation_is_restored_under_it(house: Installation, tmp_path: Path) -> None:
    house.command("backup", str(tmp_path / "all"))
    house.command("restore", str(tmp_path / "all"), "--yes")
    eventually(
        lambda: httpx.get(f"{house.url}/readyz").status_code == 200, seconds=30, why="it serves what it restored"
    )
    assert house.sign_in().get("/studio/", follow_redirects=True).status_code == 200


def test_two_web_servers_and_a_worker_share_one_database(tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", str(begun()), str(tmp_path / "one")], check=True)
    (tmp_path / "one" / "postgres").rename(tmp_path / "server")
    server = EmbeddedServer(tmp_path / "server", durable=False)
    url = server.start()
    try:
        with installation(tmp_path / "one", database_url=url) as one, installation(tmp_path / "two") as two:
            two.environment |= {"DATABASE_URL": url, "HONGLAM_HOME": str(one.home)}
            for each in (one, two):
                each.environment["HONGLAM_DEMO"] = "1"  # invented people may put their second factor off
            one.command("migrate", "--static", "--demo")
            webs = [one.start("web", "--workers", "1"), two.start("web", "--workers", "1")]
            worker = one.start("worker")
            one.ready(webs[0])
            two.ready(webs[1])
            signed_in = one.sign_in()
            there = httpx.get(f"{two.url}/studio/jobs/", cookies=dict(signed_in.cookies))
            assert there.status_code == 200, "a session of one server holds on the other"
            code = "from honglam.core.jobs import api; print('job', api.enqueue(name='jobs.forget'))"
            said = one.command("manage", "shell", "-v0", "-c", code)
            job = next(line.split()[1] for line in said.splitlines() if line.startswith("job "))
            ask = "from procrastinate.contrib.django.models import ProcrastinateJob as Job"
            ask += f"; print(Job.objects.get(id={job}).status)"
            eventually(
                lambda: "succeeded" in one.command("manage", "shell", "-v0", "-c", ask),
                seconds=60,
                why="the job is done",
            )
            assert all(process.poll() is None for process in [*webs, worker])
    finally:
        server.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 400 MB; only root may, elsewhere the test says that it did not run."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * MEGABYTE)


def test_a_full_disk_is_told_and_the_service_comes_back_when_there_is_space(small_disk: Path) -> None:
    with installation(small_disk / "home") as house:
        house.output = small_disk.parent / "out"  # the terminal is not on the full disk
        supervisor = house.up()
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space"):
            fill(ballast)
        query = "CREATE TABLE big AS SELECT repeat(md5(n::text), 40) FROM generate_series(1, 400000) n"
        code = f"from django.db import connection; connection.cursor().execute({query!r})"
        command = [*HONGLAM, "manage", "shell", "-v0", "-c", code]
        done = subprocess.run(command, env=house.environment, capture_output=True, check=False)
        assert done.returncode != 0
        assert supervisor.poll() is None
        assert "full" in house.command("migrate", expect=1)
        ballast.unlink()
        eventually(lambda: httpx.get(f"{house.url}/readyz", timeout=5).status_code == 200, seconds=60, why="it is back")
        assert house.sign_in().get("/studio/jobs/").status_code == 200
        assert psutil.pid_exists(supervisor.pid)
