"""Whether everything that is can be found."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from honglam.core.search import api
from honglam.kit.checks import Finding, Light


def agrees(_now: datetime) -> Finding:
    """Compare the numbers of documents in the sources with those in the index."""
    states = api.states()
    apart = [state for state in states if state.there != state.indexed]
    if apart:
        named = ", ".join(f"{state.source} {state.indexed}/{state.there}" for state in apart)
        detail = _("The index does not hold what there is: %(named)s.") % {"named": named}
        return Finding(Light.RED, detail, _("Run `honglam search rebuild`."))
    words = {"count": sum(state.indexed for state in states), "sources": len(states)}
    return Finding(Light.GREEN, _("%(count)d documents of %(sources)d sources can be found.") % words)
