"""Figures on the home pages: a room says what it can measure, a surface shows what its viewer may see.

A measure is asked on each showing and must be cheap: a counter that is kept, an indexed count, never a scan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.kit.nav import Surface, Text
from honglam.kit.registry import Registry

State = Literal["plain", "good", "soon", "bad", "unknown"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure found.

    Attributes:
        value: the number or short word to show; None means that it cannot be known now.
        state: how it stands; shown as colour, icon and word.
        note: one line under the figure.
        url: the way in to the records behind it; empty when there is none for this viewer.
    """

    value: int | float | str | None
    state: State = "plain"
    note: Text | Promise = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure that a room offers to the home page of a surface."""

    id: str
    surface: Surface
    title: Text | Promise
    measure: Callable[[Viewer, datetime], Figure]
    unit: Text | Promise = ""
    permission: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile with its figure, as one viewer sees it."""

    tile: Tile
    figure: Figure
    at: datetime


TILES: Registry[Tile] = Registry("tile")


def shown(surface: Surface, viewer: Viewer, now: datetime) -> list[Shown]:
    """Measure the tiles of `surface` that `viewer` may see, in order."""
    tiles = [t for t in TILES if t.surface == surface and (not t.permission or viewer.may(t.permission))]
    return [Shown(t, _measured(t, viewer, now), now) for t in sorted(tiles, key=lambda t: (t.order, t.id))]


def _measured(tile: Tile, viewer: Viewer, now: datetime) -> Figure:
    """Measure one tile; a figure that cannot be had says why and leaves the others standing."""
    try:
        return tile.measure(viewer, now)
    except Refusal as refusal:
        said = gettext(refusal.message)
        return Figure(None, "unknown", said % refusal.params if refusal.params else said)
