"""Reading and checking a file of boundaries. Nothing is stored here; a file is taken as a whole or not at all."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from pyproj import Geod
from shapely.geometry import shape as read_shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from honglam.base.errors import Refusal
from honglam.base.geometry import VIETNAM
from honglam.base.text import clean, fold, respell
from honglam.base.words import N_
from honglam.core.places import crs
from honglam.core.places.contracts import MAX_BOUNDARY_BYTES, Problem, Unit

_METRES_PER_DEGREE = 111_195.0
_ELLIPSOID = Geod(ellps="WGS84")
_FURTHEST_M = 5_000  # from the commune's known middle to its shape
_OVERLAP_M2 = 10_000  # a hectare: below that it is a sliver of drawing
_OVERLAP_SHARE = 0.001
_FROM_SOFTWARE = N_("Open the file in QGIS, use “Fix geometries”, save it and try again.")
_UNKNOWN_REMEDY = N_("Give it the official code or the full name (“Xã Thạch Hà”), or take it out of the file.")
_TWICE_REMEDY = N_("Join the parts into one MultiPolygon, or take out the one that is wrong.")


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the file: its place in it, the name by which we call it, its properties and its shape in degrees."""

    label: str
    properties: Mapping[str, Any]
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: its system, its number of features, the shapes by commune, and all that is wrong."""

    crs: str
    features: int
    shapes: Mapping[str, BaseGeometry]
    area_km2: float
    problems: tuple[Problem, ...]


def read(content: bytes, communes: Sequence[Unit], *, declared_crs: str = "") -> Read:
    """Read a GeoJSON file and match its features to `communes`.

    Args:
        content: the file.
        communes: all communes that must have a shape.
        declared_crs: the coordinate system, if the operator knows better than the file.

    Raises:
        Refusal: it is not a GeoJSON FeatureCollection, or its coordinate system is not supported.
    """
    collection = _collection(content)
    system = crs.understand(declared_crs or crs.of_file(collection))
    problems: list[Problem] = []
    features = list(_features(collection["features"], problems))
    _refuse_wrong_units(features, system.name)
    features = [f for f in (_in_degrees(f, system, problems) for f in features) if f is not None]
    shapes = _matched(features, communes, problems)
    problems += _missing(shapes, communes)
    problems += _far_off(shapes, communes)
    problems += _overlaps(shapes, communes)
    area = sum(_area_m2(s) for s in shapes.values()) / 1e6
    return Read(system.name, len(collection["features"]), shapes, area, tuple(problems))


def _collection(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BOUNDARY_BYTES:
        raise Refusal(
            N_("The file is larger than %(limit)s MB."),
            remedy=N_("Simplify the shapes: a metre is precise enough."),
            params={"limit": MAX_BOUNDARY_BYTES // 1024 // 1024},
        )
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refusal(
            N_("The file is not GeoJSON: %(reason)s."),
            remedy=N_("Export it again as GeoJSON in UTF-8; a Shapefile or KML must be converted first."),
            params={"reason": str(error)},
        ) from None
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection" or not _is_list(found.get("features")):
        raise Refusal(
            N_("The file is JSON, but not a GeoJSON FeatureCollection."),
            remedy=N_("Export all communes together as one GeoJSON layer."),
        )
    return found


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _features(rows: Sequence[Any], problems: list[Problem]) -> Iterator[Feature]:
    for number, row in enumerate(rows, 1):
        properties = row.get("properties") if isinstance(row, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        label = _label(number, properties)
        try:
            geometry = read_shape(row["geometry"])
            empty = geometry.is_empty
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
            problems.append(Problem(label, N_("Its shape cannot be read."), _FROM_SOFTWARE))
            continue
        if empty or geometry.geom_type not in {"Polygon", "MultiPolygon"}:
            kind = {"kind": "∅" if empty else geometry.geom_type}
            remedy = N_("Give it a Polygon or MultiPolygon.")
            problems.append(Problem(label, N_("Its shape is %(kind)s, not an area."), remedy, kind))
            continue
        flat = shapely.force_2d(geometry)
        if not all(math.isfinite(n) for pair in shapely.get_coordinates(flat) for n in pair):
            problems.append(Problem(label, N_("A coordinate is not a number."), _FROM_SOFTWARE))
            continue
        yield Feature(label, properties, flat)


def _label(number: int, properties: Mapping[str, Any]) -> str:
    words = [v for v in properties.values() if isinstance(v, str) and 0 < len(v) <= 60][:2]
    return f"#{number} {', '.join(words)}".strip()


def _refuse_wrong_units(features: Sequence[Feature], system: str) -> None:
    """Say once what is wrong with all features, instead of once for each."""
    if not features or system != "WGS 84":
        return
    x, y, right, top = (float(n) for n in shapely.total_bounds([f.shape for f in features]))
    if max(abs(x), abs(y), abs(right), abs(top)) > 180:
        raise Refusal(
            N_("The coordinates are metres, but no coordinate system is declared."),
            field="crs",
            remedy=N_("Name it with --crs, for example --crs vn2000:105.5 for Hà Tĩnh's own zone."),
        )
    # The first numbers are latitudes of Vietnam and the second ones longitudes.
    if VIETNAM.south <= x <= VIETNAM.north and VIETNAM.west <= y <= VIETNAM.east:
        raise Refusal(
            N_("Latitude and longitude are swapped in this file."),
            remedy=N_("GeoJSON puts the longitude first (105…), then the latitude (18…)."),
        )


def _in_degrees(feature: Feature, system: crs.System, problems: list[Problem]) -> Feature | None:
    """Return the feature in degrees, or None when it is not valid."""
    if not feature.shape.is_valid:
        reason = {"reason": explain_validity(feature.shape)}
        problems.append(Problem(feature.label, N_("Its shape is not valid: %(reason)s."), _FROM_SOFTWARE, reason))
        return None
    try:
        return Feature(feature.label, feature.properties, system.to_degrees(feature.shape))
    except Refusal as refusal:
        problems.append(Problem(feature.label, refusal.message, refusal.remedy or "", refusal.params))
        return None


def _matched(features: Sequence[Feature], communes: Sequence[Unit], problems: list[Problem]) -> dict[str, BaseGeometry]:
    codes = {unit.code: unit for unit in communes}
    by_name: dict[str, list[Unit]] = {}
    for commune in communes:
        by_name.setdefault(_key(commune.name), []).append(commune)
    code_key = _likeliest(features, lambda value: str(value) in codes)
    name_key = _likeliest(features, lambda value: isinstance(value, str) and _key(value) in by_name)
    found: dict[str, Feature] = {}
    for feature in features:
        named = by_name.get(_key(str(feature.properties.get(name_key, ""))), [])
        unit = codes.get(str(feature.properties.get(code_key, ""))) or (named[0] if len(named) == 1 else None)
        if unit is None:
            problems.append(Problem(feature.label, N_("It is no commune of this province."), _UNKNOWN_REMEDY))
        elif unit.code in found:
            both = {"commune": unit.name, "other": found[unit.code].label}
            twice = N_("%(commune)s has a shape already, in %(other)s.")
            problems.append(Problem(feature.label, twice, _TWICE_REMEDY, both))
        else:
            found[unit.code] = feature
    return {code: found[code].shape for code in sorted(found)}


def _likeliest(features: Sequence[Feature], fits: Any) -> str:
    """Return the property that fits in most features; a file may call the code `ma`, `MAXA` or `ward_code`."""
    counts: dict[str, int] = {}
    for feature in features:
        for key, value in feature.properties.items():
            if fits(value):
                counts[key] = counts.get(key, 0) + 1
    return max(counts, key=lambda key: counts[key]) if counts else ""


def _key(name: str) -> str:
    return fold(respell(clean(name)))


def _missing(shapes: Mapping[str, BaseGeometry], communes: Sequence[Unit]) -> Iterator[Problem]:
    for unit in communes:
        if unit.code not in shapes:
            yield Problem(
                f"{unit.name} ({unit.code})",
                N_("The file has no shape for this commune."),
                N_("Add it: a map with a hole would mislead."),
            )


def _far_off(shapes: Mapping[str, BaseGeometry], communes: Sequence[Unit]) -> Iterator[Problem]:
    for unit in communes:
        if (shape := shapes.get(unit.code)) is None:
            continue
        metres = _metric(shape, unit.lat).distance(_metric(shapely.Point(unit.lon, unit.lat), unit.lat))
        if metres > _FURTHEST_M:
            yield Problem(
                f"{unit.name} ({unit.code})",
                N_("Its shape lies %(km)s km from where the commune is."),
                N_("Check its code and name, and the coordinate system (--crs)."),
                {"km": round(metres / 1000, 1)},
            )


def _overlaps(shapes: Mapping[str, BaseGeometry], communes: Sequence[Unit]) -> Iterator[Problem]:
    names = {unit.code: f"{unit.name} ({unit.code})" for unit in communes}
    codes, areas = list(shapes), list(shapes.values())
    tree = shapely.STRtree(areas)
    for one, other in tree.query(areas, predicate="intersects").T if areas else ():
        if one >= other:
            continue
        shared = _area_m2(areas[one].intersection(areas[other]))
        smaller = min(_area_m2(areas[one]), _area_m2(areas[other]))
        if shared > max(_OVERLAP_M2, smaller * _OVERLAP_SHARE):
            yield Problem(
                names[codes[one]],
                N_("It overlaps %(other)s by %(hectares)s ha."),
                N_("Decide to whom the land belongs and correct one of the two shapes."),
                {"other": names[codes[other]], "hectares": round(shared / 10_000, 1)},
            )


def _metric(shape: BaseGeometry, lat: float) -> BaseGeometry:
    """Return the shape in metres, near enough for a province."""
    squeeze = math.cos(math.radians(lat))
    return shapely.transform(shape, lambda xy: xy * [squeeze * _METRES_PER_DEGREE, _METRES_PER_DEGREE])


def _area_m2(shape: BaseGeometry) -> float:
    area, _length = _ELLIPSOID.geometry_area_perimeter(shape)
    return abs(float(area))
