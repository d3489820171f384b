"""The door of lists: work, cases, and how much of each there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from honglam.base.access import Viewer
from honglam.engines.case.contracts import Heap, Load, Whose
from honglam.engines.case.service.desk import listing
from honglam.kit.tables import Answer, Query, Table


def task_table(*, whose: Whose, viewer: Viewer) -> Table:
    """Return what the list of tasks looks like for a viewer: its choices are what they can meet."""
    return listing.task_table(whose=whose, viewer=viewer)


def case_table(*, viewer: Viewer) -> Table:
    """Return what the list of cases looks like for a viewer."""
    return listing.case_table(viewer=viewer)


def list_tasks(
    *, query: Query, viewer: Viewer, now: datetime, whose: Whose = Whose.UNIT, heap: Heap = Heap.ALL
) -> Answer:
    """Answer a question about open tasks of the agencies that the viewer reaches.

    Args:
        query: what is asked of `task_table`.
        viewer: who asks.
        now: the moment that decides what is late.
        whose: only those that the viewer has taken, or all.
        heap: a part of them.
    """
    return listing.tasks(query=query, viewer=viewer, whose=whose, heap=heap, now=now)


def list_cases(*, query: Query, viewer: Viewer, now: datetime, heap: Heap = Heap.ALL) -> Answer:
    """Answer a question about the cases that the agencies of the viewer's reach have now, answered ones too.

    A heap other than `ALL` holds open cases only.
    """
    return listing.cases(query=query, viewer=viewer, heap=heap, now=now)


def count_heaps(*, viewer: Viewer, whose: Whose, now: datetime) -> Mapping[Heap, int]:
    """Return how many open tasks lie on each heap, counted up to 100."""
    return listing.counts(viewer=viewer, whose=whose, now=now)


def count_heap(*, viewer: Viewer, whose: Whose, heap: Heap, now: datetime, most: int = 1000) -> int:
    """Return how many open tasks lie on one heap, counted up to `most`."""
    return listing.count(viewer=viewer, whose=whose, heap=heap, now=now, most=most)


def note_visit(*, viewer: Viewer, now: datetime) -> None:
    """Note that an officer looks at their work, so that what comes later is new to them."""
    listing.visit(viewer=viewer, now=now)


def list_loads(*, viewer: Viewer, now: datetime) -> tuple[Load, ...]:
    """Return how much work each person has taken at the agencies that the viewer reaches; nobody's work leads."""
    return listing.loads(viewer=viewer, now=now)
