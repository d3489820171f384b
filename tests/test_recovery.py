"""Point-in-time recovery as docs/how-to/backup-and-restore.md describes it, on the embedded server."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from honglam.project.postgres import EmbeddedServer, server_url, socket_folder

pytestmark = pytest.mark.slow


def test_a_server_comes_back_to_the_moment_before_the_mistake(tmp_path: Path) -> None:
    log, base = tmp_path / "archive", tmp_path / "base"
    log.mkdir(mode=0o777)
    log.chmod(0o777)  # started as root, the server runs as another user
    archiving = {"archive_mode": "on", "archive_command": f'cp "%p" "{log}/%f"', "wal_level": "replica"}
    server = EmbeddedServer(tmp_path / "server", durable=False, settings=archiving)
    try:
        server.start()
        base_backup(server, base)
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE dossier AS SELECT generate_series(1, 500) AS id")
            before = moment(connection)
            connection.execute("DELETE FROM dossier")
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("CHECKPOINT")
    finally:
        server.stop()  # the last segment is archived before it ends

    target = {
        "restore_command": f'cp "{log}/%f" "%p"',
        "recovery_target_time": before.isoformat(),
        "recovery_target_action": "promote",
    }
    recovered = EmbeddedServer(base, durable=False, settings=target)
    (base / "recovery.signal").touch()
    (base / "recovery.signal").chmod(0o666)
    try:
        recovered.start()
        with psycopg.connect(recovered.url) as connection:
            assert connection.execute("SELECT count(*) FROM dossier").fetchone() == (500,)
    finally:
        recovered.stop()


def base_backup(server: EmbeddedServer, target: Path) -> None:
    command = [
        str(EmbeddedServer.bin("pg_basebackup")),
        f"--pgdata={target}",
        "--checkpoint=fast",
        "--wal-method=stream",
    ]
    command += ["--dbname", server_url(server.data, "postgres")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    owner = server.data.stat()
    subprocess.run(["chown", "-R", f"{owner.st_uid}:{owner.st_gid}", str(target)], check=True)
    assert socket_folder(target) != socket_folder(server.data)


def moment(connection: psycopg.Connection[tuple[object, ...]]) -> datetime:
    """Return the server's clock after everything that was committed before, and let a moment pass."""
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    connection.execute("SELECT pg_sleep(0.2)")
    assert row is not None
    assert isinstance(row[0], datetime)
    return row[0]
