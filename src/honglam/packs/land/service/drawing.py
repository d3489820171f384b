"""Lines as people type them, and the parts into which they cut a parcel."""

from __future__ import annotations

import re
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.kit.geodesy import many_from_wgs84
from honglam.packs.land.service import geometry
from honglam.packs.land.service.changing import Asked, parcels_of

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_METRES = 100_000  # what is larger is no degree
_CORNERS = 200


def read_line(text: str) -> BaseGeometry:
    """Return a line of VN-2000 from typed corners: metres or degrees, in either order, one corner in each row.

    Raises:
        Refusal: there are not two numbers in each row, or fewer than two rows.
    """
    rows = [[float(each.replace(",", ".")) for each in _NUMBER.findall(row)] for row in text.split("\n") if row.strip()]
    if not 2 <= len(rows) <= _CORNERS or any(len(row) != 2 for row in rows):
        raise Refusal(
            N_("The line cannot be read: each row needs two numbers, and there must be at least two rows."),
            field="line",
            remedy=N_("Write X and Y of a corner in each row, such as 2025020.00 534995.00."),
        )
    corners = np.array([(max(row), min(row)) for row in rows])  # X, the northing, is the larger; so is longitude
    if corners.min() > _METRES:
        return shapely.LineString(corners[:, ::-1])
    return shapely.LineString(many_from_wgs84(corners))


def cut(parcel: UUID, line: str, asked: Asked) -> tuple[BaseGeometry, ...]:
    """Return the parts (WGS 84) into which a line cuts a parcel. Raises as `api.changing.split`."""
    drawn = read_line(line)
    (found,) = parcels_of([parcel], asked)
    shape = found.values["shape"]
    if shape is None:
        raise Refusal(N_("This parcel has no boundary."), field="line", remedy=N_("Enter its boundary first."))
    return tuple(geometry.to_degrees(each) for each in geometry.cut(geometry.to_plane(shape), drawn))
