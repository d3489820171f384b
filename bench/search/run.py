"""The pair: ours beside PostgreSQL's own full text search, question by question, in the same minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import psutil

from bench.frame import ROOT, keep
from bench.search.corpus import DOCUMENTS

GOAL_MS = 300


def measure(env: Mapping[str, str], rounds: int) -> dict[str, Any]:
    """Load what is missing, ask everything `rounds` times of both sides by turns, print and keep the result."""
    _run("bench.search.load", env)
    asked = json.loads(_run("bench.search.measure", env, str(rounds)).splitlines()[-1])
    ours, peer = asked["honglam"], asked["postgres-fts"]
    result = {
        "bench": "search",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251  (a bench is its own edge)
        "documents": DOCUMENTS,
        "rounds": rounds,
        "unit": "ms: median, p95, worst; an officer of one commune; the function behind the page, without HTTP",
        "sides": {"honglam": ours, "postgres-fts": peer},
        "goal": {"p95_ms": GOAL_MS},
        "machine": {"cores": os.cpu_count(), "load": [round(each, 1) for each in psutil.getloadavg()]},
        "reached": ours["all"][1] <= GOAL_MS,
        "summary": f"p95 {ours['all'][1]} ms (peer {peer['all'][1]} ms)",
    }
    keep(result)
    return result


def _run(module: str, env: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False, timeout=7200)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr[-2000:]}")
    return done.stdout
