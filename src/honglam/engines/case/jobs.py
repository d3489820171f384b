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


@job(name="case.map", title=_("Numbers of the public map"), every="* * * * *", serial=True)
def fold_map() -> None:
    """Fold what was published, changed and taken back into the numbers of the map."""
    api.publications.fold_cells()
