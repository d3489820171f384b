"""Coordinate systems of a file of boundaries: WGS 84, or VN-2000 in a 3° zone, into degrees of WGS 84.

The conversion of VN-2000 is the kit's, whose parameters are those of the survey department; PROJ would choose others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from honglam.base.errors import Refusal
from honglam.base.geometry import VIETNAM
from honglam.base.words import N_
from honglam.kit.geodesy import Vn2000, to_wgs84

_WGS84 = {"OGC:CRS84", "EPSG:4326", "WGS84", "WGS 84", "CRS84"}
_AUTHORITY = re.compile(r"(?:urn:ogc:def:crs:)?(OGC|EPSG):(?:[\d.]*:)?(\w+)", re.IGNORECASE)
_OURS = re.compile(r"vn-?2000:(\d{3}(?:\.\d+)?)", re.IGNORECASE)
# Scale and false easting (m) of the 3° zones; the 6° zones have the scale 0.9996.
_ZONE: list[Any] = [0.9999, 500_000]


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate system: its name for people, and the way into degrees of WGS 84."""

    name: str
    to_degrees: Callable[[BaseGeometry], BaseGeometry]


def understand(declared: str) -> System:
    """Return the system that a file or an operator declares; nothing declared means WGS 84, as GeoJSON has it.

    Raises:
        Refusal: it is neither WGS 84 nor a 3° zone of VN-2000.
    """
    said = declared.strip()
    if match := _AUTHORITY.fullmatch(said):
        said = f"{match[1].upper()}:{match[2].upper()}"
    if not said or said.upper() in _WGS84:
        return System("WGS 84", lambda shape: shape)
    if match := _OURS.fullmatch(said):
        return _zone(float(match[1]))
    meridian = _meridian(said)
    if meridian is None:
        raise Refusal(
            N_("The coordinate system %(crs)s is not supported."),
            field="crs",
            remedy=N_(
                "Export the file in WGS 84 (EPSG:4326) or in a 3° zone of VN-2000, such as EPSG:9209 or vn2000:105.5."
            ),
            params={"crs": declared},
        )
    return _zone(meridian)


def of_file(collection: dict[str, Any]) -> str:
    """Return the system that a GeoJSON file declares in the old `crs` member; empty when it declares none."""
    crs = collection.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _meridian(said: str) -> float | None:
    """Return the central meridian if this is a 3° zone of VN-2000 that PROJ knows by name or number."""
    try:
        crs = CRS.from_user_input(said)
    except CRSError:
        return None
    if "VN-2000" not in crs.name.upper().replace("VN2000", "VN-2000") or crs.coordinate_operation is None:
        return None
    values = {p.name: p.value for p in crs.coordinate_operation.params}
    zone = [values.get("Scale factor at natural origin"), values.get("False easting")]
    return float(values["Longitude of natural origin"]) if zone == _ZONE else None


def _zone(meridian: float) -> System:
    def to_degrees(shape: BaseGeometry) -> BaseGeometry:
        def convert(coordinates: Any) -> Any:
            places = (
                to_wgs84(Vn2000(northing, easting, meridian), within=VIETNAM) for easting, northing in coordinates
            )
            return [place.lonlat for place in places]

        return shapely.transform(shape, lambda xy: _like(xy, convert(xy)))

    return System(f"VN-2000, {meridian:g}°", to_degrees)


def _like(coordinates: Any, values: Any) -> Any:
    """Put the values into an array of the kind that shapely gave."""
    changed = coordinates.copy()
    changed[:] = values
    return changed
