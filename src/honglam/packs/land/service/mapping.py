"""Parcels on a map: those that the map shows just now, and the one under a finger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import shapely
from shapely.geometry import Point, mapping

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.api import lookup
from honglam.engines.register.api.lookup import Box
from honglam.engines.register.contracts import Record
from honglam.packs.land.contracts import PARCELS
from honglam.packs.land.service import geometry
from honglam.packs.land.service.changing import words_of

MOST = 3_000
WIDEST = 0.06  # degrees: about six kilometres; wider than this, parcels are dust


def within(*, box: Box, viewer: Viewer) -> dict[str, Any]:
    """Return the parcels in force that touch a box, as GeoJSON. See `api.parcels.on_map`."""
    west, south, east, north = box
    if not (west < east and south < north):
        raise Refusal(N_("This is not a part of the map."), field="bbox", remedy=N_("Give west, south, east, north."))
    wide = east - west > WIDEST or north - south > WIDEST
    found = () if wide else lookup.matching(register=PARCELS, viewer=viewer, box=box, where=_IN_FORCE, limit=MOST)
    return {"type": "FeatureCollection", "wide": wide, "features": [_feature(each) for each in found]}


_IN_FORCE = {"state": "in_force"}


def at(*, lon: float, lat: float, viewer: Viewer) -> Record | None:
    """Return the parcel in force at a point, or None."""
    box = (lon, lat, lon, lat)
    found = lookup.matching(register=PARCELS, viewer=viewer, box=box, where=_IN_FORCE, limit=50)
    point = Point(lon, lat)
    return next((each for each in found if each.values["shape"].covers(point)), None)


def _feature(parcel: Record) -> dict[str, Any]:
    name = f"{words_of(parcel)} · {parcel.words['purpose']}"
    return {
        "type": "Feature",
        "geometry": mapping(parcel.values["shape"]),
        "properties": {"code": str(parcel.id), "name": name, "number": words_of(parcel)},
    }


def of(*, parcels: Sequence[UUID], viewer: Viewer) -> dict[str, Any]:
    """Return the shapes of parcels. See `api.parcels.shapes_of`."""
    found = lookup.matching(register=PARCELS, viewer=viewer, where={"id": list(parcels)}, limit=len(parcels))
    return {"type": "FeatureCollection", "features": [_feature(each) for each in found if each.values["shape"]]}


def corners(parcel: Record) -> tuple[tuple[str, str], ...]:
    """Return the corners of a parcel. See `api.parcels.corners`."""
    shape = parcel.values["shape"]
    if shape is None:
        return ()
    plane = shapely.get_coordinates(geometry.to_plane(shape))[:-1]
    return tuple((f"{north:.2f}", f"{east:.2f}") for east, north in plane)
