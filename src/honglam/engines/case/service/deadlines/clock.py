"""When things are due, by the calendar of the agency that must do them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cachetools.func import ttl_cache

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.calendar import api as calendar
from honglam.core.calendar.contracts import Calendar, Pause
from honglam.engines.case.contracts import Limit, Unit
from honglam.engines.case.definition import limit_of
from honglam.engines.case.process import running


def due(*, agency: str, since: datetime, limit: Limit, pauses: Sequence[Pause] = ()) -> datetime:
    """Return when something is due that `agency` has since a moment and may take as long as `limit`."""
    if limit.unit is Unit.WORKING_DAYS:
        return calendar.due_in_days(calendar=calendar_of(agency), received=since, days=limit.amount, pauses=pauses).due
    if limit.unit is Unit.WORKING_HOURS:
        found = calendar.due_in_hours(calendar=calendar_of(agency), received=since, hours=limit.amount, pauses=pauses)
        return found.due
    stood = sum((pause.end - pause.start for pause in pauses), timedelta())
    return since + (timedelta(hours=limit.amount) if limit.unit is Unit.HOURS else timedelta(days=limit.amount)) + stood


def before(*, agency: str, moment: datetime, limit: Limit) -> datetime:
    """Return how much earlier than a moment a warning comes."""
    if limit.unit in {Unit.WORKING_HOURS, Unit.WORKING_DAYS}:
        hours = limit.amount * (8 if limit.unit is Unit.WORKING_DAYS else 1)
        return calendar.subtract_time(calendar=calendar_of(agency), end=moment, amount=timedelta(hours=hours))
    return moment - (timedelta(hours=limit.amount) if limit.unit is Unit.HOURS else timedelta(days=limit.amount))


def moment(*, agency: str, text: str, now: datetime) -> datetime:
    """Return when a timer fires whose expression gave `text`: a limit, an ISO 8601 duration, or a moment.

    Raises:
        Refusal: it is none of these.
    """
    if (limit := limit_of(text)) is not None:
        return due(agency=agency, since=now, limit=limit)
    if (after := running.moment_after(text, now)) is not None:
        return after
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = N_("“%(text)s” is no time for a timer.")
        raise Refusal(message, params={"text": text}, code="procedure-stuck") from error
    return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)


def forget() -> None:
    """Forget the calendars that were kept, for tests that change them."""
    calendar_of.cache_clear()


@ttl_cache(maxsize=1024, ttl=60)  # hours change a few times a year, steps are done hundreds of times a second
def calendar_of(agency: str) -> Calendar:
    """Return the working time of an agency, kept for a minute."""
    return calendar.working_calendar(agency=agency)
