"""How long a reader waits while a definition of a large register is published.

    python -m bench.register_publish [--rows 2800000]

PostgreSQL with fsync on. While each publication runs, and while what follows it is done, one reader asks for a record
by its key every two milliseconds; another one counts all records without a pause, so that the publication must wait
for a long statement, as it must in life. What is kept is the longest that the first reader waited.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from bench.frame import ROOT, _machine, keep
from bench.stack import FOLDER
from honglam.project.postgres import EmbeddedServer

if TYPE_CHECKING:
    from honglam.engines.register.contracts import Register

GOAL_MS = 200.0
NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)
_FILL = """
INSERT INTO reg.bench_publish (id, agency, commune, act, at, code, name, area)
SELECT ('0193' || lpad(to_hex(i), 28, '0'))::uuid, 'H27.' || (18000 + i % 69), (18000 + i % 69)::text, 1, now(),
  'T' || i, 'Thửa số ' || i % 1000, i % 5000 FROM generate_series(1, {n}) i
"""
_ONE = "SELECT code, name FROM reg.bench_publish WHERE id = '01930000-0000-0000-0000-000000000001'"
_ALL = "SELECT count(*) FROM reg.bench_publish"


def main() -> int:
    """Measure in a process of its own on the bench's database; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_publish", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_800_000)
    chosen = parser.parse_args()
    home = FOLDER / "publish"
    home.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer(home / "postgres")
    url = server.start()
    try:
        command = [sys.executable, "-m", "bench.register_publish", "inside", str(chosen.rows)]
        env = os.environ | {"HONGLAM_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=ROOT, env=env | {"HONGLAM_LOG_LEVEL": "ERROR"}, check=True, stdout=subprocess.PIPE, text=True
        )
    finally:
        server.stop()
    steps = json.loads(done.stdout.splitlines()[-1])
    result = {
        "bench": "register_publish",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rows": chosen.rows,
        "steps": steps,
        "goal": {"reader_waits_ms": GOAL_MS},
        "machine": _machine(),
        "reached": max(step["reader_waits_ms"] for step in steps.values()) <= GOAL_MS,
    }
    keep(result)
    return 0 if result["reached"] else 1


def inside(rows: int) -> None:
    """Fill the register, publish one thing after the other, print what the reader felt."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    register = _filled(rows)
    from honglam.engines.register.contracts import Type  # noqa: PLC0415  (as above)

    def changed(which: str, /, **facts: Any) -> Callable[[], Register]:
        def make() -> Register:
            now = _current()
            return replace(now, fields=tuple(replace(f, **facts) if f.name == which else f for f in now.fields))

        return make

    def more(**facts: Any) -> Callable[[], Register]:
        field = replace(register.fields[1], search=False, **facts)
        return lambda: replace(_current(), fields=(*_current().fields, field))

    steps: dict[str, Callable[[], Register]] = {
        "add": more(n=10, name="note", title="Ghi chú"),
        "add, required with a default": more(n=11, name="state", title="Tình trạng", required=True, default="mới"),
        "rename": changed("note", name="remark"),
        "index": changed("area", filter=True),
        "unique": changed("code", unique=True),
        "text becomes a number": changed("area_text", type=Type.INTEGER),
    }
    found = {name: _felt(make) for name, make in steps.items()}
    print(json.dumps(found))


def _filled(rows: int) -> Register:
    from django.db import connection  # noqa: PLC0415  (settings first)

    from honglam.engines.register.testing import deployed, dropped  # noqa: PLC0415  (as above)

    dropped("bench_publish")
    fields = [("code", "text"), ("name", "text"), ("area", "integer"), ("area_text", "text")]
    register = deployed(
        {
            "id": "bench_publish",
            "title": "Thửa đất",
            "owner": "H27",
            "fields": [{"n": n, "name": name, "type": kind, "title": name} for n, (name, kind) in enumerate(fields, 1)],
        }
    )
    with connection.cursor() as cursor:
        cursor.execute(_FILL.format(n=rows))
        cursor.execute("UPDATE reg.bench_publish SET area_text = area::text WHERE area % 100 = 0")
        cursor.execute("VACUUM ANALYZE reg.bench_publish")
    return register


def _current() -> Register:
    from honglam.engines.register.service import current  # noqa: PLC0415  (settings first)

    return current.definition("bench_publish")


def _felt(make: Callable[[], Register]) -> dict[str, float]:
    """Publish and settle; return how long each took, and the longest that the reader waited."""
    from honglam.engines.register.service import deploying, settling  # noqa: PLC0415  (settings first)

    register = make()
    with _reading() as waits:
        began = time.perf_counter()
        deploying.publish(register, based_on=register.version, confirmed=True, by=None, now=NOW)
        published = time.perf_counter()
        settling.settle(register.id)
        settled = time.perf_counter()
    return {
        "publish_s": round(published - began, 2),
        "settle_s": round(settled - published, 2),
        "reader_waits_ms": round(max(waits) * 1000, 1),
    }


@contextmanager
def _reading() -> Iterator[list[float]]:
    over, waits = threading.Event(), [0.0]

    def ask(statement: str, pause: float, kept: list[float]) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            while not over.is_set():
                began = time.perf_counter()
                connection.execute(statement)
                kept.append(time.perf_counter() - began)
                time.sleep(pause)

    readers = [
        threading.Thread(target=ask, args=(_ONE, 0.002, waits)),
        threading.Thread(target=ask, args=(_ALL, 0, [])),
    ]
    for reader in readers:
        reader.start()
    try:
        yield waits
    finally:
        over.set()
        for reader in readers:
            reader.join()


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(int(sys.argv[2]))
    else:
        sys.exit(main())
