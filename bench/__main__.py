"""`python -m bench [names]`: measure all pairs or some; results are added to bench/results/*.jsonl."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench.frame import Goal, Side, pair
from bench.lighthouse import measure as lighthouse
from bench.peers.directus import Directus
from bench.search.run import measure as search_measure
from bench.stack import Stack, free_port

KINDS = ("rice", "house", "forest", "pond", "other")


def main() -> int:
    """Run what was asked for; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which; all when none is named")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--connections", type=int, default=16)
    chosen = parser.parse_args()
    with Stack() as stack:
        cookie = stack.prepare("bench.prepare")
        results = [BENCHES[name](stack, cookie, chosen) for name in chosen.names or BENCHES]
    for result in results:
        word = "reached" if result["reached"] else "MISSED"
        print(f"{word:8} {result['bench']}: {result.get('summary') or _summary(result)}")
    return 0 if all(result["reached"] for result in results) else 1


def _summary(result: dict[str, Any]) -> str:
    sides = "; ".join(
        f"{name} {side['per_second']}/s p95 {side['p95_ms']} ms cold {side['cold_ms'][0]} ms"
        for name, side in result["sides"].items()
    )
    ratio = result["ratio"]
    return f"{sides}; ratio {ratio['median']} {ratio['spread']}" if ratio else sides


def rows_page(stack: Stack, cookie: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """Our list as a page beside the Django admin's changelist."""
    ours, admin = free_port(), free_port()
    admin_cookie = stack.prepare("bench.peers.admin_prepare")
    with ExitStack() as running:
        _serve_ours(stack, running, ours)
        command = [sys.executable, "-m", "bench.peers.admin_serve", str(admin)]
        running.enter_context(stack.serving("admin", command, f"http://127.0.0.1:{admin}/admin/login/"))
        return pair(
            "rows-page",
            Side(
                "honglam",
                f"http://127.0.0.1:{ours}",
                tuple(f"/desk/rows/?kind={k}&sort=-area" for k in KINDS),
                {"Cookie": cookie},
            ),
            Side(
                "django-admin",
                f"http://127.0.0.1:{admin}",
                tuple(f"/admin/admin_app/parcel/?kind__exact={k}" for k in KINDS),
                {"Cookie": admin_cookie},
            ),
            Goal(p95_ms=60),
            rounds=chosen.rounds,
            seconds=chosen.seconds,
            connections=4,  # two people at each process: a page is measured as people ask, not as a machine floods
        )


def rows_json(stack: Stack, cookie: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """Our list as JSON beside Directus."""
    port, directus = free_port(), Directus(stack)
    with ExitStack() as running:
        _serve_ours(stack, running, port)
        return pair(
            "rows-json",
            Side(
                "honglam",
                f"http://127.0.0.1:{port}",
                tuple(f"/api/v1/rows/?kind={k}&sort=-area&size=50" for k in KINDS),
                {"Cookie": cookie},
            ),
            directus.side(running, KINDS),
            Goal(per_second=1000),
            rounds=chosen.rounds,
            seconds=chosen.seconds,
            connections=chosen.connections,
        )


def portal(stack: Stack, _cookie: str, _chosen: argparse.Namespace) -> dict[str, Any]:
    """The portal's home in Lighthouse's mobile profile."""
    port = free_port()
    with ExitStack() as running:
        _serve_ours(stack, running, port)
        return lighthouse(f"http://127.0.0.1:{port}/")


def search(stack: Stack, _cookie: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """A million documents as an officer of one commune, beside PostgreSQL's full text search."""
    return search_measure(stack.env, chosen.rounds)


def _serve_ours(stack: Stack, running: ExitStack, port: int) -> None:
    name, command, env = stack.ours(port)
    running.enter_context(stack.serving(name, command, f"http://127.0.0.1:{port}/healthz", env))


BENCHES: dict[str, Callable[[Stack, str, argparse.Namespace], dict[str, Any]]] = {
    "rows-json": rows_json,
    "rows-page": rows_page,
    "portal": portal,
    "search": search,
}

if __name__ == "__main__":
    sys.exit(main())
