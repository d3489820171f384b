"""The door of deadlines: questions as people ask them, answered by the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from honglam.base.time import VIETNAM
from honglam.core.calendar import api as calendar
from honglam.core.calendar.contracts import Deadline, Pause
from honglam.packs.deadlines.contracts import Unit


def due(
    *, received: datetime, amount: int, unit: Unit = Unit.DAYS, agency: str = "", pauses: Sequence[Pause] = ()
) -> Deadline:
    """Return when something that came at `received` must be answered, with every day on the way.

    Args:
        received: when it came; without a zone it is Vietnam's time.
        amount: the time limit, at least 1.
        unit: in what the limit is given.
        agency: path of the agency that answers; empty for the province's own hours.
        pauses: time that does not count.

    Raises:
        Refusal: an input is wrong, or the deadline would lie in a year whose calendar is not declared.
    """
    came = _aware(received)
    stops = tuple(Pause(_aware(pause.start), _aware(pause.end), pause.reason) for pause in pauses)
    working = calendar.working_calendar(agency=agency)
    if unit is Unit.DAYS:
        return calendar.due_in_days(calendar=working, received=came, days=amount, pauses=stops)
    return calendar.due_in_hours(calendar=working, received=came, hours=amount, pauses=stops)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
