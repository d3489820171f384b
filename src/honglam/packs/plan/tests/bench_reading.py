"""How much of a plan the reader finds, and how fast: the marked documents of the room of plans, or those of a folder.

    python -m honglam.packs.plan.tests.bench_reading [FOLDER]

A folder holds `name.txt`, and in `name.json` what a person has marked in it, in the form of the room's own. There is no
peer that reads such documents; the goals are those of issue 5.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.frame import _machine, keep
from honglam.packs.plan.tests import scoring
from honglam.packs.plan.tests.scoring import Score

SECONDS_A_100_KB = 3.0


def main() -> int:
    """Read every document, print what was found of each kind; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m honglam.packs.plan.tests.bench_reading", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=scoring.MARKED)
    chosen = parser.parse_args()
    every: dict[str, Score] = {}
    slowest = 0.0
    for path, gold in scoring.documents(chosen.folder):
        plan, seconds = scoring.read(path)
        slowest = max(slowest, seconds / max(path.stat().st_size, 10_000) * 100_000)
        for kind, score in scoring.scores(plan, gold).items():
            every[kind] = every.get(kind, Score()) + score
    kinds = {
        kind: {"recall": round(score.recall, 4), "precision": round(score.precision, 4), "marked": score.marked}
        for kind, score in every.items()
    }
    result = {
        "bench": "plan_reading",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "documents": len(list(scoring.documents(chosen.folder))),
        "kinds": kinds,
        "seconds_a_100_kb": round(slowest, 3),
        "goal": {**scoring.GOALS, "seconds_a_100_kb": SECONDS_A_100_KB},
        "machine": _machine(),
        "reached": slowest <= SECONDS_A_100_KB
        and all(min(every[kind].recall, every[kind].precision) >= goal for kind, goal in scoring.GOALS.items()),
    }
    keep(result)
    return 0 if result["reached"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
