"""Asks every question of both sides by turns and prints what came of it as JSON; a process of its own."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.search.settings"
django.setup()

from django.db import connection  # noqa: E402  (settings first)

from bench.search import peer  # noqa: E402
from bench.search.corpus import OFFICER_AT, RIGHT, questions  # noqa: E402
from honglam.base.access import Grant, Kind, Viewer  # noqa: E402
from honglam.core.search import api  # noqa: E402
from honglam.core.search.hooks import SOURCES  # noqa: E402

# An ordinary officer holds a good many rights; all of them travel with each question.
_RIGHTS = frozenset(
    {RIGHT, *(right for source in SOURCES for right in source.rights()), *(f"r{n}.view" for n in range(40))}
)
OFFICER = Viewer(
    id="1",
    kind=Kind.OFFICER,
    agency=OFFICER_AT,
    grants=frozenset(Grant(right, OFFICER_AT) for right in _RIGHTS),
)


def ours(text: str) -> int:
    """Ask search as the page does: every source, marked, with excerpts."""
    return api.find(text=text, viewer=OFFICER).count


def theirs(text: str) -> int:
    """Ask the peer."""
    with connection.cursor() as cursor:
        return peer.ask(cursor, text)


def timed(ask: Callable[[str], int], text: str) -> tuple[float, int]:
    """Return the milliseconds that an answer took, and its size."""
    began = time.perf_counter()
    count = ask(text)
    return (time.perf_counter() - began) * 1000, count


def main() -> None:
    """Ask everything `rounds` times, ours and the peer by turns."""
    rounds = int(sys.argv[1])
    asked = questions()
    taken: dict[str, dict[str, list[float]]] = {"honglam": {}, "postgres-fts": {}}
    counts: dict[str, int] = {}
    for number in range(rounds + 1):
        for name, ask in (("honglam", ours), ("postgres-fts", theirs)):
            for question in asked:
                spent, count = timed(ask, question.text)
                if name == "honglam":
                    counts[question.text] = count
                if number:  # the first round warms
                    taken[name].setdefault(question.sort, []).append(spent)
                    if name == "honglam":
                        taken.setdefault("each", {}).setdefault(question.text, []).append(spent)
    print(json.dumps({name: summed(sorts) for name, sorts in taken.items()} | {"counts": counts}, ensure_ascii=False))


def summed(sorts: dict[str, list[float]]) -> dict[str, Any]:
    """Return median, p95 and the worst, for all and by sort, in milliseconds."""
    every = [spent for each in sorts.values() for spent in each]
    return {sort: _three(each) for sort, each in {"all": every, **sorts}.items()}


def _three(each: list[float]) -> list[float]:
    p95 = statistics.quantiles(each, n=20)[-1] if len(each) > 1 else each[0]
    return [round(statistics.median(each), 1), round(p95, 1), round(max(each), 1)]


if __name__ == "__main__":
    main()
