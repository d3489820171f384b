"""Vector tiles (Mapbox Vector Tile 2.1) of a register, in the squares of WebMercatorQuad.

Where a tile holds few records it holds their shapes; where it holds many, it holds a grid of counts, because nobody can
see a hundred thousand parcels on a screen.
"""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile  # type: ignore[import-untyped]  # it ships no types
import numpy as np
import shapely
from django.db import connection

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.engines.register.service import checking, checking_names
from honglam.engines.register.service.features import Box, Collection

DEEPEST = 22
EXTENT = 4096
_MOST = 1500  # shapes in a tile
_CELLS = 32  # along a side of a tile
_MARGIN = 64 / EXTENT  # drawn beyond the edge, so that outlines of neighbours meet


def bounds(z: int, x: int, y: int) -> Box:
    """Return west, south, east, north of a tile.

    Raises:
        Missing: there is no such tile.
    """
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Missing(N_("There is no such tile."), remedy=N_("Zoom 0 to 22; column and row begin at the north-west."))
    return (*_corner(z, x, y + 1), *_corner(z, x + 1, y))


def _corner(z: int, x: float, y: float) -> tuple[float, float]:
    lon = x / 2**z * 360 - 180
    return lon, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))


def tile(collection: Collection, z: int, x: int, y: int) -> bytes:
    """Return a tile; empty when nothing lies there. Raises Missing as `bounds`."""
    box = bounds(z, x, y)
    names = [each.name for each in checking_names.label_fields(collection.register) if each in collection.fields]
    place = collection.geometry.name
    wide, high = (box[2] - box[0]) * _MARGIN, (box[3] - box[1]) * _MARGIN
    around = (box[0] - wide, box[1] - high, box[2] + wide, box[3] + high)
    rows = list(collection.within(around).values_list("id", place, *names)[: _MOST + 1])
    if not rows:
        return b""
    if len(rows) > _MOST:
        return _encoded("counts", _counts(collection, box))
    return _encoded("records", _shapes(collection, rows, names, around, (z, x, y)))


def _shapes(
    collection: Collection, rows: list[Any], names: list[str], around: Box, at: tuple[int, int, int]
) -> list[dict[str, Any]]:
    fields = [each for each in collection.fields if each.name in names]
    said = checking.words_of(
        collection.register, [dict(zip(names, row[2:], strict=True)) for row in rows], fields=fields
    )
    found = shapely.clip_by_rect(shapely.from_wkb([bytes(row[1]) for row in rows]), *around)
    placed = shapely.transform(found, lambda degrees: _pixels(degrees, *at))
    return [
        {"geometry": shape, "properties": {"id": str(row[0]), "label": " · ".join(filter(None, words.values()))}}
        for row, words, shape in zip(rows, said, placed, strict=True)
        if not shape.is_empty
    ]


def _pixels(degrees: Any, z: int, x: int, y: int) -> Any:
    """Return places in pixels of the tile, from its lower left corner."""
    lon, lat = degrees[:, 0], np.radians(np.clip(degrees[:, 1], -85.05, 85.05))
    across = ((lon + 180) / 360 * 2**z - x) * EXTENT
    down = ((1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * 2**z - y) * EXTENT
    return np.column_stack([np.round(across), np.round(EXTENT - down)])


def _counts(collection: Collection, box: Box) -> list[dict[str, Any]]:
    """Count the middles of boxes by cells of the tile."""
    found = collection.within(box).order_by()
    statement, params = found.values_list(f"{collection.geometry.name}_box").query.sql_with_params()
    west, south, east, north = box
    cell = "width_bucket({}, %s, %s, {})".format
    counted = (
        f"SELECT {cell('(center(b))[0]', _CELLS)} AS i, {cell('(center(b))[1]', _CELLS)} AS j, count(*) "  # noqa: S608  (numbers and Django's own SQL)
        f"FROM ({statement}) AS r(b) GROUP BY i, j"
    )
    with connection.cursor() as cursor:
        cursor.execute(counted, [west, east, south, north, *params])
        cells = cursor.fetchall()
    side = EXTENT // _CELLS
    return [
        {
            "geometry": shapely.Point((i - 0.5) * side, (j - 0.5) * side),
            "properties": {"count": int(number)},
        }
        for i, j, number in cells
        if 1 <= i <= _CELLS and 1 <= j <= _CELLS
    ]


def _encoded(layer: str, features: list[dict[str, Any]]) -> bytes:
    if not features:
        return b""
    return bytes(
        mapbox_vector_tile.encode(
            {"name": layer, "features": features}, default_options={"extents": EXTENT, "y_coord_down": False}
        )
    )
