"""`honglam backup`: everything that cannot be made again, in one encrypted archive, while people work."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pyrage import x25519

from honglam.project import installation, preflight, records, recovery
from honglam.project.archive import DUMP, FILES, KEYS, SECRET, Manifest, Writer
from honglam.project.postgres import EmbeddedServer
from honglam.project.terminal import OK, _, dump, say, stop


def run(file: Path, *, as_json: bool) -> int:
    """Write the archive beside its final name and rename it, so that a half-written one is never taken for whole."""
    home = installation.home()
    preflight.check_home(home)
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    to = recovery.recipient(home)
    try:
        with installation.database() as url:
            manifest = _write(draft, url, home, to)
            draft.replace(file)
            records.note("backup.made", f"backup:{file.name}", _summary(manifest) | {"size": file.stat().st_size})
    except OSError as error:
        reason = _("the disk is full") if error.errno == errno.ENOSPC else (error.strerror or str(error)).lower()
        stop(_("Cannot write %(file)s (%(reason)s): choose another place.") % {"file": file, "reason": reason})
    finally:
        draft.unlink(missing_ok=True)
    words = {"file": file, "size": file.stat().st_size / 1e6, **_summary(manifest)}
    if as_json:
        dump(words | {"size": file.stat().st_size})
    else:
        say(
            _("%(file)s holds %(rows)d rows and %(files)d files, %(size).1f MB. Keep a copy on another machine.")
            % words
        )
    return OK


def _summary(manifest: Manifest) -> dict[str, Any]:
    files = sum(name.startswith(FILES) for name in manifest.hashes)
    return {"made": manifest.made, "rows": sum(manifest.rows.values()), "files": files}


def _write(draft: Path, url: str, home: Path, to: x25519.Recipient) -> Manifest:
    with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".honglam-") as folder:
        dump_file = Path(folder) / DUMP
        manifest = _dump(url, dump_file)
        os.close(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600))  # for its owner only
        with recovery.sealing(draft, to) as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
            writer = Writer(tar, manifest)
            writer.add(DUMP, dump_file)
            if (home / "secret-key").exists():
                writer.add(SECRET, home / "secret-key")
            # Files after the database: every file that the snapshot names was stored before its row was committed.
            for prefix, root in ((KEYS, installation.keys()), (FILES, home / "files")):
                for path in sorted(root.rglob("*")):
                    if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                        # A part of an upload goes when the upload is whole; nobody misses what is gone already.
                        with contextlib.suppress(FileNotFoundError):
                            writer.add(prefix + path.relative_to(root).as_posix(), path)
            writer.close()
    return manifest


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """Return a connection string without the password, and an environment with it: `ps` shows the string to all."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), os.environ | ({"PGPASSWORD": str(password)} if password else {})


def _dump(url: str, target: Path) -> Manifest:
    """Dump the database and count its rows in one snapshot, so that the counts are exact while others write."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot is not None
        address, environment = without_password(url)
        command = [str(EmbeddedServer.bin("pg_dump")), "--format=custom", "--no-owner", "--no-privileges"]
        command += [f"--snapshot={snapshot[0]}", f"--file={target}", f"--dbname={address}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (the arguments are ours)
        if done.returncode:
            reason = next(iter(reversed(done.stderr.strip().splitlines())), "?")
            stop(_("The database could not be dumped: %(reason)s") % {"reason": reason})
        rows = count_rows(connection)
        server = connection.info.server_version
    now = datetime.now(UTC)  # noqa: TID251  (the edge: a command)
    return Manifest(made=now.isoformat(), version=version("honglam"), server=server, rows=rows)


def count_rows(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    """Return the exact number of rows of each table that is not the server's own."""
    names = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
    ).fetchall()
    rows: dict[str, int] = {}
    for schema, table in names:
        query = sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(str(schema), str(table)))
        counted = connection.execute(query).fetchone()
        assert counted is not None
        rows[f"{schema}.{table}"] = int(str(counted[0]))
    return rows
