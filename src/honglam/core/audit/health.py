"""What the health page says about the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from honglam.core.audit import api, saying
from honglam.kit.checks import Finding, Light

_SEALED_WITHIN = timedelta(minutes=15)
_PUBLISHED_WITHIN = timedelta(hours=30)


def ledger(now: datetime) -> Finding:
    """Look whether the newest entries and the last root are what they were, and whether the clock works."""
    state = api.state(now=now)
    remedy = _("Run `honglam audit verify`: it names every entry that was changed.")
    if state.findings:
        return Finding(Light.RED, saying.said(state.findings[0]), remedy)
    if state.looked_through and not state.looked_through.whole:
        return Finding(Light.RED, _("The last look through the ledger found something wrong."), remedy)
    work = _("Start a worker: `honglam up` or `honglam worker`.")
    if state.waiting_since and now - state.waiting_since > _SEALED_WITHIN:
        return Finding(Light.RED, _("Entries have waited for their place in the tree for too long."), work)
    if state.published_at is None:
        return Finding(Light.GREY, _("No root was published yet: the first follows after midnight."))
    if now - state.published_at > _PUBLISHED_WITHIN:
        return Finding(Light.RED, _("The root of yesterday was not published."), work)
    return Finding(
        Light.GREEN, _("%(size)d entries have their place; the last root is published.") % {"size": state.size}
    )
