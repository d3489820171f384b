"""A year of indicators: 400 definitions of 100 communes by month, computed from nothing and again.

    python -m bench.indicators [--indicators 400] [--scopes 100] [--months 12] [--rounds 3]

In one process, on a PostgreSQL server with fsync on. Half of the definitions are measured, half are formulas over them,
some over other formulas and earlier months; each has its province, and one in four is rolled up to quarters, half-years
and the year. What is asked of a source is made up in memory: what a room takes to answer is its own bench. Rounds:

- `all new`: no figure is kept, every one is written;
- `all changed`: every source gives another figure, every one supersedes the former;
- `nothing changed`: everything is computed, compared, and nothing is written;
- `one event`: one source of one month has changed, and what rests on it follows.
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
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench.frame import ROOT, _machine, keep
from bench.stack import FOLDER
from honglam.project.postgres import EmbeddedServer

GOAL_SECONDS = 30.0
NOW = datetime(2026, 12, 31, 2, tzinfo=UTC)


def main() -> int:
    """Measure in a process of its own on the bench's database; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.indicators", description=__doc__)
    parser.add_argument("--indicators", type=int, default=400)
    parser.add_argument("--scopes", type=int, default=100)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    home = FOLDER / "indicators"
    home.mkdir(parents=True, exist_ok=True)
    server = EmbeddedServer(home / "postgres")
    url = server.start()
    try:
        numbers = [str(getattr(chosen, name)) for name in ("indicators", "scopes", "months", "rounds")]
        command = [sys.executable, "-m", "bench.indicators", "inside", *numbers]
        env = os.environ | {"HONGLAM_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=ROOT, env=env | {"HONGLAM_LOG_LEVEL": "WARNING"}, check=True, stdout=subprocess.PIPE, text=True
        )
    finally:
        server.stop()
    found = json.loads(done.stdout.splitlines()[-1])
    year = [found["sides"][name]["seconds"] for name in ("all new", "all changed", "nothing changed")]
    result = {
        "bench": "indicators",
        "at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds"),
        **{name: getattr(chosen, name) for name in ("indicators", "scopes", "months")},
        **found,
        "goal": {"seconds": GOAL_SECONDS},
        "machine": _machine(),
        "reached": max(year) <= GOAL_SECONDS,
    }
    keep(result)
    return 0 if result["reached"] else 1


def inside(indicators: int, scopes: int, months: int, rounds: int) -> None:
    """Prepare the definitions, compute by turns, print what was found."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "honglam.project.settings"
    import django  # noqa: PLC0415  (settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  (as above)

    from honglam.base.periods import Frequency, Period  # noqa: PLC0415  (as above)
    from honglam.engines.indicator.api import computing  # noqa: PLC0415  (as above)

    call_command("migrate", verbosity=0)
    source = _Source(indicators // 2, scopes)
    codes = _define(indicators, source)
    year = [Period(date(2026, month, 1), Frequency.MONTH) for month in range(1, months + 1)]
    moments = iter(NOW + timedelta(seconds=number) for number in range(10_000))
    taken: dict[str, list[tuple[float, int, int]]] = {}

    def measure(name: str, compute: Callable[[], Any]) -> None:
        began = time.perf_counter()
        done = compute()
        taken.setdefault(name, []).append((time.perf_counter() - began, done.looked, done.written))

    for _round in range(rounds):
        _empty()
        source.change()
        measure("all new", lambda: computing.recompute(codes=codes, periods=year, now=next(moments)))
        source.change()
        measure("all changed", lambda: computing.recompute(codes=codes, periods=year, now=next(moments)))
        measure("nothing changed", lambda: computing.recompute(codes=codes, periods=year, now=next(moments)))
        source.change(0)
        measure("one event", lambda: computing.recompute(codes=codes[:1], periods=year[-1:], now=next(moments)))
    print(json.dumps({"sides": {name: _summed(each) for name, each in taken.items()}}))


class _Source:
    """Figures that are made up: for each measure a seed, so that another seed gives other figures."""

    def __init__(self, measures: int, scopes: int) -> None:
        self.scopes = [f"{18_000 + number}" for number in range(scopes)]
        self.seeds = [0] * measures

    def change(self, measure: int | None = None) -> None:
        """Let one measure, or every one, give other figures."""
        for number in range(len(self.seeds)) if measure is None else (measure,):
            self.seeds[number] += 1

    def values(self, measure: int, asked: Any) -> Mapping[str, Decimal]:
        """Return figures as a room would."""
        dice = random.Random(f"{measure} {self.seeds[measure]} {asked.period}")
        scopes = [""] if asked.kind == "province" else self.scopes
        return {scope: Decimal(dice.randrange(1, 100_000)) for scope in scopes}


def _define(many: int, source: _Source) -> list[str]:
    """Publish the definitions, and return their codes: the measured ones first."""
    from honglam.base.periods import Frequency  # noqa: PLC0415  (as above)
    from honglam.engines.indicator.contracts import Indicator, RollUp, Source, SourceKind  # noqa: PLC0415
    from honglam.engines.indicator.service import defining  # noqa: PLC0415
    from honglam.kit.measures import MEASURES, Measure, ScopeKind  # noqa: PLC0415

    kinds = (ScopeKind.PROVINCE, ScopeKind.COMMUNE)
    made = []
    for number in range(many):
        measured = number < many // 2
        if measured:
            measure = Measure(
                id=f"bench.m{number}",
                title="m",
                unit="hồ sơ",
                kinds=kinds,
                frequencies=tuple(Frequency),
                values=lambda asked, number=number: source.values(number, asked),
            )
            MEASURES._items[measure.id] = measure  # noqa: SLF001  (the registry is closed since the start)
        given = Source(kind=SourceKind.MEASURE, measure=f"bench.m{number}")
        made.append(
            Indicator(
                code=f"bench.i{number:04}",
                title=f"Chỉ tiêu {number}",
                unit="hồ sơ" if measured else "%",
                frequency=Frequency.MONTH,
                kinds=("commune", "province"),
                roll_up=(RollUp.SUM if measured else RollUp.MEAN) if _rolled(number, many) else RollUp.NONE,
                source=given if measured else Source(kind=SourceKind.FORMULA, formula=_formula(number, many)),
            )
        )
    defining.publish(indicators=made, by=None, origin="bench", now=NOW)
    return [each.code for each in made]


def _rolled(number: int, many: int) -> bool:
    return number % (many // 2) % 4 == 0


def _formula(number: int, many: int) -> str:
    """Return a share of two measures; every third also looks at the month before, every fifth at another share."""
    half = many // 2
    one, other = number - half, (number - half + 4) % half
    text = f'value("bench.i{one:04}") / (value("bench.i{one:04}") + value("bench.i{other:04}")) * 100'
    if number % 3 == 0:
        text += f' + (value("bench.i{one:04}") > value_or("bench.i{other:04}", 0) ? 1 : 0)'
    if number % 5 == 0 and number > half and not _rolled(number, many):
        text += f' + previous("bench.i{number - 1:04}") * 0.5'
    return text


def _empty() -> None:
    """Take all figures away, as nothing but a bench can."""
    from django.db import connection  # noqa: PLC0415  (as above)

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE indicator_value")


def _summed(rounds: list[tuple[float, int, int]]) -> dict[str, Any]:
    seconds = [each[0] for each in rounds]
    return {
        "seconds": round(statistics.median(seconds), 3),
        "spread": [round(min(seconds), 3), round(max(seconds), 3)],
        "looked": rounds[-1][1],
        "written": rounds[-1][2],
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(*(int(each) for each in sys.argv[2:]))
    else:
        raise SystemExit(main())
