"""Time limits as people say them."""

from __future__ import annotations

from django.utils.translation import ngettext

from honglam.engines.case.contracts import Limit, Unit


def limit(found: Limit | None) -> str:
    """Return a time limit in the language of the page; empty when there is none."""
    if found is None:
        return ""
    n = found.amount
    words = {
        Unit.WORKING_HOURS: ngettext("%(n)d working hour", "%(n)d working hours", n),
        Unit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", n),
        Unit.HOURS: ngettext("%(n)d hour", "%(n)d hours", n),
        Unit.DAYS: ngettext("%(n)d day", "%(n)d days", n),
    }
    return words[found.unit] % {"n": n}
