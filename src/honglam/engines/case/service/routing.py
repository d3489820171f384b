"""To which agency a task goes."""

from __future__ import annotations

from cachetools.func import ttl_cache

from honglam.core.identity import api as identity
from honglam.engines.case.contracts import Lane, Procedure, Route, Waiting
from honglam.engines.case.models import Case


def agency_of(*, case: Case, procedure: Procedure, lane: Lane | None, waiting: Waiting) -> str:
    """Return the path of the agency; the lane's or the procedure's own takes over when none is found."""
    found = ""
    if lane is None or lane.route is Route.CASE:
        found = case.agency
    elif lane.route is Route.TERRITORY:
        found = _agencies()[0].get(case.commune, "")
    elif lane.route is Route.VALUE:
        value = waiting.values.get(lane.value)
        found = value if isinstance(value, str) and value in _agencies()[1] else ""
    return found or (lane.agency if lane else "") or procedure.fallback


def forget() -> None:
    """Forget the agencies that were kept, for tests that make them."""
    _agencies.cache_clear()


@ttl_cache(maxsize=1, ttl=60)  # agencies change a few times a year
def _agencies() -> tuple[dict[str, str], frozenset[str]]:
    """Return the committee of each commune, and the paths of all agencies."""
    found = identity.agencies()
    committees = {agency.commune: agency.path for agency in found if agency.commune}
    return committees, frozenset(agency.path for agency in found)
