"""Reports that may be about the same, for officers: codes and titles, of those that the officer may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import cos, radians

from honglam.base.access import Viewer
from honglam.base.errors import Missing
from honglam.base.geometry import Point, distance
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import TaskState
from honglam.engines.case.contracts.records import Sheet
from honglam.packs.fieldreports.contracts import Beside
from honglam.packs.fieldreports.models import Report
from honglam.packs.fieldreports.service import nearby

_METRES, _DAYS = 300, 60  # further and longer ago than what citizens are shown: an officer compares
_MOST, _SHOWN = 100, 8
_PER_DEGREE = 111_195


def beside(*, sheet: Sheet, viewer: Viewer, now: datetime) -> tuple[Beside, ...]:
    """Return open reports near one, the nearest first; those of the same topic before others."""
    if sheet.lon is None or sheet.lat is None:
        return ()
    high = _METRES / _PER_DEGREE
    wide = high / max(cos(radians(sheet.lat)), 0.01)
    cells = {nearby.cell(sheet.lon + x, sheet.lat + y) for x in (-wide, wide) for y in (-high, high)}
    rows = Report.objects.filter(cell__in=cells, open=True, at__gt=now - timedelta(days=_DAYS))
    here = Point(sheet.lat, sheet.lon)
    own = Report.objects.filter(code=sheet.code).values_list("topic", flat=True).first()
    far = [
        (row.topic != own, distance(here, Point(row.lat or 0, row.lon or 0)), row)
        for row in rows.exclude(code__in=["", sheet.code]).order_by("-at")[:_MOST]
    ]
    near = sorted((each for each in far if each[1] <= _METRES), key=lambda each: each[:2])
    found = []
    for _other, metres, row in near[:_SHOWN]:
        try:
            other = cases.sheet(code=row.code, viewer=viewer, now=now)
        except Missing:
            continue  # it is another agency's
        may = any(work.element == "verify" and work.state is TaskState.OPEN and work.may for work in other.work)
        found.append(Beside(row.code, other.title, round(metres / 10) * 10, row.at, row.supports, may))
    return tuple(found)
