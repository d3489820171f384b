"""What a process holds of a province, so that look-ups cost no query but one: is it still the version in force?

Units and shapes change a few times a year and are asked for on every map and every address. An atlas is immutable; when
the version in the database is another one, the next question reads a new one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import shapely
from django.db import connection
from shapely.geometry.base import BaseGeometry

from honglam.base.errors import Missing
from honglam.base.geometry import Point, distance
from honglam.base.words import N_
from honglam.core.places import models, names
from honglam.core.places.contracts import (
    Act,
    Candidate,
    Drawing,
    History,
    Kind,
    Level,
    Location,
    Part,
    Provenance,
    Province,
    ShapeKind,
    Succession,
    Unit,
)

Properties = Mapping[str, Mapping[str, str | int | float | bool | None]]

_DECIMALS = 5  # of a degree in GeoJSON: a metre
_SMALL_TOLERANCE = 0.001  # degrees; a pixel of a province that fills a wall screen is about as large


@dataclass(frozen=True, eq=False)
class Atlas:
    """One version of a province."""

    version: str
    units_source: str
    provenance: Provenance
    acts: tuple[Act, ...]
    units: tuple[Unit, ...]
    followed: tuple[Succession, ...]
    former_keys: Mapping[Unit, tuple[str, ...]]
    shapes: Mapping[str, BaseGeometry]

    @cached_property
    def whole(self) -> Unit:
        """The province itself."""
        return next(unit for unit in self.units if unit.level is Level.PROVINCE)

    @cached_property
    def communes(self) -> tuple[Unit, ...]:
        """The communes of today by code."""
        return tuple(sorted((u for u in self.units if u.level is Level.COMMUNE and u.current), key=lambda u: u.code))

    @cached_property
    def by_code(self) -> dict[str, Unit]:
        """The communes of today."""
        return {unit.code: unit for unit in self.communes}

    @cached_property
    def province(self) -> Province:
        """The province with its figures."""
        west, south, east, north = (float(x) for x in shapely.total_bounds(list(self.shapes.values())))
        wards = sum(unit.kind is Kind.WARD for unit in self.communes)
        return Province(
            unit=self.whole,
            communes=len(self.communes),
            wards=wards,
            acts=self.acts,
            units_source=self.units_source,
            shapes=self.provenance,
            version=self.version,
            box=(west, south, east, north),
        )

    def successors(self, code: str) -> tuple[Succession, ...]:
        """Return who took over the former unit with this code."""
        found = [s for s in self.followed if s.old.code == code]
        return tuple(sorted(found, key=lambda s: (not s.main, s.new.code)))

    def today(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the units of today on a unit's land, the main one first; itself while it exists."""
        if unit.current:
            return (unit,)
        after = sorted((s for s in self.followed if s.old == unit), key=lambda s: (not s.main, s.new.code))
        return tuple(dict.fromkeys(heir for s in after for heir in self.today(s.new)))

    def history(self, unit: Unit) -> History:
        """Return what a unit was made from."""
        merged = [s for s in self.followed if s.new == unit and s.old.level is Level.COMMUNE]
        before = next((u for u in self.units if u.code == unit.code and u.level is unit.level and u != unit), None)
        return History(unit, tuple(sorted(merged, key=lambda s: s.old.code)), before)

    def find(self, text: str, *, at: date | None, limit: int) -> tuple[Candidate, ...]:
        """Return the units that a text may mean; `at` leaves out those that did not exist on that day."""
        entries = [e for e in self._entries if at is None or e.unit.in_force(at)]
        return tuple(self._candidate(found) for found in names.rank(text, entries, limit=limit))

    def locate(self, lon: float, lat: float) -> Location:
        """Return the commune at a point, or the nearest one."""
        place = Point(lat, lon)
        schematic = self.provenance.kind is ShapeKind.SCHEMATIC
        tree, codes = self._tree
        here = shapely.Point(lon * self._squeeze, lat)
        hits = tree.query(here, predicate="intersects")
        if len(hits):
            return Location(True, self.by_code[min(codes[i] for i in hits)], 0.0, schematic)
        nearest = int(tree.nearest(here))
        edge = shapely.get_coordinates(shapely.shortest_line(here, tree.geometries[nearest]))[-1]
        metres = distance(place, Point(float(edge[1]), float(edge[0]) / self._squeeze))
        return Location(False, self.by_code[codes[nearest]], metres, schematic)

    def drawing(self, properties: Properties | None = None) -> Drawing:
        """Return the shapes as GeoJSON, with more properties for each commune's code."""
        if not properties:
            return self._plain_drawing
        features = [
            f | {"properties": {**f["properties"], **properties.get(f["properties"]["code"], {})}}
            for f in self._features
        ]
        body = self._collection(features)
        return Drawing(body, hashlib.sha256(body).hexdigest()[:16], self.provenance)

    @cached_property
    def _plain_drawing(self) -> Drawing:
        return Drawing(self._collection(self._features), self.version, self.provenance)

    def _collection(self, features: list[dict]) -> bytes:  # type: ignore[type-arg]  # (GeoJSON)
        about = {
            "kind": self.provenance.kind.value,
            "source": self.provenance.source,
            "legal_boundary": False,
            "version": self.version,
        }
        collection = {"type": "FeatureCollection", "about": about, "features": features}
        return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    @cached_property
    def _features(self) -> list[dict]:  # type: ignore[type-arg]  # (GeoJSON)
        codes = list(self.shapes)
        # Edges that two communes share are simplified once for both, so no gap opens between them.
        small = shapely.coverage_simplify([self.shapes[code] for code in codes], _SMALL_TOLERANCE)
        return [self._feature(self.by_code[code], shape) for code, shape in zip(codes, small, strict=True)]

    def _feature(self, unit: Unit, shape: BaseGeometry) -> dict:  # type: ignore[type-arg]  # (GeoJSON)
        geometry = json.loads(shapely.to_geojson(shape), parse_float=lambda x: round(float(x), _DECIMALS))
        properties = {
            "code": unit.code,
            "name": unit.name,
            "name_en": unit.name_en,
            "kind": unit.kind.value,
            "lon": unit.lon,
            "lat": unit.lat,
        }
        return {"type": "Feature", "id": int(unit.code), "properties": properties, "geometry": geometry}

    @cached_property
    def _squeeze(self) -> float:
        """How much shorter a degree of longitude is than one of latitude here: makes distances alike in both."""
        return math.cos(math.radians(self.whole.lat))

    @cached_property
    def _tree(self) -> tuple[shapely.STRtree, list[str]]:
        squeezed = shapely.transform(list(self.shapes.values()), lambda xy: xy * [self._squeeze, 1.0])
        shapely.prepare(squeezed)
        return shapely.STRtree(squeezed), list(self.shapes)

    @cached_property
    def _entries(self) -> tuple[names.Entry, ...]:
        districts: dict[Unit, set[str]] = {}
        short = {u.name: u.short_name for u in self.units if u.level is Level.DISTRICT}
        for s in self.followed:
            if s.old.district:
                districts.setdefault(s.new, set()).add(short[s.old.district])
                districts.setdefault(s.old, set()).add(short[s.old.district])
        return tuple(
            names.entry(
                unit,
                former_keys=self.former_keys.get(unit, ()),
                wholes={*districts.get(unit, ()), self.whole.short_name},
            )
            for unit in self.units
            if unit.level is not Level.PROVINCE
        )

    def _candidate(self, found: names.Found) -> Candidate:
        today = self.today(found.unit)
        return Candidate(found.unit, today, found.confidence, found.how, splits=len(today) > 1)


_held: dict[str, Atlas] = {}


def atlas(province: str) -> Atlas:
    """Return the atlas in force.

    Raises:
        Missing: the province's units are not loaded.
    """
    version = current_version(province)
    if not version:
        raise Missing(
            N_("The communes are not loaded yet."),
            remedy=N_("The operator loads them with `honglam migrate`."),
        )
    held = _held.get(province)
    if held is None or held.version != version:
        # The version was read first: if a change falls between, the next question notices it.
        held = _held[province] = _read(province, version)
    return held


def current_version(province: str) -> str:
    """Return the version in force; empty when nothing is loaded. One small query, straight to the driver."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM places_state WHERE province = %s", [province])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _read(province: str, version: str) -> Atlas:
    state = models.State.objects.select_related("shapes").get(pk=province)
    rows = list(models.Unit.objects.filter(province=province).select_related("act", "district").order_by("code", "pk"))
    units = {row.pk: _unit(row) for row in rows}
    followed = models.Succession.objects.filter(new__province=province)
    acts = {row.act.number: row.act for row in rows if row.act}
    return Atlas(
        version=version,
        units_source=state.units_source,
        provenance=_provenance(state.shapes),
        acts=tuple(_act(acts[number]) for number in sorted(acts)),
        units=tuple(units.values()),
        followed=tuple(Succession(units[s.old_id], units[s.new_id], Part(s.part), s.main) for s in followed),
        former_keys={units[row.pk]: tuple(row.former_keys) for row in rows if row.former_keys},
        shapes={s.code: shapely.from_wkb(bytes(s.wkb)) for s in state.shapes.members.order_by("code")},
    )


def _unit(row: models.Unit) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        name_en=row.name_en,
        kind=Kind(row.kind),
        level=Level(row.level),
        province=row.province,
        district=row.district.name if row.district else "",
        lat=row.lat,
        lon=row.lon,
        area_km2=row.area_km2,
        area_official=False,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        act=_act(row.act) if row.act else None,
    )


def _act(row: models.Act) -> Act:
    return Act(row.number, row.title, row.passed_date, row.applies_from_date)


def _provenance(row: models.ShapeSet) -> Provenance:
    return Provenance(
        kind=ShapeKind(row.kind),
        source=row.source,
        file_name=row.file_name,
        crs=row.crs,
        digest=row.digest,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )
