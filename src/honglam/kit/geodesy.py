"""VN-2000, the plane coordinates of Vietnam's maps and land papers, to WGS 84 and back.

Hà Tĩnh measures in the 3° zone with central meridian 105°30′ (EPSG:9209). The seven parameters are those that the
survey department published with Decision 05/2007/QĐ-BTNMT (EPSG:6960); they are written out here, because the database
of PROJ holds a second, unofficial set and may choose between them. Land papers call the northing X, the easting Y.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from honglam.base.errors import Refusal
from honglam.base.geometry import HA_TINH, Box, Point
from honglam.base.words import N_

HA_TINH_MERIDIAN = 105.5
# The central meridians of the 3° zones that the provinces used; a paper measured in another zone is a common mistake.
_MERIDIANS = (
    103.0,
    104.0,
    104.5,
    104.75,
    105.0,
    105.5,
    105.75,
    106.0,
    106.25,
    106.5,
    107.0,
    107.25,
    107.5,
    107.75,
    108.0,
)
_FALSE_EASTING_M = 500_000


@dataclass(frozen=True, slots=True)
class Vn2000:
    """A place in VN-2000, in metres.

    Attributes:
        northing: from the equator; X on Vietnamese land papers.
        easting: from 500 km west of the central meridian; Y on Vietnamese land papers.
        meridian: the central meridian of the 3° zone, in degrees.
    """

    northing: float
    easting: float
    meridian: float = HA_TINH_MERIDIAN


def to_wgs84(place: Vn2000, *, within: Box = HA_TINH, field: str | None = None) -> Point:
    """Return the place in WGS 84.

    Args:
        place: the plane coordinates.
        within: where it must lie.
        field: name of the input, for the refusal.

    Raises:
        Refusal: it lies elsewhere; the remedy says when the axes seem swapped or the zone another one.
    """
    found = _convert(place)
    if found is not None and found in within:
        return found
    raise Refusal(
        N_("The coordinates X %(x)s, Y %(y)s lie outside the area that is expected here."),
        field=field,
        remedy=_remedy(place, within),
        params={"x": place.northing, "y": place.easting},
    )


def _remedy(place: Vn2000, within: Box) -> str:
    swapped = _convert(Vn2000(place.easting, place.northing, place.meridian))
    if swapped is not None and swapped in within:
        return N_("X and Y seem to be swapped: X is the northing, about 2,000,000; Y the easting, about 500,000.")
    if place.easting >= 10 * _FALSE_EASTING_M:
        return N_("Leave out the zone number in front of Y.")
    others = (_convert(Vn2000(place.northing, place.easting, other)) for other in _MERIDIANS if other != place.meridian)
    if any(other is not None and other in within for other in others):
        return N_("They fit another central meridian: see which one the paper names.")
    return N_("Check the figures against the paper.")


def from_wgs84(point: Point, *, meridian: float = HA_TINH_MERIDIAN) -> Vn2000:
    """Return a place of WGS 84 in VN-2000.

    Raises:
        ValueError: it lies more than three degrees from the meridian, where the projection says nothing useful.
    """
    if abs(point.lon - meridian) > 3:
        raise ValueError(f"{point} is too far from the meridian {meridian}")
    easting, northing = _transformer(meridian).transform(*point.lonlat, direction="INVERSE")
    return Vn2000(northing, easting, meridian)


def many_to_wgs84(metres: NDArray[np.float64], *, meridian: float = HA_TINH_MERIDIAN) -> NDArray[np.float64]:
    """Return many places at once: rows of easting and northing become rows of longitude and latitude.

    Nothing is judged: what lies beyond the projection comes back as infinity.
    """
    return np.column_stack(_transformer(meridian).transform(metres[:, 0], metres[:, 1]))


def many_from_wgs84(degrees: NDArray[np.float64], *, meridian: float = HA_TINH_MERIDIAN) -> NDArray[np.float64]:
    """Return many places at once: rows of longitude and latitude become rows of easting and northing; see above."""
    return np.column_stack(_transformer(meridian).transform(degrees[:, 0], degrees[:, 1], direction="INVERSE"))


def _convert(place: Vn2000) -> Point | None:
    # Beyond these bounds no place of the northern hemisphere near its meridian can be meant.
    if not (0 <= place.northing <= 10_000_000 and 0 <= place.easting <= 2 * _FALSE_EASTING_M):
        return None
    lon, lat = _transformer(place.meridian).transform(place.easting, place.northing)
    return Point(lat, lon)


@cache
def _transformer(meridian: float) -> Transformer:
    return Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0={_FALSE_EASTING_M} +y_0=0 "
        "+ellps=WGS84 +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +proj=helmert +x=-191.90441429 "
        "+y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 "
        "+convention=coordinate_frame +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
