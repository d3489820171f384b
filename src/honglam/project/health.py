"""Doors for whoever watches the service: is the process alive, can it work, what are its figures."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import cache
from ipaddress import ip_address
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from honglam.core.jobs import api as jobs
from honglam.kit.access import public
from honglam.project.metrics import CONTENT_TYPE, exposition

_CONNECT_SECONDS = 2


@public("a load balancer asks whether the process lives")
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all."""
    del request
    return _answer({"process": "ok"})


@public("a load balancer asks whether to send requests here")
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and its tables are those of this version, else 503."""
    del request
    parts = {"database": _database()}
    if parts["database"] == "ok":
        parts["migrations"] = _migrations()
    return _answer(parts)


@public("only this machine or the holder of HONGLAM_METRICS_TOKEN is answered")
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures of all processes of this machine in Prometheus' text format."""
    if not (_holds_token(request) or _is_local(request)):
        text = "Ask from this machine, or send HONGLAM_METRICS_TOKEN as a bearer token.\n"
        return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(exposition(_gauges), content_type=CONTENT_TYPE)


def _answer(parts: dict[str, str]) -> HttpResponse:
    ready = all(state == "ok" for state in parts.values())
    found: dict[str, Any] = {"status": "ok" if ready else "unavailable", "parts": parts}
    return JsonResponse(found, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def _database() -> str:
    # A connection of its own: the pool would keep the watcher waiting for as long as it keeps anybody.
    parameters = connections[DEFAULT_DB_ALIAS].get_connection_params() | {"connect_timeout": _CONNECT_SECONDS}
    try:
        with psycopg.connect(**parameters) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        return "ok" if _migrated() else "missing"
    except (DatabaseError, _NotYetError):
        return "missing"


class _NotYetError(Exception):
    """Raised instead of returning, so that only the final answer is remembered."""


@cache
def _migrated() -> bool:
    """Tell whether every migration is applied; that stays true for the life of a process, so it is worked out once."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotYetError
    return True


def _holds_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


def _is_local(request: HttpRequest) -> bool:
    # A proxy on this machine is local for everybody it speaks for.
    if any(header in request.headers for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _gauges() -> Iterable[tuple[str, str, dict[str, float]]]:
    """Yield what only the database knows; when it is away, the figure says so and the rest is left out."""
    try:
        found = jobs.figures(now=timezone.now())
    except DatabaseError:
        yield "honglam_database", "Whether the database answers", {"up": 0}
        return
    yield "honglam_database", "Whether the database answers", {"up": 1}
    yield "honglam_jobs", "Jobs by state", {state: float(count) for state, count in found.jobs.items()}
    yield "honglam_workers", "Workers by state", {"alive": found.workers_alive, "silent": found.workers_silent}
    yield (
        "honglam_deliveries",
        "Events that wait for a subscriber",
        {"waiting": found.deliveries_waiting, "dead": found.deliveries_dead},
    )
