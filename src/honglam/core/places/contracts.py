"""The words of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

MAX_BOUNDARY_BYTES = 300 * 1024 * 1024


class Level(StrEnum):
    """How high a unit stands. There are no districts since 1 July 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Kind(StrEnum):
    """What sort of unit it is, by the first words of its Vietnamese name."""

    PROVINCE = "province"  # tỉnh
    MUNICIPALITY = "municipality"  # thành phố trực thuộc trung ương
    CITY = "city"  # thành phố
    URBAN_DISTRICT = "urban_district"  # quận
    TOWN = "town"  # thị xã
    DISTRICT = "district"  # huyện
    TOWNSHIP = "township"  # thị trấn
    WARD = "ward"  # phường
    COMMUNE = "commune"  # xã
    SPECIAL_ZONE = "special_zone"  # đặc khu


class Part(StrEnum):
    """How much of a former unit went into a unit of today."""

    WHOLE = "whole"
    PART = "part"


class How(StrEnum):
    """By what a unit was found; each is weaker than the one before."""

    CODE = "code"
    EXACT = "exact"
    PLAIN = "plain"  # the same but for accents, i/y, spaces
    FORMER = "former"  # by a name that it had before it was a unit of this list
    BEGINNING = "beginning"  # what is typed begins one of its words
    SIMILAR = "similar"


class ShapeKind(StrEnum):
    """Where the shapes on the map come from."""

    SCHEMATIC = "schematic"  # computed from points; no boundary is known
    LOADED = "loaded"  # read from a file that an operator gave


@dataclass(frozen=True, slots=True)
class Act:
    """A legal act that made or ended units.

    Attributes:
        number: as it is cited.
        title: what it decides.
        passed: the day it was passed.
        applies_from: first day of the units that it made.
    """

    number: str
    title: str
    passed: date
    applies_from: date


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit, of today or of the past. A code may have named one unit before and another one after.

    Attributes:
        code: official code: 5 digits for a commune or ward, 3 for a former district, 2 for a province.
        name: with its kind, "Xã Thạch Hà".
        short_name: without it, "Thạch Hà".
        name_en: English name, "Thạch Hà commune".
        kind: what sort of unit.
        level: how high it stands.
        province: code of the province.
        district: name of the former district in which it lay; empty for units of today.
        lat: latitude of a point in its middle, degrees of WGS 84.
        lon: longitude of that point.
        area_km2: area as the data package gives it; None when it gives none.
        area_official: whether the area may be printed as an official figure; the package's may not.
        valid_from: first day; None when it is not known.
        valid_to: last day; None while it exists.
        act: the act that made it, as far as it is known.
    """

    code: str
    name: str
    short_name: str
    name_en: str
    kind: Kind
    level: Level
    province: str
    district: str
    lat: float
    lon: float
    area_km2: float | None
    area_official: bool
    valid_from: date | None
    valid_to: date | None
    act: Act | None

    @property
    def current(self) -> bool:
        """Whether it exists today."""
        return self.valid_to is None

    def in_force(self, on: date) -> bool:
        """Whether it existed on that day; a beginning that is not known counts as always."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Succession:
    """A former unit and one that took over its land.

    Attributes:
        old: the former unit.
        new: the unit that followed.
        part: whether all of the old one went there.
        main: of several followers of a commune, the one to assume when nothing else is known.
    """

    old: Unit
    new: Unit
    part: Part
    main: bool


@dataclass(frozen=True, slots=True)
class History:
    """What a unit was made from.

    Attributes:
        unit: the unit.
        merged_from: the communes from which it was made, each with the part that it took.
        code_before: the former unit that had the same code, if there was one.
    """

    unit: Unit
    merged_from: tuple[Succession, ...]
    code_before: Unit | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a text may mean.

    Attributes:
        unit: the unit, of today or of the past.
        today: the communes of today where its land is: itself, if it still exists.
        confidence: 0 to 1; 1 means that the text says exactly this. Equal ones cannot be told apart by the text.
        how: by what it was found.
        splits: whether its land went to several communes.
    """

    unit: Unit
    today: tuple[Unit, ...]
    confidence: float
    how: How
    splits: bool


@dataclass(frozen=True, slots=True)
class Location:
    """Where a point lies.

    Attributes:
        inside: whether it lies in the province.
        commune: the commune that holds it; outside the province, the nearest one.
        distance_m: metres to that commune; 0 inside.
        schematic: the shapes are computed, so that near an edge the neighbour may be the true answer.
    """

    inside: bool
    commune: Unit
    distance_m: float
    schematic: bool

    @property
    def kilometres(self) -> float:
        """The distance for people."""
        return self.distance_m / 1000


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the shapes on the map come from. They are for display and are never a legal boundary.

    Attributes:
        kind: computed, or loaded from a file.
        source: who published them, as the operator said.
        file_name: the file.
        crs: its coordinate system.
        digest: SHA-256 of the file, or of the points.
        loaded_at: when they were loaded.
        loaded_by: who loaded them.
    """

    kind: ShapeKind
    source: str
    file_name: str
    crs: str
    digest: str
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class Province:
    """The province of this installation.

    Attributes:
        unit: its code, names and middle.
        communes: how many communes it has today, wards among them.
        wards: how many of them are wards.
        acts: the acts that made its units.
        units_source: the package from which codes and names come, with its version.
        shapes: where the shapes come from.
        version: changes whenever a unit or a shape does.
        box: west, south, east, north of the shapes, in degrees.
    """

    unit: Unit
    communes: int
    wards: int
    acts: tuple[Act, ...]
    units_source: str
    shapes: Provenance
    version: str
    box: tuple[float, float, float, float]

    @property
    def code(self) -> str:
        """Official code."""
        return self.unit.code

    @property
    def name(self) -> str:
        """Vietnamese name with its kind."""
        return self.unit.name

    @property
    def name_en(self) -> str:
        """English name."""
        return self.unit.name_en


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes as GeoJSON.

    Attributes:
        body: a FeatureCollection, UTF-8.
        version: changes when the body does; good as an ETag.
        provenance: where the shapes come from.
    """

    body: bytes
    version: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file of boundaries is not accepted.

    Attributes:
        where: the feature, by its number in the file and its name; empty when it is about the whole file.
        message: msgid of what is wrong.
        remedy: msgid of what to do.
        params: values for both.
    """

    where: str
    message: str
    remedy: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """A file of boundaries that somebody wants to show on every map.

    Attributes:
        content: GeoJSON, one feature for each commune.
        name: its name, for the record.
        source: who published it, shown beside every map.
        loaded_by: who loads it.
        crs: its coordinate system when the file does not say: `EPSG:4326`, `EPSG:9209`, `vn2000:105.5`.
    """

    content: bytes
    name: str
    source: str
    loaded_by: str
    crs: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryReport:
    """What a file of boundaries holds and what became of it.

    Attributes:
        file_name: the file.
        crs: its coordinate system, as it was understood.
        features: how many features it has.
        matched: how many communes got a shape.
        area_km2: area of all shapes together.
        problems: why it is not accepted; empty when it is.
        stored: whether the map now shows these shapes.
        already: the map showed exactly these shapes before.
    """

    file_name: str
    crs: str
    features: int
    matched: int
    area_km2: float
    problems: tuple[Problem, ...]
    stored: bool = False
    already: bool = False
