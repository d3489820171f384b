"""Figures that are computed: after a source has changed, once a day, and each night those of the last year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.periods import Period
from honglam.base.words import N_
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job
from honglam.engines.indicator.api import computing
from honglam.engines.indicator.contracts import Computed

_RETRY = Retry(attempts=6, first=timedelta(seconds=2))  # a person may publish the same figure at that moment


@job(name="indicator.recompute", title=_("Compute indicators"), retry=_RETRY, serial=True)
def recompute(
    *, codes: Sequence[str] | None = None, periods: Sequence[str] | None = None, recent: bool = False
) -> Said:
    """Compute indicators, and what rests on them."""
    read = None if periods is None else [Period.read(each) for each in periods]
    return _said(computing.recompute(codes=codes, periods=read, recent=recent, now=timezone.now()))


@job(name="indicator.follow", title=_("Indicators of what has changed"), retry=_RETRY, serial=True)
def follow(*, event: str) -> Said:
    """Compute the indicators of whatever may be different after an event."""
    return _said(computing.follow(event=event, now=timezone.now()))


@job(name="indicator.close_day", title=_("Indicators at the end of the day"), every="40 23 * * *", retry=_RETRY)
def close_day() -> Said:
    """Compute every open period once more: that of today for the last time, and what changes without an event."""
    return _said(computing.recompute(now=timezone.now()))


@job(name="indicator.look_back", title=_("Indicators of the last twelve months"), every="20 1 * * *", retry=_RETRY)
def look_back() -> Said:
    """Find the figures of closed periods whose source has changed since."""
    return _said(computing.look_back(now=timezone.now()))


def _said(done: Computed) -> Said:
    params = {"looked": done.looked, "written": done.written, "without": done.without}
    return Said(N_("%(looked)d figures were computed, %(written)d are new, %(without)d of these are missing."), params)
