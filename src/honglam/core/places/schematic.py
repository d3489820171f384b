"""Shapes where no boundary is known: each place belongs to the commune whose known point is nearest (Voronoi cells).

Known points are the middle of each commune and of the former units that it was made from, so the shapes follow the
merger. Against the boundaries published for Hà Tĩnh, three quarters of the land fall to the right commune; the outline
of the province, its coast and its borders are not known here and are only a rounded hull of the points.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

KM_PER_DEGREE = 111.195
_HULL_RATIO = 0.2  # 0 follows every point, 1 is the convex hull
_MARGIN_KM = 3.3
# A former unit's point further away than this many sides of a square of the commune's area is a mistake of geocoding.
_FURTHEST = 1.5


@dataclass(frozen=True, slots=True)
class Seed:
    """A point known to lie in a commune; `own` marks the commune's own middle."""

    commune: str
    lon: float
    lat: float
    own: bool = False
    area_km2: float | None = None


def shapes(seeds: Sequence[Seed]) -> dict[str, BaseGeometry]:
    """Return a Polygon or MultiPolygon in degrees for each commune that has a seed of its own."""
    if not seeds:
        return {}
    squeeze = math.cos(math.radians(sum(seed.lat for seed in seeds) / len(seeds)))
    good = _plausible(seeds, squeeze)
    points = shapely.MultiPoint([(seed.lon * squeeze, seed.lat) for seed in good])
    hull = shapely.concave_hull(points, ratio=_HULL_RATIO).buffer(_MARGIN_KM / KM_PER_DEGREE)
    if len(good) == 1:
        cells: Sequence[BaseGeometry] = [hull]
    else:
        cells = list(shapely.voronoi_polygons(points, extend_to=hull.envelope.buffer(1), ordered=True).geoms)
    parts: dict[str, list[BaseGeometry]] = {}
    for cell, seed in zip(cells, good, strict=True):
        parts.setdefault(seed.commune, []).append(cell)
    return {
        code: affinity.scale(shapely.union_all(mine).intersection(hull), 1 / squeeze, 1, origin=(0, 0))
        for code, mine in sorted(parts.items())
    }


def _plausible(seeds: Sequence[Seed], squeeze: float) -> list[Seed]:
    """Return the communes' own points and the former units' that are near enough and not shared with another unit."""
    own = {seed.commune: seed for seed in seeds if seed.own}
    used = Counter((seed.lon, seed.lat) for seed in seeds)

    def near(seed: Seed) -> bool:
        home = own[seed.commune]
        km = KM_PER_DEGREE * math.hypot((seed.lon - home.lon) * squeeze, seed.lat - home.lat)
        return home.area_km2 is not None and km < _FURTHEST * math.sqrt(home.area_km2)

    return [*own.values(), *(s for s in seeds if not s.own and used[s.lon, s.lat] == 1 and near(s))]
