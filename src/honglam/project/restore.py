"""`honglam restore`: check an archive, load it into a database beside, compare, and only then swap."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from honglam.project import archive, installation, preflight, records, recovery, roles
from honglam.project.backup import count_rows, without_password
from honglam.project.postgres import EmbeddedServer
from honglam.project.terminal import OK, _, dump, say, stop

_HEADER_LINES = 60  # pg_restore's settings stand before the first statement


def run(file: Path, *, replace: bool, key: Path | None, as_json: bool) -> int:
    """Restore the archive; the former data is kept beside until the next restore."""
    home = installation.home()
    preflight.check_home(home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder, installation.database() as url:
        unpacked = Path(folder)
        manifest = archive.extract(file, unpacked, key=lambda: recovery.identity(home, key))
        if not replace and not _is_empty(url):
            stop(_("There is data here already: add --yes to put the archive in its place (it is kept beside)."))
        name = urlsplit(url).path.lstrip("/")
        fresh, former = f"{name}_restoring", f"{name}_former"
        _load(url, fresh, unpacked / archive.DUMP)
        roles.grant(with_database(url, fresh), installation.application_url())  # a dump carries no rights
        _compare(with_database(url, fresh), manifest, file)
        _swap_databases(url, name, fresh, former)  # what can fail goes first; files are only renamed
        _swap_files(home, unpacked)
        rows = sum(manifest.rows.values())
        records.note("backup.restored", f"backup:{file.name}", {"made": manifest.made, "rows": rows})
    words = {"file": file, "rows": rows, "made": manifest.made, "former": former}
    if as_json:
        dump(words)
    else:
        say(_("%(file)s of %(made)s is in place: %(rows)d rows, all checked.") % words)
        say(_("The former data is kept as database %(former)s and folder files.former until the next restore.") % words)
    return OK


def with_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return not any(count_rows(connection).values())


def _load(url: str, fresh: str, dump_file: Path) -> None:
    """Load the dump into a new database, in one transaction, with any statement's error ending it."""
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(fresh)))
        try:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(fresh)))
        except psycopg.errors.InsufficientPrivilege:
            stop(_("The database user may not make databases: let an administrator give it CREATEDB for the restore."))
    script = [str(EmbeddedServer.bin("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(dump_file)]
    load = [str(EmbeddedServer.bin("psql")), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    address, environment = without_password(with_database(url, fresh))
    load += [f"--dbname={address}", "--output", os.devnull]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(script, stdout=subprocess.PIPE) as reader,  # noqa: S603  (the arguments are ours)
        subprocess.Popen(load, env=environment, stdin=subprocess.PIPE, stderr=complaints) as writer,  # noqa: S603
    ):
        assert reader.stdout is not None
        assert writer.stdin is not None
        try:
            for block in _for_any_version(reader.stdout):
                writer.stdin.write(block)
            writer.stdin.close()
        except BrokenPipeError:
            reader.kill()  # psql ended first; it says why
        if writer.wait() or reader.wait():
            complaints.seek(0)
            reason = next((line for line in complaints.read().decode().splitlines() if "ERROR" in line), "?")
            stop(_("The dump cannot be loaded: %(reason)s") % {"reason": reason})


def _for_any_version(script: Iterator[bytes]) -> Iterator[bytes]:
    """Leave out the one setting that servers before PostgreSQL 17 do not know and pg_restore always writes."""
    header = list(islice(script, _HEADER_LINES))
    return chain((line for line in header if not line.startswith(b"SET transaction_timeout")), script)


def _compare(url: str, manifest: archive.Manifest, file: Path) -> None:
    with psycopg.connect(url) as connection:
        if count_rows(connection) != manifest.rows:
            archive.refuse(file)
        connection.execute("ANALYZE")


def _swap_databases(url: str, name: str, fresh: str, former: str) -> None:
    """Rename within moments; who is connected is cut off and finds the new data when connecting again."""
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(former)))
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        kept = name  # what the present data are called now
        try:
            server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
            with server.transaction():  # both names change or neither does
                server.execute(rename.format(sql.Identifier(name), sql.Identifier(former)))
                server.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))
            kept = former
        finally:
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(kept)))


def _swap_files(home: Path, unpacked: Path) -> None:
    """Put files and keys in place; the former ones get the ending `.former`."""
    places = {"files": home / "files", "keys": installation.keys(), archive.SECRET: home / archive.SECRET}
    for name, current in places.items():
        former = current.with_name(f"{current.name}.former")
        if name != "files" and not (unpacked / name).exists():
            continue  # an archive from before there were such keys
        _remove(former)
        if current.exists():
            current.rename(former)
        if (unpacked / name).exists():
            shutil.move(unpacked / name, current)
    if (home / archive.SECRET).exists():
        (home / archive.SECRET).chmod(0o600)
    for path in installation.keys().rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
