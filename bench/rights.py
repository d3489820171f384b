"""What a right costs a list: the same page of a million rows for everybody's kind of right, beside a superuser's.

`python -m bench.rights`: in one process and by turns, so that what the machine does meanwhile falls on all. A superuser
is somebody who sees every row: the same list without any limit. The goal is 1.2 times their time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bench.frame import ROOT, _machine, keep
from bench.stack import FOLDER
from honglam.project.postgres import EmbeddedServer

GOAL = 1.2
ASKED = "kind=rice&sort=-area&size=50"


def main() -> int:
    """Measure in a process of its own on the bench's database; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.rights", description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    chosen = parser.parse_args()
    home = FOLDER / "home"
    home.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer(home / "postgres")
    url = server.start()
    try:
        command = [sys.executable, "-m", "bench.rights", "inside", str(chosen.rounds)]
        env = os.environ | {"HONGLAM_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    finally:
        server.stop()
    sides = json.loads(done.stdout.splitlines()[-1])
    base = sides["superuser"]["p50_ms"]
    ratios = {name: round(side["p50_ms"] / base, 2) for name, side in sides.items() if name != "superuser"}
    result = {
        "bench": "rights",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        "rounds": chosen.rounds,
        "sides": sides,
        "ratio_to_superuser": ratios,
        "goal": {"ratio": GOAL},
        "machine": _machine(),
        "reached": all(ratio <= GOAL for ratio in ratios.values()),
    }
    keep(result)
    return 0 if result["reached"] else 1


def inside(rounds: int) -> None:
    """Prepare the rows, ask as each viewer by turns, print what was found."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (as above)

    from bench.rows.seed import seed  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    seed()
    sides = _sides()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 20):
        order = list(sides)
        random.Random(number).shuffle(order)  # so that nobody always comes after the dearest
        for name in order:
            began = time.perf_counter()
            sides[name]()
            if number >= 20:  # what comes before warms the caches
                taken[name].append((time.perf_counter() - began) * 1000)
    print(json.dumps({name: _summed(each) for name, each in taken.items()}))


def _sides() -> dict[str, Callable[[], object]]:
    from django.http import QueryDict  # noqa: PLC0415  (as above)

    from bench.rows.kinds import COMMUNE  # noqa: PLC0415  (as above)
    from bench.rows.models import Parcel  # noqa: PLC0415  (as above)
    from bench.rows.tables import PARCELS  # noqa: PLC0415  (as above)
    from honglam.base.access import Grant, Kind, Viewer  # noqa: PLC0415  (as above)
    from honglam.kit import tables  # noqa: PLC0415  (as above)

    open_to_all = replace(PARCELS, id="rows.all", scope="", holder="", permission="")
    communes = [f"H27.{18561 + number}" for number in range(69)]

    def side(paths: list[str], table: tables.Table = PARCELS) -> Callable[[], object]:
        grants = frozenset(Grant("rows.view", path) for path in paths)
        viewer = Viewer("k7", "Lan", Kind.OFFICER, COMMUNE, grants)
        query = tables.parse(table, QueryDict(ASKED), tables.Want.JSON)
        return lambda: tables.json_page(Parcel.objects.all(), table, query, viewer)

    return {
        "superuser": side([], open_to_all),
        "province": side(["H27"]),
        "commune": side([COMMUNE]),
        "department and 9 communes": side(["H27.sxd", *communes[:9]]),
        "69 communes": side(communes),
        "own": side([""]),
        "commune and own": side([COMMUNE, ""]),
    }


def _summed(each: list[float]) -> dict[str, float]:
    ordered = sorted(each)
    return {
        "p50_ms": round(statistics.median(ordered), 3),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 3),
        "least_ms": round(ordered[0], 3),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(int(sys.argv[2]))
    else:
        sys.exit(main())
