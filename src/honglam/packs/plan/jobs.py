"""What the clock does to tasks of plans."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import job
from honglam.packs.plan import api


@job(name="plan.rounds", title=_("Next rounds of recurring tasks"), every="10 5 * * *", serial=True)
def begin_rounds() -> Said:
    """Open this month's or quarter's round of tasks that come round."""
    return Said(N_("%(count)d tasks came round."), {"count": api.work.begin_rounds(now=timezone.now())})


@job(name="plan.reminders", title=_("Reminders of tasks and reports"), every="0 7 * * *", serial=True)
def remind() -> Said:
    """Remind agencies of last days that are near."""
    return Said(N_("Agencies were reminded of %(count)d tasks."), {"count": api.work.remind(now=timezone.now())})
