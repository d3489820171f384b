"""What the clock and the callers of `send` ask the worker for."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job
from honglam.core.notices import api, watch

# A message has its own back-off; this one is for the database or the job itself being in trouble.
_RETRY = Retry(attempts=4, first=timedelta(seconds=5))


@job(name="notices.dispatch", title=_("Send notices"), retry=_RETRY)
def dispatch() -> Said:
    """Send what is due."""
    return _said(api.dispatch(now=timezone.now()))


@job(name="notices.codes", title=_("Send sign-in codes"), retry=_RETRY)
def codes() -> Said:
    """Send codes, which wait for nothing else."""
    return _said(api.dispatch(now=timezone.now(), codes=True))


@job(name="notices.tend", title=_("Send delayed notices and digests"), every="* * * * *", serial=True)
def tend() -> Said:
    """Send what has become due, and hold the line to the mobile network."""
    return _said(api.tend(now=timezone.now()))


@job(name="notices.watch", title=_("Tell administrators what was given up"), every="*/5 * * * *", serial=True)
def look() -> Said:
    """Tell administrators of deliveries of events that were given up."""
    return _said(watch.dead_letters(now=timezone.now()))


@job(name="notices.forget", title=_("Remove old notices"), every="41 2 * * *", serial=True)
def forget() -> Said:
    """Delete notices of over a year ago."""
    return Said(N_("Removed %(n)d notices."), {"n": api.forget(now=timezone.now())})


def _said(count: int) -> Said:
    return Said(N_("%(n)d messages were handled."), {"n": count})
