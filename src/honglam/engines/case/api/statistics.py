"""The door of figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.case.contracts.statistics import Ask, Difference, Figures, Waiting
from honglam.engines.case.service.figures import figures as reading
from honglam.engines.case.service.figures import statistics
from honglam.engines.case.service.studio import procedures


def figures(*, ask: Ask, viewer: Viewer, now: datetime) -> tuple[Figures, ...]:
    """Return figures of the cases of the agencies whose figures the viewer may see; of nothing when there are none.

    They are sums that are kept, and on top what changed within the last minute; nothing is counted over cases.
    """
    return reading.figures(ask=ask, reach=viewer.reach("case.figures"), now=now)


def public_figures(*, ask: Ask, now: datetime) -> tuple[Figures, ...]:
    """Return figures of all agencies, for everybody. Which procedures are public, the caller says."""
    return reading.figures(ask=ask, reach=reading.EVERYWHERE, now=now)


def waiting(*, ask: Ask, viewer: Viewer, now: datetime) -> tuple[Waiting, ...]:
    """Return how long steps take and how much waits there now, by procedure and step; by agency if `ask` says so."""
    return reading.waiting(ask=ask, reach=viewer.reach("case.figures"), now=now)


def step_names(*, procedure: str) -> Mapping[str, str]:
    """Return what the drawing of a procedure's newest version calls its steps.

    Raises:
        Missing: there is no such procedure.
    """
    process = procedures.current(procedure=procedure)[2]
    return {element.id: element.name or element.id for element in process.elements.values()}


def fold() -> int:
    """Add the cases that changed to the sums, and return how many there were. One process at a time."""
    return statistics.fold()


def rebuild() -> int:
    """Throw all sums away and count every case anew; returns how many cases there are."""
    return statistics.rebuild()


def verify() -> tuple[Difference, ...]:
    """Count all cases and return where the sums that are kept differ; nothing, as long as all is well."""
    return statistics.verify()
