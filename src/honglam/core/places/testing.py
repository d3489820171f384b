"""Places for the tests of other rooms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from honglam.core.places import api
from honglam.core.places.models import Act, Shape, ShapeSet, State, Succession, Unit
from honglam.kit.testing import have

LOADED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
THACH_HA = "18562"  # a commune
THANH_SEN = "18073"  # a ward; the code was that of the former ward Nam Hà


def load_places() -> None:
    """Load the province's units with computed shapes, as a fresh installation has them."""
    api.load_units(now=LOADED_AT)


def have_places() -> None:
    """Have the province's units without loading them anew for each test."""
    have("places", (Act, Unit, Succession, ShapeSet, Shape, State), load_places)


def boundary_file(*, changed: Iterable[dict[str, Any]] = (), without: Iterable[str] = ()) -> bytes:
    """Return a GeoJSON file with a small square around the middle of each commune.

    Args:
        changed: whole features to add.
        without: codes to leave out.
    """
    left_out = set(without)
    features = [
        square(lon=unit.lon, lat=unit.lat, ma=unit.code, ten=unit.name)
        for unit in api.communes()
        if unit.code not in left_out
    ]
    return json.dumps({"type": "FeatureCollection", "features": [*features, *changed]}).encode()


def square(*, lon: float, lat: float, half: float = 0.001, **properties: object) -> dict[str, Any]:
    """Return a GeoJSON feature: a square around a point, `half` degrees from the middle to an edge."""
    west, south, east, north = lon - half, lat - half, lon + half, lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
