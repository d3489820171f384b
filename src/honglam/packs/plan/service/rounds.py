"""Tasks that come round: each month or quarter has a case of its own, opened exactly once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max

from honglam.base import trace
from honglam.base.periods import Frequency, Period
from honglam.packs.plan.contracts.work import Every, Phase
from honglam.packs.plan.models import Work
from honglam.packs.plan.service import opening

_FREQUENCY = {Every.MONTH: Frequency.MONTH, Every.QUARTER: Frequency.QUARTER}


def of(every: Every, day: date) -> str:
    """Return the round in which a day lies; empty for a task that does not come round."""
    return str(Period.of(day, _FREQUENCY[every])) if every else ""


def begin(*, now: datetime) -> int:
    """Open the round of today of each task that comes round, and return how many were opened.

    The round is part of the case's key, so that two workers, or one that was killed, open it once. Rounds that nobody
    opened while the house stood still are not made up for: nobody can do last month's work this month.
    """
    today, made = now.date(), 0
    newest = Work.objects.exclude(series="").values("series").annotate(last=Max("id")).values_list("last", flat=True)
    for work in Work.objects.filter(pk__in=list(newest)).exclude(phase=Phase.WITHDRAWN):
        current = of(Every(work.every), today)
        if current > work.round and (work.until is None or Period.read(current).first <= work.until):
            made += _next(work, Period.read(current), now)
    return made


def _next(work: Work, period: Period, now: datetime) -> bool:
    form = dict(work.form) | {
        "round": str(period),
        "series": work.series,
        "lead": work.lead,
        "coordinator": work.coordinator,
        "deadline": _deadline(work, period).isoformat(),
    }
    with trace.bound(viewer=trace.SYSTEM):
        opening.open_form(form=form, key=f"{work.series}:{period}", now=now)
    return True


def _deadline(work: Work, period: Period) -> date:
    """Return the last day of a round: as far from its end as it was in the round before."""
    if work.deadline is None:
        return period.last
    before = Period.read(work.round)
    back = min((before.last - work.deadline).days, (period.last - period.first).days)
    return period.last - timedelta(days=max(back, 0))
