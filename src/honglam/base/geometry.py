"""Places on the earth as plain values: WGS 84 degrees, latitude first in words and attributes.

Vietnam's own plane coordinates (VN-2000) are in `kit.geodesy`, because the conversion needs a library.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt

from honglam.base.errors import Refusal
from honglam.base.words import N_

EARTH_RADIUS_M = 6_371_008.8  # mean radius of WGS 84 (IUGG)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth, in degrees of WGS 84.

    Raises:
        Refusal: a coordinate is not a number or lies outside the globe.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (isfinite(self.lat) and isfinite(self.lon) and abs(self.lat) <= 90 and abs(self.lon) <= 180):
            raise Refusal(
                N_("(%(lat)s, %(lon)s) is not a place on the earth."),
                remedy=_SWAP
                if abs(self.lon) <= 90 < abs(self.lat) <= 180
                else N_("Latitude goes to 90, longitude to 180."),
                params={"lat": self.lat, "lon": self.lon},
            )

    @property
    def lonlat(self) -> tuple[float, float]:
        """The pair in the order of GeoJSON and of map libraries."""
        return (self.lon, self.lat)


_SWAP = N_("Latitude and longitude seem to be swapped: latitude comes first.")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the globe between two latitudes and two longitudes, edges included. It never crosses the date line."""

    south: float
    west: float
    north: float
    east: float

    def __contains__(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


# With the sea and the archipelagos Hoàng Sa and Trường Sa.
VIETNAM = Box(6.0, 102.0, 23.5, 117.9)
# The province and the sea before it, with a margin of about ten kilometres.
HA_TINH = Box(17.8, 105.0, 18.9, 106.9)


def point(lat: float, lon: float, *, within: Box = VIETNAM, field: str | None = None) -> Point:
    """Return the place, if it can be one of ours.

    Args:
        lat: degrees north.
        lon: degrees east.
        within: where the place must lie; `HA_TINH` for things of the province.
        field: name of the input, for the refusal.

    Raises:
        Refusal: it lies elsewhere; if the two numbers fit the other way round, the remedy says so.
    """
    if abs(lat) <= 90 and abs(lon) <= 180 and (place := Point(lat, lon)) in within:
        return place
    swapped = abs(lon) <= 90 and abs(lat) <= 180 and Point(lon, lat) in within
    raise Refusal(
        N_("(%(lat)s, %(lon)s) lies outside the area that is expected here."),
        field=field,
        remedy=_SWAP if swapped else N_("Check the coordinates, or choose the place on the map."),
        params={"lat": lat, "lon": lon},
    )


def distance(one: Point, two: Point) -> float:
    """Return the distance in metres along the earth taken as a sphere; right to 0.6 % anywhere."""
    half_lat, half_lon = radians(two.lat - one.lat) / 2, radians(two.lon - one.lon) / 2
    chord = sin(half_lat) ** 2 + cos(radians(one.lat)) * cos(radians(two.lat)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))
