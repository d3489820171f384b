"""Knowing quickly whether database and static files still fit the code, so that a usual start does nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psycopg

from honglam.project.installation import ROOT

SOURCE = ROOT / "src" / "honglam"
_TABLE = "CREATE TABLE IF NOT EXISTS hl_installation (name text PRIMARY KEY, value text NOT NULL)"


def of_code() -> str:
    """Return the fingerprint of everything that `honglam migrate` runs or loads: our files and the pinned packages.

    Size and time of change stand for the content: reading every file would cost more than an unneeded migration saves.
    """
    files = (
        path
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ".toml", ".json", ".bpmn", ".dmn", ".sql", ".csv", ".geojson"}
    )
    return _digest([*(path for path in files if "tests" not in path.parts), *_pins()])


def of_static() -> str:
    """Return the fingerprint of what `collectstatic` copies."""
    own = (path for folder in SOURCE.rglob("static") for path in folder.rglob("*"))
    return _digest([*own, *(ROOT / "web" / "dist").rglob("*"), *_pins()])


def _pins() -> Iterable[Path]:
    return (ROOT / "requirements").glob("*.txt")


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stored(url: str) -> str:
    """Return the fingerprint that the database was prepared for, empty when it never was."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        if connection.execute("SELECT to_regclass('hl_installation')").fetchone() == (None,):
            return ""
        row = connection.execute("SELECT value FROM hl_installation WHERE name = 'code'").fetchone()
    return row[0] if row else ""


def store(url: str, fingerprint: str) -> None:
    """Remember in the database itself what it was prepared for: a restored or a new database then speaks for itself."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        connection.execute(_TABLE)
        connection.execute(
            "INSERT INTO hl_installation VALUES ('code', %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [fingerprint],
        )
