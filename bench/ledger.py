"""The ledger: entries a second through its door, durable, and how fast the whole of it is looked through.

`python -m bench.ledger` starts a PostgreSQL server with fsync on in a folder of its own, writes from several processes
as the application does (one entry in one transaction, committed to the disk), seals, and verifies. Beside it stands
what the machine itself can do: the same transactions with a table of two columns.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.frame import ROOT, keep
from honglam.project.postgres import EmbeddedServer

WRITERS = 4
_WRITE = """
import os, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
import django; django.setup()
from django.db import connection, transaction
from honglam.base import trace
from honglam.base.access import Kind, Viewer
from honglam.core.audit import api
kind, seconds = sys.argv[1], float(sys.argv[2])
def door(n):
    with transaction.atomic():
        api.record(verb="identity.post.added", thing=f"post:{n}", agency="H27.15", person="17",
                   before={"title": "Chuyên viên"}, after={"title": "Phó trưởng phòng", "from": "2026-12-01"})
def plain(n):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_plain (number, said) VALUES (%s, %s)", [n, "x" * 300])
def read(n):
    with transaction.atomic():
        api.read(thing=f"person:{n}", person=str(n), fields=("phone", "birthday"), purpose="case:1", agency="H27.15")
work = {"record": door, "read": read, "plain": plain}[kind]
hoa = Viewer(id="9", name="Trần Thị Hoa", kind=Kind.OFFICER, agency="H27.skhcn")
with trace.bound(viewer=hoa, purpose="case:1234", address="10.1.2.3", request="r-1"):
    work(0)
    print("ready", flush=True); sys.stdin.readline()
    count, ends = 0, time.perf_counter() + seconds
    while time.perf_counter() < ends:
        work(count); count += 1
print(count)
"""
_LOOK = """
import os, sys, time, json
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
import django; django.setup()
from django.utils import timezone
from honglam.core.audit import api
from honglam.core.audit.contracts import Act
missing = int(sys.argv[1])
acts = [Act("identity.post.added", f"post:{n}", "H27.15", {"title": "Chuyên viên"}, {"title": "Phó trưởng phòng"}, "17")
        for n in range(10_000)]
began = time.perf_counter()
for _ in range(missing // 10_000):
    api.record_many(acts=acts)
bulk = time.perf_counter() - began
began = time.perf_counter()
sealed = api.seal(now=timezone.now())
sealing = time.perf_counter() - began
rates = []
for _ in range(3):
    report = api.verify(now=timezone.now())
    assert report.whole, report.findings
    rates.append(report.size / report.seconds)
began = time.perf_counter()
for entry in range(1000, 1100):
    api.proof(entry=entry)
print(json.dumps({"entries": report.size, "bulk_per_second": missing // 10_000 * 10_000 / bulk,
    "seal_per_second": sealed / sealing, "verify_per_second": rates,
    "proof_ms": (time.perf_counter() - began) * 10}))
"""


def main() -> int:
    """Measure and keep; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--entries", type=int, default=500_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "postgres")
        server.start()
        environment = os.environ | {"DATABASE_URL": server.url, "HONGLAM_HOME": folder, "HONGLAM_POOL": "1"}
        try:
            found = _measure(environment, chosen)
        finally:
            server.stop()
    keep(found)
    return 0 if found["reached"] else 1


def _measure(environment: dict[str, str], chosen: argparse.Namespace) -> dict[str, Any]:
    manage = [sys.executable, "-m", "django", "migrate", "--settings=honglam.project.settings", "--verbosity=0"]
    subprocess.run(manage, env=environment, cwd=ROOT, check=True)
    _sql(environment, "CREATE TABLE bench_plain (number bigint, said text)")
    rates: dict[str, list[float]] = {kind: [] for kind in ("plain", "record", "read")}
    for _ in range(chosen.rounds):
        for kind, found in rates.items():
            found.append(_round(environment, kind, chosen.seconds))
    command = [sys.executable, "-c", _LOOK, str(chosen.entries)]
    look = json.loads(subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True).stdout)
    median = {kind: round(statistics.median(found)) for kind, found in rates.items()}
    verify = round(statistics.median(look["verify_per_second"]))
    return {
        "bench": "ledger",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "writers": WRITERS,
        "per_second": median,
        "spread": {kind: [round(min(found)), round(max(found))] for kind, found in rates.items()},
        "ratio_to_plain": round(median["record"] / median["plain"], 2),
        **{key: round(value) for key, value in look.items() if key.endswith("_per_second") and key[0] != "v"},
        "verify_per_second": verify,
        "entries": look["entries"],
        "proof_ms": round(look["proof_ms"], 1),
        "goal": {"record": 2000, "verify": 50_000},
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0]},
        "reached": median["record"] >= 2000 and verify >= 50_000,
    }


def _round(environment: dict[str, str], kind: str, seconds: float) -> float:
    """Return transactions a second of all writers together."""
    command = [sys.executable, "-c", _WRITE, kind, str(seconds)]
    options: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    writers = [subprocess.Popen(command, env=environment, **options) for _ in range(WRITERS)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return sum(int(writer.communicate()[0]) for writer in writers) / seconds


def _sql(environment: dict[str, str], statement: str) -> None:
    import psycopg  # noqa: PLC0415  (once)

    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


if __name__ == "__main__":
    sys.exit(main())
