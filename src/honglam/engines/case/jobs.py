"""What the clock does to cases."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.core.jobs.hooks import job
from honglam.engines.case import api


@job(name="case.timers", title=_("Time limits of cases"), every="* * * * *", serial=True)
def timers() -> None:
    """Fire the timers that are due."""
    api.fire_due(now=timezone.now())
