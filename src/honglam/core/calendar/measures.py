"""Figures that the calendar offers to home pages."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from honglam.base.access import Viewer
from honglam.core.calendar import reckoning, service
from honglam.kit.tiles import Figure


def opening(viewer: Viewer, now: datetime) -> Figure:
    """Return the hours of the viewer's agency today, or why it is closed."""
    found = service.opening(day=localdate(now), agency=viewer.agency)
    if found is None:
        return Figure(None, "unknown", _("This year has not been declared."))
    return Figure(found.hours or _("Closed"), note=found.reason)


def days_left(viewer: Viewer, now: datetime) -> Figure:
    """Return how many working days the year still has after today."""
    today = localdate(now)
    calendar = service.working_calendar(agency=viewer.agency)
    return Figure(reckoning.days_between(calendar, today, date(today.year, 12, 31)))
