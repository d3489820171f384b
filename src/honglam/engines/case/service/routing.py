"""To which agency a task goes."""

from __future__ import annotations

import time

from honglam.core.identity import api as identity
from honglam.engines.case.contracts import Lane, Procedure, Route, Waiting
from honglam.engines.case.models import Case

_KEPT_SECONDS = 60.0  # agencies change a few times a year
_kept: list[tuple[float, dict[str, str], frozenset[str]]] = []


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
    _kept.clear()


def _agencies() -> tuple[dict[str, str], frozenset[str]]:
    """Return the committee of each commune, and the paths of all agencies."""
    if not _kept or time.monotonic() - _kept[0][0] > _KEPT_SECONDS:
        found = identity.agencies()
        committees = {agency.commune: agency.path for agency in found if agency.commune}
        _kept[:] = [(time.monotonic(), committees, frozenset(agency.path for agency in found))]
    return _kept[0][1], _kept[0][2]
