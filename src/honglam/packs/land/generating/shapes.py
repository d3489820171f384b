"""Parcels of a commune as arrays: blocks of a grid that covers the province, each cut into a lattice of quadrilaterals.

Corners within a block are moved at random and shared by neighbours, so that nothing overlaps and no gap is left. A
block belongs to the commune in which its middle lies: communes do not overlap either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from honglam.kit.geodesy import many_from_wgs84, many_to_wgs84

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_BLOCK_M = 250.0
_SHEET_BLOCKS = 4  # a sheet is a square kilometre, as maps of 1:2000 have it
_TURN = 0.23  # radians: a village does not lie to the north
_JITTER = 0.2  # of a cell; below a quarter no quadrilateral crosses itself
_SPARSE = 1.5  # from so many times the parcels that are wanted, only land near villages is parcelled
_OVERLAPPING = 0.003  # share of parcels that reach into a neighbour


@dataclass(frozen=True, slots=True)
class Land:
    """How land of one sort is parcelled: share of blocks, from the villages outwards; rows and columns of a block."""

    share: float
    rows: int
    columns: int


# Dwellings, rice, gardens, forest.
SORTS = (Land(0.15, 8, 10), Land(0.3, 10, 12), Land(0.2, 4, 6), Land(0.35, 2, 3))
DWELLING, RICE, GARDEN, FOREST = range(4)


@dataclass(frozen=True, slots=True)
class Village:
    """A former commune: its code and a point in its middle, in degrees."""

    code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Parcels:
    """Parcels of a commune; each array has one entry a parcel.

    Attributes:
        village: which of the former communes.
        sheet: number of the map sheet in the former commune.
        number: number of the parcel in the sheet.
        sort: what land it is: an index of `SORTS`.
        area: m² in the plane of VN-2000.
        rings: five corners each in degrees, longitude first; the last is the first again.
    """

    village: Integers
    sheet: Integers
    number: Integers
    sort: Integers
    area: Floats
    rings: Floats

    def __len__(self) -> int:
        return len(self.area)

    def wkb(self) -> NDArray[np.void]:
        """Return each polygon as 93 bytes of WKB, little-endian."""
        made = np.zeros(
            len(self),
            dtype=[("order", "u1"), ("type", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("xy", "<f8", (5, 2))],
        )
        made["order"], made["type"], made["rings"], made["points"] = 1, 3, 1, 5
        made["xy"] = self.rings
        return made.view("V93")


def parcels(shape: BaseGeometry, villages: Sequence[Village], count: int, rng: np.random.Generator) -> Parcels:
    """Cut a commune into parcels.

    Args:
        shape: the commune, in degrees.
        villages: the former communes in it; at least one.
        count: how many parcels; fewer come out where the commune is too small to hold them.
        rng: source of what is random.
    """
    corners = _blocks(shape)
    village, distance = _nearest(corners + _BLOCK_M / 2, villages)
    order = np.argsort(distance, kind="stable")
    sorts = np.empty(len(corners), dtype=np.int64)
    sorts[order] = np.searchsorted(np.cumsum([each.share for each in SORTS])[:-1], np.arange(len(order)) / len(order))
    lattices = _lattices(sorts, count)
    if lattices.prod(axis=1).sum() < _SPARSE * count:
        order = rng.permutation(order)  # what is too much is left out here and there, as lakes are
    chosen = order[: int(np.searchsorted(np.cumsum(lattices[order].prod(axis=1)), count)) + 1]
    # Numbers go by sheets and within them by blocks, as a surveyor walks.
    sheets = _sheets(corners[chosen], village[chosen])
    by_sheet = np.lexsort((corners[chosen, 0], -corners[chosen, 1], sheets, village[chosen]))
    return _cut(corners, village, sorts, lattices, chosen[by_sheet], sheets[by_sheet], count, rng)


def _blocks(shape: BaseGeometry) -> Floats:
    """Return the lower left corners of the blocks whose middle lies in a shape, in the turned plane."""
    turned = shapely.transform(shape, lambda xy: _turn(many_from_wgs84(xy), _TURN))
    west, south, east, north = (np.floor(edge / _BLOCK_M) for edge in turned.bounds)
    grid = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    corners = np.column_stack([each.ravel() for each in grid]) * _BLOCK_M
    shapely.prepare(turned)
    middle = corners + _BLOCK_M / 2
    inside: Floats = corners[shapely.contains_xy(turned, middle[:, 0], middle[:, 1])]
    return inside


def _turn(plane: Floats, angle: float) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Floats = plane @ np.array([[cos, sin], [-sin, cos]])
    return turned


def _nearest(middle: Floats, villages: Sequence[Village]) -> tuple[Integers, Floats]:
    points = _turn(many_from_wgs84(np.array([(each.lon, each.lat) for each in villages])), _TURN)
    apart = np.linalg.norm(middle[:, None, :] - points[None, :, :], axis=2)
    return apart.argmin(axis=1), apart.min(axis=1)


def _lattices(sorts: Integers, count: int) -> Integers:
    """Return rows and columns of each block: as usual for its sort, finer or coarser where the commune needs it."""
    usual = np.array([(each.rows, each.columns) for each in SORTS], dtype=float)[sorts]
    # Few parcels fill the villages first; a province of them covers all its land.
    scale = max(0.6 * count / usual.prod(axis=1).sum(), 0.35) ** 0.5
    while True:
        lattices: Integers = np.maximum(1, np.rint(usual * scale)).astype(np.int64)
        if lattices.prod(axis=1).sum() >= count:
            return lattices
        scale *= 1.01


def _sheets(corners: Floats, village: Integers) -> Integers:
    """Number the sheets of each former commune from the north-west on."""
    cell = np.floor(corners / (_BLOCK_M * _SHEET_BLOCKS)).astype(np.int64)
    numbers = np.zeros(len(corners), dtype=np.int64)
    for each in np.unique(village):
        mine = village == each
        _, place = np.unique(np.column_stack([-cell[mine, 1], cell[mine, 0]]), axis=0, return_inverse=True)
        numbers[mine] = place.reshape(-1) + 1
    return numbers


def _cut(  # noqa: PLR0913, PLR0917  (arrays of blocks that go together)
    corners: Floats,
    village: Integers,
    sorts: Integers,
    lattices: Integers,
    chosen: Integers,
    sheets: Integers,
    count: int,
    rng: np.random.Generator,
) -> Parcels:
    sizes = lattices[chosen].prod(axis=1)
    block = np.repeat(np.arange(len(chosen)), sizes)
    plane = np.empty((len(block), 5, 2))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    for rows, columns in np.unique(lattices[chosen], axis=0):
        same = np.flatnonzero((lattices[chosen] == (rows, columns)).all(axis=1))
        places = (starts[same][:, None] + np.arange(rows * columns)).ravel()
        plane[places] = _quadrilaterals(corners[chosen[same]], int(rows), int(columns), rng)
    plane, block = plane[:count], block[:count]
    _overlap(plane, rng)
    key = village[chosen[block]] * 100_000 + sheets[block]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    lengths = np.diff(np.append(first, len(key)))
    rings = many_to_wgs84(_turn(plane.reshape(-1, 2), -_TURN)).reshape(-1, 5, 2)
    return Parcels(
        village=village[chosen[block]],
        sheet=sheets[block],
        number=np.arange(len(key)) - np.repeat(first, lengths) + 1,
        sort=sorts[chosen[block]],
        area=_areas(plane),
        rings=rings,
    )


def _quadrilaterals(corners: Floats, rows: int, columns: int, rng: np.random.Generator) -> Floats:
    """Cut blocks into rows and columns; inner corners are moved, those on the edge of a block stay on it."""
    step = np.array([_BLOCK_M / columns, _BLOCK_M / rows])
    lattice = np.stack(np.meshgrid(np.arange(columns + 1), np.arange(rows + 1)), axis=-1) * step
    points = corners[:, None, None, :] + lattice
    inner = points[:, 1:-1, 1:-1]
    inner += rng.uniform(-_JITTER, _JITTER, inner.shape) * step
    ring = [points[:, :-1, :-1], points[:, :-1, 1:], points[:, 1:, 1:], points[:, 1:, :-1], points[:, :-1, :-1]]
    made: Floats = np.stack(ring, axis=3).reshape(-1, 5, 2)
    return made


def _overlap(plane: Floats, rng: np.random.Generator) -> None:
    """Let a few parcels reach into a neighbour, as maps that were digitised twice do."""
    wrong = np.flatnonzero(rng.random(len(plane)) < _OVERLAPPING)
    middle = plane[wrong, :4].mean(axis=1)
    plane[wrong, 2] += (plane[wrong, 2] - middle) * 0.3


def _areas(plane: Floats) -> Floats:
    x, y = plane[..., 0], plane[..., 1]
    found: Floats = np.abs((x[:, :-1] * y[:, 1:] - x[:, 1:] * y[:, :-1]).sum(axis=1)) / 2
    return found
