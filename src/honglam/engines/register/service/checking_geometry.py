"""A geometry as people and files give it: GeoJSON, WKT, or pairs of numbers; WGS 84 or VN-2000 (105°30′).

The numbers themselves say in which of the two they are: degrees go to 180, metres of Vietnam begin at a hundred
thousand. What crosses itself is refused, saying where, in the coordinates in which it was given.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
import shapely
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from honglam.base.errors import Refusal
from honglam.base.geometry import VIETNAM, Point
from honglam.base.money import format_number
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Shape
from honglam.kit.geodesy import Vn2000, from_wgs84, to_wgs84

POINTS_MAX = 100_000
_METRES = 100_000  # what is larger is no degree
_NORTHING = 1_000_000
_KINDS = {
    Shape.POINT: ("Point",),
    Shape.LINE: ("LineString", "MultiLineString"),
    Shape.POLYGON: ("Polygon", "MultiPolygon"),
}
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_WHERE = re.compile(r"\[(-?[0-9.e+]+) (-?[0-9.e+]+)\]")
_SIGNS = re.compile(r"[0-9.,;:+\-\s()/|XYxy=NEne°]+")


def read_geometry(field: Field, value: Any) -> BaseGeometry:
    """Return a valid shape of WGS 84, longitude first.

    Raises:
        Refusal: it cannot be read, is of another shape, lies outside of Vietnam, or crosses itself.
    """
    given = value if isinstance(value, BaseGeometry) else _parsed(field, value)
    if given.is_empty:
        raise _unreadable()
    if shapely.get_num_coordinates(given) > POINTS_MAX:
        raise Refusal(
            N_("This shape has more than %(most)s points."),
            remedy=N_("Simplify it in the program that made it."),
            params={"most": POINTS_MAX},
        )
    given = shapely.force_2d(given)
    if given.geom_type not in _KINDS[field.shape]:
        given = _single(field, given)
    found, metric = _degrees(given)
    if not found.is_valid:
        raise _crossing(found, metric=metric)
    return shapely.orient_polygons(found) if field.shape is Shape.POLYGON else found


def _single(field: Field, given: BaseGeometry) -> BaseGeometry:
    parts = list(getattr(given, "geoms", ()))
    if len(parts) == 1 and parts[0].geom_type in _KINDS[field.shape]:
        only: BaseGeometry = parts[0]
        return only
    words = {Shape.POINT: N_("A point is needed here."), Shape.LINE: N_("A line is needed here.")}
    raise Refusal(
        words.get(field.shape, N_("An area is needed here: a closed line.")),
        remedy=N_("Draw it on the map, or choose another file."),
    )


def _parsed(field: Field, value: Any) -> BaseGeometry:
    if isinstance(value, str):
        text = clean(value)
        if text.startswith("{"):
            try:
                value = orjson.loads(text)
            except orjson.JSONDecodeError:
                raise _unreadable() from None
        elif _SIGNS.fullmatch(text):
            return _of_pairs(field, _pairs(text))
        else:
            return _of_wkt(text)
    if isinstance(value, dict):
        return _of_geojson(value)
    if isinstance(value, list | tuple):
        return _of_pairs(field, _listed(value))
    raise _unreadable()


def _of_wkt(text: str) -> BaseGeometry:
    text = re.sub(r"(?i)^srid=[0-9]+;", "", text)
    try:
        found = shapely.from_wkt(text)
    except (GEOSException, ShapelyError, ValueError):
        raise _unreadable() from None
    if found is None:
        raise _unreadable()
    return found


def _of_geojson(value: dict[str, Any]) -> BaseGeometry:
    if value.get("type") == "Feature":
        value = value.get("geometry") or {}
    try:
        found = shape(value)
    except (GEOSException, ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError):
        raise _unreadable() from None
    if not shapely.get_num_coordinates(found):
        raise _unreadable()
    return found


def _listed(value: list[Any] | tuple[Any, ...]) -> list[tuple[float, float]]:
    if len(value) == 2 and all(isinstance(each, int | float) for each in value):
        value = [value]
    try:
        return [(float(one), float(two)) for one, two in value]
    except (TypeError, ValueError):
        raise _unreadable() from None


def _pairs(text: str) -> list[tuple[float, float]]:
    """Return the numbers of a text two by two; a comma between digits is a decimal comma where there is no point."""
    text = text.replace(",", " ") if "." in text else re.sub(r",(?=\s)", " ", text)
    numbers = [float(each.replace(",", ".")) for each in _NUMBER.findall(text)]
    if not numbers or len(numbers) % 2:
        raise _unreadable()
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _of_pairs(field: Field, pairs: list[tuple[float, float]]) -> BaseGeometry:
    """Make a shape of pairs that stand in either order: which number is which shows by its size."""
    ordered = [_east_north(*pair) for pair in pairs]
    try:
        if field.shape is Shape.POINT:
            return shapely.Point(ordered[0]) if len(ordered) == 1 else shapely.MultiPoint(ordered)
        return shapely.LineString(ordered) if field.shape is Shape.LINE else shapely.Polygon(ordered)
    except (GEOSException, ValueError):
        raise Refusal(
            N_("There are too few points for this shape."),
            remedy=N_("A line needs two points, an area three."),
        ) from None


def _east_north(one: float, two: float) -> tuple[float, float]:
    if max(one, two) > _METRES:
        return (two, one) if one >= _NORTHING > two else (one, two)
    latitude_first = VIETNAM.south <= one <= VIETNAM.north and VIETNAM.west <= two <= VIETNAM.east
    return (two, one) if latitude_first else (one, two)


def _degrees(given: BaseGeometry) -> tuple[BaseGeometry, bool]:
    """Return a shape in degrees of WGS 84, and whether it was given in metres of VN-2000."""
    points = shapely.get_coordinates(given)
    if not (abs(points) < 1e9).all():  # infinities and what is no number are not
        raise _unreadable()
    metric = bool((points > _METRES).any())
    if metric:
        found = [to_wgs84(Vn2000(north, east)).lonlat for east, north in (_east_north(*each) for each in points)]
        return shapely.set_coordinates(given, found), True
    for lon, lat in points:
        if not (VIETNAM.south <= lat <= VIETNAM.north and VIETNAM.west <= lon <= VIETNAM.east):
            raise _outside(lon, lat)
    return given, False


def _outside(lon: float, lat: float) -> Refusal:
    swapped = VIETNAM.south <= lon <= VIETNAM.north and VIETNAM.west <= lat <= VIETNAM.east
    return Refusal(
        N_("(%(lat)s, %(lon)s) lies outside the area that is expected here."),
        remedy=N_("Longitude and latitude seem to be swapped: longitude comes first here.")
        if swapped
        else N_("Check the coordinates, or choose the place on the map."),
        params={"lat": round(float(lat), 6), "lon": round(float(lon), 6)},
    )


def _crossing(found: BaseGeometry, *, metric: bool) -> Refusal:
    said = explain_validity(found)
    where = _WHERE.search(said)
    remedy = N_("Correct the corner there and send it again; in QGIS, “Fix geometries” does it.")
    if where is None:
        return Refusal(N_("This shape is not valid."), remedy=remedy)
    lon, lat = float(where[1]), float(where[2])
    place = f"{lat:.6f}, {lon:.6f}"
    if metric:
        point = from_wgs84(Point(lat, lon))
        place = f"X {format_number(round(point.northing))}, Y {format_number(round(point.easting))}"
    crosses = "intersection" in said.lower()
    return Refusal(
        N_("This shape crosses itself at %(place)s.") if crosses else N_("This shape is not valid at %(place)s."),
        remedy=remedy,
        params={"place": place},
    )


def _unreadable() -> Refusal:
    return Refusal(
        N_("This is not a place that can be read."),
        remedy=N_("Give GeoJSON, WKT, or pairs of coordinates, a line each; or draw it on the map."),
    )


def plain(found: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON."""
    written: dict[str, Any] = orjson.loads(orjson.dumps(mapping(found)))
    return written


def words(field: Field, found: BaseGeometry) -> str:
    """Return a shape as people read it: a point by its coordinates in the field's system, others by their middle."""
    point = found if isinstance(found, shapely.Point) else found.representative_point()
    if field.crs == "EPSG:4326":
        return f"{point.y:.6f}, {point.x:.6f}"
    plane = from_wgs84(Point(point.y, point.x))
    return f"X {format_number(round(plane.northing))}, Y {format_number(round(plane.easting))}"
