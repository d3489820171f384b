"""The room's own jobs."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs import api
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import job


@job(name="jobs.forget", title=_("Remove old jobs and events"), every="17 2 * * *", serial=True)
def forget() -> Said:
    """Delete what ended long ago."""
    jobs, events = api.forget(now=timezone.now())
    return Said(N_("Removed %(jobs)d jobs and %(events)d events."), {"jobs": jobs, "events": events})
