"""Which periods take computed figures: those that run or ended a working day ago; each night those of a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from honglam.base.errors import Refusal
from honglam.base.periods import Frequency, Period
from honglam.core.calendar import api as calendar
from honglam.engines.indicator.contracts import Indicator
from honglam.engines.indicator.service import offering
from honglam.engines.indicator.service.scopes import ROOT

_BACK, _BACK_SHORT = timedelta(days=366), timedelta(days=92)
_SHORT = {Frequency.DAY, Frequency.WEEK}


def open_periods(*, indicator: Indicator, now: datetime) -> tuple[Period, ...]:
    """Return the periods of an indicator that are computed anew when a source changes.

    A period stays open until the end of the first working day after it, so that what was done on its last days and
    written down on the next still counts.
    """
    today = localdate(now)
    return tuple(period for each in offering.frequencies(indicator) for period in _open(each, today))


def recent_periods(*, indicator: Indicator, now: datetime) -> tuple[Period, ...]:
    """Return the periods of this year and the last that have begun, for an indicator that is new or says otherwise."""
    today = localdate(now)
    years = (Period(date(today.year + back, 1, 1), Frequency.YEAR) for back in (-1, 0))
    frequencies = offering.frequencies(indicator)
    return tuple(p for year in years for each in frequencies for p in year.parts(each) if p.first <= today)


def past_periods(*, indicator: Indicator, now: datetime) -> tuple[Period, ...]:
    """Return the periods that ended within the last twelve months, of days and weeks within three.

    Their figures may still change: a dossier of spring is taken up again in autumn.
    """
    today = localdate(now)
    return tuple(period for each in offering.frequencies(indicator) for period in _past(each, today))


def _past(frequency: Frequency, today: date) -> Iterator[Period]:
    since = today - (_BACK_SHORT if frequency in _SHORT else _BACK)
    period = Period.of(today, frequency).shifted(-1)
    while period.last >= since:
        yield period
        period = period.shifted(-1)


def _open(frequency: Frequency, today: date) -> Iterator[Period]:
    period = Period.of(today, frequency)
    while _closes(period) >= today:
        yield period
        period = period.shifted(-1)


def _closes(period: Period) -> date:
    """Return the day after which a period takes no more figures by itself."""
    try:
        return calendar.add_days(calendar=calendar.working_calendar(agency=ROOT), day=period.last, days=1)
    except Refusal:  # no hours are loaded, or nobody has declared the year
        return period.last + timedelta(days=1)
