"""What a crew needs on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from honglam.base.access import Viewer
from honglam.base.geometry import Point
from honglam.engines.case import api as cases
from honglam.packs.fieldreports.contracts import PROCEDURE, Stop, Tour
from honglam.packs.fieldreports.service import crewing, route

_STOPS = 25  # a day's work of one crew


def tour(*, viewer: Viewer, start: Point | None = None) -> Tour:
    """Return today's way for the viewer's agencies: what is due first, in an order that is short to drive."""
    work = cases.going(procedure=PROCEDURE, elements=("accept", "handle"), viewer=viewer, most=_STOPS)
    places = [Point(each.lat, each.lon) for each in work]
    way = route.order(places=places, start=start)
    stops, here = [], start
    for number in way:
        far = route.metres(places=[places[number]], way=[0], start=here) if here else 0
        here, each = places[number], work[number]
        stops.append(Stop(each.code, each.task, each.title, each.element, each.due_at, each.lon, each.lat, round(far)))
    return Tour(tuple(stops), round(route.metres(places=places, way=way, start=start)))


def done(  # noqa: PLR0913  (the facts of a stop)
    *,
    task_id: int,
    answer: str,
    photo: tuple[str, IO[bytes]] | None,
    taken: Mapping[str, Any],
    viewer: Viewer,
    now: datetime,
) -> str:
    """Keep a picture of how it is now and do the step of a stop; return the code of its case.

    Args:
        task_id: number of the task.
        answer: what was done, for the reporter.
        photo: name and content; None without a picture.
        taken: `key` by which its sender calls it, so that it is done once; `at`, `lon`, `lat` of the picture.
        viewer: who did it.
        now: the moment.

    Raises:
        Missing, Forbidden: the viewer may not see it, or not do it.
        Conflict: it was done meanwhile.
        Invalid: the answer says too little.
    """
    return crewing.done(task_id=task_id, answer=answer, photo=photo, taken=taken, viewer=viewer, now=now)
