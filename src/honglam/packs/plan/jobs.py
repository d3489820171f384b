"""Later work of plans: documents are read and confirmed, tasks come round, agencies are reminded."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job
from honglam.packs.plan import api
from honglam.packs.plan.contracts import PlanState


@job(name="plan.rounds", title=_("Next rounds of recurring tasks"), every="10 5 * * *", serial=True)
def begin_rounds() -> Said:
    """Open this month's or quarter's round of tasks that come round."""
    return Said(N_("%(count)d tasks came round."), {"count": api.work.begin_rounds(now=timezone.now())})


@job(name="plan.reminders", title=_("Reminders of tasks and reports"), every="0 7 * * *", serial=True)
def remind() -> Said:
    """Remind agencies of last days that are near: of tasks, periodic reports and report campaigns."""
    now = timezone.now()
    counts = {"tasks": api.work.remind(now=now), "reports": api.reports.remind(now=now) + api.campaigns.remind(now=now)}
    return Said(N_("Agencies were reminded of %(tasks)d tasks and %(reports)d reports."), counts)


@job(name="plan.government", title=_("Tasks of the Government"), every="*/15 * * * *", serial=True)
def mirror() -> Said:
    """Take over the Government's tasks and hand over our reports; nothing while no operator has named its system."""
    taken, told = api.directives.exchange(now=timezone.now())
    return Said(N_("%(taken)d tasks were taken over, %(told)d reports handed over."), {"taken": taken, "told": told})


@job(name="plan.read", title=_("Read a plan"))
def read(*, plan: int) -> Said:
    """Read a document that was sent; begun anew after a crash it stores what it found once."""
    if api.importing.read(plan_id=plan, now=timezone.now()) is PlanState.FAILED:
        return Said(N_("The document could not be read as a plan; its page says why."))
    return Said(N_("The document was read."))


@job(
    name="plan.confirm",
    title=_("Confirm a plan"),
    retry=Retry(attempts=3, first=timedelta(seconds=10)),
)
def confirm(*, plan: int) -> Said:
    """Make the indicators and cases of a plan; begun anew after a crash it goes on where it stopped."""
    indicators, cases = api.importing.make(plan_id=plan, now=timezone.now())
    return Said(N_("%(indicators)d indicators, %(cases)d cases."), {"indicators": indicators, "cases": cases})
