"""Who acts just now, for whom, why and from where: what the ledger writes beside everything that happens.

A request, a job or a command binds a trace at its edge; whatever it calls reads it and never has to pass it on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from honglam.base.access import ANONYMOUS, Kind, Viewer

SYSTEM = Viewer(id="system", name="Hồng Lam", kind=Kind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Trace:
    """The circumstances of what happens.

    Attributes:
        viewer: who acts.
        behalf: account id of the person for whom they act by delegation; empty when they act in their own right.
        purpose: why, as a reference (`case:1234`, `job:17`) or a sentence of the person who acts; empty when not told.
        address: network address that it came from; empty inside the platform.
        request: id of the request, job or command, as in the log.
    """

    viewer: Viewer = ANONYMOUS
    behalf: str = ""
    purpose: str = ""
    address: str = ""
    request: str = ""


_NOBODY = Trace()
_CURRENT: ContextVar[Trace] = ContextVar("trace", default=_NOBODY)


def current() -> Trace:
    """Return the trace of what runs now; outside of any edge it is an anonymous one."""
    return _CURRENT.get()


@contextmanager
def bound(**changes: Any) -> Iterator[Trace]:
    """Change parts of the trace for the time of a `with` block."""
    trace = replace(_CURRENT.get(), **changes)
    token = _CURRENT.set(trace)
    try:
        yield trace
    finally:
        _CURRENT.reset(token)


def amend(**changes: Any) -> None:
    """Change parts of the trace until the block that bound it ends: what a door learns while it lets somebody in."""
    _CURRENT.set(replace(_CURRENT.get(), **changes))
