"""Figures for the desk's home: what is due, late, about to be late, new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.engines.case import api
from honglam.engines.case.contracts import Heap, Whose
from honglam.kit.tiles import Figure, State, Tile

_MOST = 99  # up to so many are counted
_TILES: tuple[tuple[Heap, str | Promise, State, int], ...] = (
    (Heap.TODAY, _("Due today"), "soon", 1),
    (Heap.LATE, _("Overdue"), "bad", 2),
    (Heap.SOON, _("Due soon"), "soon", 3),
    (Heap.NEW, _("New since you left"), "plain", 4),
)


def tiles() -> Iterator[Tile]:
    """Yield the figures of the viewer's agency."""
    for heap, title, state, order in _TILES:
        yield Tile(f"case.{heap.value}", "desk", title, _measure(heap, state), permission="case.work", order=order)


def _measure(heap: Heap, state: State) -> Callable[[Viewer, datetime], Figure]:
    def measure(viewer: Viewer, now: datetime) -> Figure:
        count = _counts(viewer, now)[heap]
        quiet: State = "plain" if state == "plain" else "good"
        note = _("and more") if count > _MOST else ""
        return Figure(min(count, _MOST), state if count else quiet, note, reverse("desk-case:unit", args=[heap.value]))

    return measure


@lru_cache(maxsize=32)
def _counts(viewer: Viewer, now: datetime) -> Mapping[Heap, int]:
    """Count all heaps at once: the tiles of one page are measured for one viewer at one moment."""
    return api.count_heaps(viewer=viewer, whose=Whose.UNIT, now=now)
