"""What happens around one run of a job: who it is, how far it is, what came of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from inspect import Parameter, signature
from typing import Any

import structlog
from django.db import connection
from django.utils import timezone
from procrastinate.exceptions import JobAborted

from honglam.base.errors import Refusal
from honglam.base.trace import SYSTEM, bound
from honglam.base.words import N_
from honglam.core.jobs.contracts import Said, State
from honglam.core.jobs.hooks import ONCE, Declaration, Retry
from honglam.core.jobs.models import Job, Line

log = structlog.get_logger("honglam.jobs")

OUR_FAULT = N_("The job broke off by a fault of ours, which has been written down.")
_WRITE_EVERY = 0.5  # seconds between two writes of progress


class Failed(Exception):  # noqa: N818  (the queue's word for it)
    """The attempt failed and that has been recorded; `again_at` is when to try next, or None."""

    def __init__(self, again_at: datetime | None) -> None:
        super().__init__("the attempt failed")
        self.again_at = again_at


@dataclass(slots=True)
class Run:
    """The attempt that this thread is making."""

    job: int
    attempt: int
    asked_to_stop: Callable[[], bool]
    written: float = 0.0
    retry: Retry = ONCE


_CURRENT: ContextVar[Run | None] = ContextVar("job", default=None)


def progress(*, done: int, total: int, said: Said) -> None:
    """Record how far the running job is, at most twice a second; outside a job it does nothing.

    Raises:
        JobAborted: somebody asked the job to stop, or another worker has taken it over.
    """
    run = _CURRENT.get()
    if run is None:
        return
    if run.asked_to_stop():
        raise JobAborted
    now = time.monotonic()
    if now - run.written < _WRITE_EVERY and not (total and done >= total):
        return
    run.written = now
    _update(run, done=done, total=total, note=_kept(said))


def stopping() -> bool:
    """Tell whether the running job was asked to stop."""
    run = _CURRENT.get()
    return run is not None and run.asked_to_stop()


def last_try() -> bool:
    """Tell whether the running job is not tried again by itself when it fails now."""
    run = _CURRENT.get()
    return run is not None and run.retry.wait(1 + _failures(run)) is None


def write(*, said: Said) -> None:
    """Add a line to the running job's log; outside a job it does nothing."""
    run = _CURRENT.get()
    if run is not None:
        Line.objects.create(job_id=run.job, at=timezone.now(), said=_kept(said))


def execute(declaration: Declaration, run: Run, arguments: Mapping[str, Any]) -> None:
    """Do the job once and record what came of it.

    Raises:
        JobAborted: it stopped because it was asked to.
        Failed: it did not succeed.
    """
    run.retry = declaration.retry
    token = _CURRENT.set(run)
    began = time.monotonic()
    outcome = "done"
    try:
        with (
            structlog.contextvars.bound_contextvars(job=run.job, task=declaration.id),
            bound(viewer=SYSTEM, purpose=f"job:{run.job}", request=f"job:{run.job}"),
        ):
            result = declaration.run(**known(declaration, arguments))
            _update(run, result=_kept(result), error=None, trace="", note=None)
    except JobAborted:
        outcome = "stopped"
        raise
    except Exception as error:
        outcome = "failed"
        raise Failed(_record(declaration, run, error)) from error
    finally:
        _CURRENT.reset(token)
        seconds = round(time.monotonic() - began, 3)
        log.info("job", outcome=outcome, job=run.job, task=declaration.id, attempt=run.attempt, seconds=seconds)


def known(declaration: Declaration, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that the job takes: whoever asked may be a newer version that sends more."""
    parameters = signature(declaration.run).parameters.values()
    if any(p.kind is Parameter.VAR_KEYWORD for p in parameters):
        return dict(arguments)
    names = {p.name for p in parameters}
    return {key: value for key, value in arguments.items() if key in names}


def _record(declaration: Declaration, run: Run, error: Exception) -> datetime | None:
    """Write down why the attempt failed; return when to try again."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # the fault may have been that the connection broke
    failures = 1 + _failures(run)
    if isinstance(error, Refusal):
        # What a person must mend does not get better by itself.
        _update(run, error=_kept(Said(error.message, _plain(error.params))), trace="", failures=failures)
        return None
    log.error("job failed", job=run.job, task=declaration.id, exc_info=error)
    trace = "".join(traceback.format_exception(error))[-20_000:]
    _update(run, error=_kept(Said(OUR_FAULT)), trace=trace, failures=failures)
    wait = declaration.retry.wait(failures)
    return None if wait is None else timezone.now() + wait


def _failures(run: Run) -> int:
    return Job.objects.filter(pk=run.job).values_list("failures", flat=True).first() or 0


def _update(run: Run, **values: Any) -> None:
    """Write to the job's row, if this attempt is still the one that counts."""
    own = Job.objects.filter(pk=run.job, attempts=run.attempt - 1, state__in=(State.RUNNING, State.STOPPING))
    if not own.update(**values):
        raise JobAborted


def _kept(said: Said | None) -> dict[str, Any] | None:
    return {"text": said.text, "params": _plain(said.params)} if said else None


def _plain(params: Mapping[str, object]) -> dict[str, str | int | float]:
    return {key: value if isinstance(value, str | int | float) else str(value) for key, value in params.items()}
