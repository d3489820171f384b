"""The outermost and the innermost layer: what every request gets, and what becomes of a refusal."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import empty

from honglam.base.errors import Refusal
from honglam.engines.register.api import definitions
from honglam.project import errors
from honglam.project.metrics import REQUESTS, SECONDS

log = structlog.get_logger("honglam.request")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SILENT = ("/healthz", "/readyz", "/metrics")
_PROOFS = frozenset({"secret", "seal", "token"})  # parts of addresses that open a page to whoever has them
_LONGEST = 300  # letters of a path that are logged

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestMiddleware:
    """Gives each request an id, refuses what no page can read, measures, and writes one line to the log."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.id):  # type: ignore[attr-defined]
            response = errors.unreadable(request) or self.get_response(request)
            response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
            _record(request, response, seconds=time.perf_counter() - began)
        return response


def _record(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    # The pattern, not the path: figures must not grow with the number of records.
    route = request.resolver_match.route if request.resolver_match else "unknown"
    method = request.method if request.method in _METHODS else "OTHER"
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)
    if request.path not in _SILENT or response.status_code >= 500:
        found = {
            "method": method,
            "path": _path(request),
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        log.info("request", **found, viewer=_viewer_id(request))


def _path(request: HttpRequest) -> str:
    """Return the path for the log, short, and without what in it is itself the proof that opens a page."""
    path = request.path
    for name, value in (request.resolver_match.kwargs if request.resolver_match else {}).items():
        if name in _PROOFS and value:
            path = path.replace(str(value), "…")
    return path[:_LONGEST]


def _viewer_id(request: HttpRequest) -> str:
    """Return who looked, if the request needed to know; asking now would cost a query, or fail."""
    viewer = getattr(request, "__dict__", {}).get("viewer")
    known = getattr(viewer, "__dict__", {}).get("_wrapped", empty)
    return "" if known is empty or known is None else str(known.id)


class RefusalMiddleware:
    """Turns a refusal that a view raised into its page, fragment or problem document.

    A request during which a register got another definition, so that a column that it asked for has a new name, is
    answered by its view once more: nobody sees a publication as a broken page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer what a person caused; anything else is a fault of ours and goes on to `errors.broken`."""
        match = request.resolver_match
        if match and not connection.in_atomic_block and definitions.moved(error=error):
            try:
                return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]  # a view's answer
            except Exception as second:  # noqa: BLE001  (judged like any other, below)
                error = second
        refusal = error if isinstance(error, Refusal) else errors.refusal_behind(error)
        return errors.refused(request, refusal) if refusal else None
