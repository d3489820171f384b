"""The door of routing: whose a task is."""

from __future__ import annotations

from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.case.contracts import Stray
from honglam.engines.case.service.hands import handing, straying
from honglam.engines.case.service.hands import routing as routes


def strays(*, viewer: Viewer) -> tuple[Stray, ...]:
    """Return the tasks that nobody could place and of which the viewer may say whose they are, the oldest first.

    Each with the agencies that are likely: the committee of its commune, and those to which tasks of its topic went.
    """
    return straying.strays(viewer=viewer)


def count_strays(*, viewer: Viewer) -> int:
    """Return how many there are, counted to a hundred."""
    return straying.count(viewer=viewer)


def settle(*, task_id: int, agency: str, viewer: Viewer, now: datetime) -> None:
    """Say whose a task is that nobody could place; the viewer needs `case.routes` where it lies.

    Raises:
        Refusal: there is no such agency.
        Missing, Forbidden, Conflict: as `complete`.
    """
    handing.settle(task_id=task_id, agency=agency, viewer=viewer, now=now)


def agencies() -> tuple[tuple[str, str], ...]:
    """Return path and name of each agency of today, for somebody to choose from."""
    return routes.choices()


def agency_of(*, text: str) -> str:
    """Return the path of today's agency that a path, a key or a full name means; empty when there is none."""
    return routes.read(text)
