"""What leaders look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from honglam.base.access import Viewer
from honglam.base.geometry import Box
from honglam.engines.case import api as cases
from honglam.engines.case.contracts.publications import Cell, Filters
from honglam.engines.case.contracts.statistics import Ask, By, Figures
from honglam.packs.fieldreports.contracts import PROCEDURE

_MONTHS = 6  # of the slider
_ENOUGH = 3  # answered reports from which a rate says something


def figures(*, by: By, days: int, viewer: Viewer, now: datetime) -> tuple[Figures, ...]:
    """Return the figures of the last days of the agencies that the viewer may see, those with most reports first."""
    since = (now - timedelta(days=days)).date()
    ask = Ask(by=by, since=since, procedure=PROCEDURE)
    return tuple(sorted(cases.statistics.figures(ask=ask, viewer=viewer, now=now), key=lambda each: -each.opened))


def worst(*, lines: tuple[Figures, ...], most: int = 3) -> tuple[Figures, ...]:
    """Return the lines that need a leader first: overdue now, then late answers; only such as have any."""
    bad = [each for each in lines if each.overdue or (each.late and each.closed >= _ENOUGH)]
    return tuple(sorted(bad, key=lambda each: (-each.overdue, each.on_time_percent or 0))[:most])


def months(*, today: date) -> tuple[int, ...]:
    """Return the months of the slider, the oldest first: `202612`."""
    last = today.year * 12 + today.month - 1
    return tuple((each // 12) * 100 + each % 12 + 1 for each in range(last - _MONTHS + 1, last + 1))


def communes(*, viewer: Viewer, today: date) -> Mapping[str, Mapping[int, int]]:
    """Return how many reports each commune has in each month of the slider."""
    found: dict[str, dict[int, int]] = {}
    for month in months(today=today):
        for each in cases.publications.cells_by_commune(filters=_filters(month, month), viewer=viewer):
            found.setdefault(each.commune, {})[month] = each.cases
    return found


def cells(*, box: Box, zoom: int, since: int | None, until: int | None, viewer: Viewer) -> tuple[Cell, ...]:
    """Return the hot spots of a part of the map."""
    return cases.publications.cells(box=box, zoom=zoom, filters=_filters(since, until), viewer=viewer)


def _filters(since: int | None, until: int | None) -> Filters:
    return Filters(procedures=(PROCEDURE,), since=since, until=until)
