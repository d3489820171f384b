"""What the health page says about the calendar."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from honglam.base.time import vietnam
from honglam.core.calendar import api
from honglam.kit.checks import Finding, Light

# From this month on, periods in law reach over the turn of the year.
_NEXT_YEAR_FROM = 11


def years(now: datetime) -> Finding:
    """Look whether deadlines of today can be reckoned: this year, and in its last months the next, must be declared."""
    today = vietnam(now).date()
    needed = {today.year} | ({today.year + 1} if today.month >= _NEXT_YEAR_FROM else set())
    known = {year.year: year for year in api.declared_years()}
    if missing := sorted(needed - known.keys()):
        return Finding(
            Light.RED,
            _("Not declared: %(years)s. Deadlines cannot run into it.") % {"years": ", ".join(map(str, missing))},
            _("Declare the year on the studio's calendar page."),
        )
    last = max(known)
    return Finding(Light.GREEN, _("Declared up to %(year)s.") % {"year": last})
