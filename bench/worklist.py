"""Work lists at a million cases, as an officer of one commune and as who reaches everything; the export's memory.

    python -m bench.worklist [--cases 1000000] [--rounds 3] [--seconds 6]

The rows are made by SQL: a tenth of the cases is open, as in a province that answers a million a year in time. Both
sides are asked by turns, the same lists, so that what the machine does meanwhile falls on both.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import psutil

from bench.frame import Goal, Side, keep, pair
from bench.stack import Stack, free_port

P95_MS = 150.0
RATIO = 1.2  # as the officer beside one who reaches everything
EXPORT_MB = 100
PATHS = (
    "/desk/case/unit/",
    "/desk/case/unit/late/",
    "/desk/case/unit/today/",
    "/desk/case/unit/free/",
    "/desk/case/unit/?sort=-opened_at",
    "/desk/case/unit/?q=den+duong",
    "/desk/case/mine/",
    "/desk/case/all/",
    "/desk/case/all/late/",
    "/desk/case/all/?q=o+ga&status=closed",
)


def main() -> int:
    """Measure, print and keep; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.worklist", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6)
    chosen = parser.parse_args()
    os.environ["BENCH_CASES"] = str(chosen.cases)
    with Stack() as stack, ExitStack() as running:
        stack.env["BENCH_CASES"] = str(chosen.cases)
        cookies = stack.prepare("bench.worklist_prepare").split(" ")
        port = free_port()
        name, command, env = stack.ours(port)
        running.enter_context(stack.serving(name, command, f"http://127.0.0.1:{port}/healthz", env))
        base = f"http://127.0.0.1:{port}"
        officer = Side("officer", base, PATHS, {"Cookie": cookies[0]})
        everything = Side("everything", base, PATHS, {"Cookie": cookies[1]})
        found = pair(
            "worklist",
            officer,
            everything,
            Goal(p95_ms=P95_MS),
            rounds=chosen.rounds,
            seconds=chosen.seconds,
            connections=2,
        )
        sides = found["sides"]
        ratio = sides["officer"]["p50_ms"] / sides["everything"]["p50_ms"]
        print(f"officer / everything at the median: {ratio:.2f} (goal ≤ {RATIO})")
        export = _export(base, cookies[1], chosen.cases)
    return 0 if found["reached"] and ratio <= RATIO and export["reached"] else 1


def _export(base: str, cookie: str, cases: int) -> dict[str, Any]:
    """Read the whole list as CSV and watch how much the server's processes grow meanwhile."""
    servers = [p for p in psutil.process_iter() if _serves(p)]
    before = sum(process.memory_info().rss for process in servers)
    request = urllib.request.Request(f"{base}/desk/case/all/?format=csv", headers={"Cookie": cookie})
    began, size, lines, most = time.perf_counter(), 0, 0, 0
    with urllib.request.urlopen(request, timeout=1800) as answer:
        while piece := answer.read(1 << 20):
            size, lines = size + len(piece), lines + piece.count(b"\r\n")
            most = max(most, sum(process.memory_info().rss for process in servers) - before)
    seconds = time.perf_counter() - began
    result = {
        "bench": "worklist-export",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rows": lines - 1,
        "seconds": round(seconds, 1),
        "megabytes": round(size / 1e6, 1),
        "grown_mb": round(most / 2**20, 1),
        "goal": {"grown_mb": EXPORT_MB},
        "reached": bool(lines - 1 == cases and most <= EXPORT_MB * 2**20),
    }
    keep(result)
    return result


def _serves(process: psutil.Process) -> bool:
    """Tell whether a process belongs to the server that this run started."""
    try:
        return os.getpid() in {parent.pid for parent in process.parents()} and "python" in process.name()
    except psutil.Error:
        return False


if __name__ == "__main__":
    sys.exit(main())
