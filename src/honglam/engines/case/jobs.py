"""What the clock does to cases."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job
from honglam.engines.case import api


@job(name="case.timers", title=_("Time limits of cases"), every="* * * * *", serial=True)
def timers() -> None:
    """Fire the timers that are due."""
    api.fire_due(now=timezone.now())


@job(name="case.late", title=_("Late cases"), every="* * * * *", serial=True)
def late() -> None:
    """Tell superiors what is late."""
    api.tell_late(now=timezone.now())


@job(
    name="case.service",
    title=_("Automatic steps of cases"),
    retry=Retry(attempts=12, first=timedelta(seconds=5), most=timedelta(hours=6)),
)
def service(*, case: int, token: str) -> None:
    """Do a service task; it is tried for about a day, and stands among the failed jobs after that."""
    api.serve(case=case, token=token, now=timezone.now())


@job(name="case.map", title=_("Numbers of the public map"), every="* * * * *", serial=True)
def fold_map() -> None:
    """Fold what was published, changed and taken back into the numbers of the map."""
    api.publications.fold_cells()


@job(name="case.statistics", title=_("Figures of cases"), every="* * * * *", serial=True)
def fold_figures() -> None:
    """Add the cases that changed to the sums."""
    api.statistics.fold()


@job(name="case.recount", title=_("Count the figures of cases anew"), serial=True)
def recount() -> Said:
    """Count every case anew: agencies have moved, and what was counted under their old paths is lost."""
    return Said(N_("%(count)d cases were counted."), {"count": api.statistics.rebuild()})


@job(name="case.batch", title=_("One thing done to many cases"))
def batch(*, batch: int) -> None:
    """Do what is still to be done of it; begun anew after a crash it goes on."""
    api.go_on_with_batch(batch_id=batch, now=timezone.now())


@job(name="case.watches", title=_("News of areas that people follow"), every="30 6 * * *", serial=True)
def tell_watches() -> None:
    """Tell everybody of what was published in the areas that they follow."""
    api.watching.tell(now=timezone.now())


@job(name="case.move", title=_("Running cases go on by another version"), serial=True)
def move_cases(*, move: int) -> Said:
    """Move the open cases of a version, each by itself."""
    done, left = api.procedures.run_move(move=move, clock=timezone.now)
    return Said(
        N_("%(done)d cases go on by the other version, %(left)d stay as they were."), {"done": done, "left": left}
    )


@job(name="case.open311", title=_("Handing on by Open311"), every="*/5 * * * *", serial=True)
def exchange_open311() -> None:
    """Hand published cases on to the system that an operator has named, and take over what it says of them."""
    api.partners.exchange(now=timezone.now())


@job(name="case.paces", title=_("Counters of the portal"), every="40 3 * * *", serial=True)
def forget_paces() -> None:
    """Forget how often somebody sent or tried something before today."""
    api.public.forget(now=timezone.now())
