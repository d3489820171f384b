"""Ours and a peer by turns (A-B-A-B), so that what the machine does meanwhile falls on both: medians, spread, ratio."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
WARM_SECONDS = 3


@dataclass(frozen=True)
class Side:
    """Somebody who answers: a name, an address, headers, and the addresses that are asked in turn."""

    name: str
    base: str
    paths: tuple[str, ...]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Round:
    """What one round found."""

    side: str
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    bad: int
    cold_ms: float
    bytes_each: int


@dataclass(frozen=True)
class Goal:
    """What we want of ours: at least so many answers a second, or a p95 of at most so many milliseconds."""

    per_second: float = 0
    p95_ms: float = float("inf")


def pair(  # noqa: PLR0913  (what is measured, and how)
    name: str, ours: Side, peer: Side | None, goal: Goal, *, rounds: int, seconds: int, connections: int
) -> dict[str, Any]:
    """Measure, print and keep one pair; a missing peer is said, not hidden."""
    sides = [side for side in (ours, peer) if side is not None]
    for side in sides:
        verify(side)
    found: dict[str, list[Round]] = {side.name: [] for side in sides}
    noise = [_noise()]
    for _ in range(rounds):
        for side in sides:
            found[side.name].append(_round(side, seconds, connections))
            noise.append(_noise())
    result = {
        "bench": name,
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rounds": rounds,
        "seconds": seconds,
        "connections": connections,
        "sides": {side: _summed(each) for side, each in found.items()},
        "ratio": _ratio(found, ours, peer),
        "goal": {key: value for key, value in asdict(goal).items() if value not in {0, float("inf")}},
        "machine": _machine() | {"busy_before_rounds": noise},
    }
    mine = result["sides"][ours.name]
    result["reached"] = bool(
        mine["per_second"] >= goal.per_second and mine["p95_ms"] <= goal.p95_ms and not mine["bad"]
    )
    keep(result)
    return result


def verify(side: Side) -> None:
    """See that every address answers 200, so that no error page is measured."""
    for path in side.paths:
        with _open(side, path) as answer:
            if answer.status != 200:
                raise SystemExit(f"{side.name} answers {answer.status} at {path}")


def keep(result: dict[str, Any]) -> None:
    """Print a result and add it to bench/results."""
    RESULTS.mkdir(exist_ok=True)
    line = json.dumps(result, ensure_ascii=False)
    with (RESULTS / f"{result['bench']}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    print(line, flush=True)


def _round(side: Side, seconds: int, connections: int) -> Round:
    began = time.perf_counter()
    with _open(side, side.paths[0]) as answer:
        answer.read()
    cold = (time.perf_counter() - began) * 1000
    _wrk(side, WARM_SECONDS, connections)
    hot = _wrk(side, seconds, connections)
    return Round(
        side.name,
        hot["requests"] / hot["seconds"],
        hot["p50_ms"],
        hot["p95_ms"],
        hot["p99_ms"],
        hot["bad"],
        round(cold, 2),
        hot["bytes"] // max(1, hot["requests"]),
    )


def _wrk(side: Side, seconds: int, connections: int) -> dict[str, Any]:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as paths:
        paths.write("\n".join(side.paths) + "\n")
        paths.flush()
        headers = [part for name, value in side.headers.items() for part in ("-H", f"{name}: {value}")]
        script = str(ROOT / "bench" / "load.lua")
        command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, *headers, side.base, "--", paths.name]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    return json.loads(line.removeprefix("RESULT "))


def _open(side: Side, path: str) -> Any:
    request = urllib.request.Request(side.base + path, headers=side.headers)
    return urllib.request.urlopen(request, timeout=60)


def _summed(rounds: Sequence[Round]) -> dict[str, Any]:
    rates = [each.per_second for each in rounds]
    return {
        "per_second": round(statistics.median(rates), 1),
        "spread": [round(min(rates), 1), round(max(rates), 1)],
        "p50_ms": statistics.median(each.p50_ms for each in rounds),
        "p95_ms": statistics.median(each.p95_ms for each in rounds),
        "p99_ms": statistics.median(each.p99_ms for each in rounds),
        "cold_ms": [each.cold_ms for each in rounds],
        "bytes_each": rounds[0].bytes_each,
        "bad": sum(each.bad for each in rounds),
    }


def _ratio(found: dict[str, list[Round]], ours: Side, peer: Side | None) -> dict[str, Any] | None:
    """Return how many times as many answers we gave, round by round."""
    if peer is None:
        return None
    each = [
        a.per_second / b.per_second for a, b in zip(found[ours.name], found[peer.name], strict=True) if b.per_second
    ]
    if not each:
        return None
    return {"median": round(statistics.median(each), 2), "spread": [round(min(each), 2), round(max(each), 2)]}


def _noise() -> float:
    """Return how busy the machine is while we do nothing, in percent of all cores."""
    return psutil.cpu_percent(interval=0.5)


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "load": os.getloadavg()[0],
    }
