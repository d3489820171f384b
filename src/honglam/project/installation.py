"""Where this installation lives and which database it uses: read from the environment without loading Django.

The settings read the same variables; these functions serve what must be quick, or must work when Django cannot.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from honglam.project.postgres import APPLICATION, EmbeddedServer, embedded_data, embedded_url

ROOT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """Return HONGLAM_HOME: the folder of everything that is not code."""
    return Path(os.environ.get("HONGLAM_HOME") or ROOT / "var").expanduser().resolve()


def keys() -> Path:
    """Return HONGLAM_KEYS: the folder of the keys with which this installation signs."""
    return Path(os.environ.get("HONGLAM_KEYS") or home() / "keys").expanduser().resolve()


def port() -> int:
    """Return HONGLAM_PORT, 8000 when it is not set; 0 stands for one that is no port number."""
    text = os.environ.get("HONGLAM_PORT") or "8000"
    return int(text) if text.isascii() and text.isdigit() and int(text) < 65536 else 0


def bind_address() -> str:
    """Return HONGLAM_BIND: the address the web server listens on, by default only this machine."""
    return os.environ.get("HONGLAM_BIND") or "127.0.0.1"


def embedded() -> bool:
    """Return whether the database is ours: no DATABASE_URL is set."""
    return not os.environ.get("DATABASE_URL")


def database_url() -> str:
    """Return the database for the operator's role, which migrates, backs up and restores."""
    given = os.environ.get("DATABASE_URL")
    return os.environ.get("HONGLAM_OPERATOR_URL") or given or embedded_url(home())


def application_url() -> str:
    """Return the database for the role of web server, worker and all other commands: DATABASE_URL, or the embedded."""
    return os.environ.get("DATABASE_URL") or embedded_url(home(), role=APPLICATION)


@contextmanager
def database() -> Iterator[str]:
    """Give a running database: the one of `honglam up`, the server of DATABASE_URL, or our own for this block only."""
    server = EmbeddedServer(embedded_data(home()))
    if not embedded() or server.running:
        yield database_url()
        return
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
