"""Places for machines: communes, names, points, former units and shapes. Open to everybody."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from ninja import Field, Query, Router, Schema

from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.places import api
from honglam.core.places.contracts import (
    Candidate,
    How,
    Kind,
    Level,
    Location,
    Part,
    Province,
    ShapeKind,
    Succession,
    Unit,
)
from honglam.kit.access import public

router = Router(tags=["places"])
open_to_all = public("administrative units are public facts")
_A_YEAR = 365 * 24 * 3600


class FindIn(Schema):
    """A question by name."""

    q: str = Field(max_length=200, description="A code or a name, of today or former, with or without accents")
    at: date | None = Field(None, description="Leave out units that did not exist on this day")
    limit: int = Field(10, ge=1, le=50, description="How many units at most")


class LocateIn(Schema):
    """A point."""

    lon: float = Field(description="Longitude, degrees of WGS 84")
    lat: float = Field(description="Latitude, degrees of WGS 84")


class ShapesIn(Schema):
    """A version of the shapes."""

    v: str = Field("", max_length=64, description="The version that you expect; the answer may then be kept for a year")


class UnitOut(Schema):
    """An administrative unit."""

    code: str = Field(description="Official code", examples=["18562"])
    name: str = Field(description="Vietnamese name with its kind", examples=["Xã Thạch Hà"])
    name_en: str = Field(description="English name")
    kind: Kind
    level: Level
    district: str = Field(description="Former district; empty for units of today")
    lat: float = Field(description="Latitude of a point in its middle, WGS 84")
    lon: float = Field(description="Longitude of that point, WGS 84")
    area_km2: float | None = Field(description="Area in km² as the data package gives it")
    area_official: bool = Field(description="Whether the area is an official figure")
    valid_from: date | None = Field(description="First day; null when it is not known")
    valid_to: date | None = Field(description="Last day; null while it exists")
    act: str = Field(description="Number of the act that made it; empty when it is not known")

    @staticmethod
    def of(unit: Unit) -> UnitOut:
        """Return what machines see of a unit."""
        names = {name: getattr(unit, name) for name in UnitOut.model_fields if name != "act"}
        return UnitOut(**names, act=unit.act.number if unit.act else "")


class SuccessionOut(Schema):
    """A former unit and one that followed it."""

    old: UnitOut
    new: UnitOut
    part: Part = Field(description="Whether all of the old unit went there or a part of it")
    main: bool = Field(description="The follower to assume when nothing else is known")

    @staticmethod
    def of(found: Succession) -> SuccessionOut:
        """Return what machines see of a succession."""
        return SuccessionOut(old=UnitOut.of(found.old), new=UnitOut.of(found.new), part=found.part, main=found.main)


class CommuneOut(UnitOut):
    """A commune of today and what it was made from."""

    merged_from: list[SuccessionOut] = Field(description="The communes and wards that it was made from")


class CandidateOut(Schema):
    """A unit that a text may mean."""

    unit: UnitOut
    today: list[UnitOut] = Field(description="Communes of today where its land is")
    confidence: float = Field(description="0 to 1; equal ones cannot be told apart by the text")
    how: How = Field(description="By what it was found")
    splits: bool = Field(description="Whether its land went to several communes")

    @staticmethod
    def of(found: Candidate) -> CandidateOut:
        """Return what machines see of a candidate."""
        return CandidateOut(
            unit=UnitOut.of(found.unit),
            today=[UnitOut.of(unit) for unit in found.today],
            confidence=found.confidence,
            how=found.how,
            splits=found.splits,
        )


class LocationOut(Schema):
    """Where a point lies."""

    inside: bool = Field(description="Whether it lies in the province")
    commune: UnitOut = Field(description="The commune that holds it; outside the province, the nearest one")
    distance_m: float = Field(description="Metres to that commune; 0 inside")
    schematic: bool = Field(description="The shapes are computed: near an edge the neighbour may be the true answer")

    @staticmethod
    def of(found: Location) -> LocationOut:
        """Return what machines see of a location."""
        return LocationOut(
            inside=found.inside,
            commune=UnitOut.of(found.commune),
            distance_m=round(found.distance_m, 1),
            schematic=found.schematic,
        )


class ProvinceOut(Schema):
    """The province of this installation."""

    code: str = Field(description="Official code, two digits")
    name: str = Field(description="Vietnamese name with its kind")
    name_en: str = Field(description="English name")
    communes: int = Field(description="Communes of today, wards among them")
    wards: int = Field(description="How many of them are wards")
    units_source: str = Field(description="The package from which codes and names come")
    shapes: ShapeKind = Field(description="Computed, or loaded from a file")
    shapes_source: str = Field(description="Who published the shapes; they are never a legal boundary")
    box: tuple[float, float, float, float] = Field(description="West, south, east, north in degrees")
    version: str = Field(description="Changes whenever a unit or a shape does")

    @staticmethod
    def of(found: Province) -> ProvinceOut:
        """Return what machines see of the province."""
        return ProvinceOut(
            code=found.code,
            name=found.name,
            name_en=found.name_en,
            communes=found.communes,
            wards=found.wards,
            units_source=found.units_source,
            shapes=found.shapes.kind,
            shapes_source=found.shapes.source,
            box=found.box,
            version=found.version,
        )


@router.get("/province", response=ProvinceOut, url_name="places-province", summary="The province")
@open_to_all
def province(request: HttpRequest) -> ProvinceOut:
    """Say which province this is, how many communes it has and where the data come from."""
    return ProvinceOut.of(api.province())


@router.get("/communes", response=list[UnitOut], url_name="places-communes", summary="All communes and wards of today")
@open_to_all
def communes(request: HttpRequest) -> list[UnitOut]:
    """List the communes and wards of today by code."""
    return [UnitOut.of(unit) for unit in api.communes()]


@router.get("/communes/{code}", response=CommuneOut, url_name="places-commune", summary="One commune, and its past")
@open_to_all
def commune(request: HttpRequest, code: str) -> CommuneOut:
    """Return a commune or ward of today with the units from which it was made."""
    found = api.history(code=code)
    if found is None:
        raise Missing(N_("There is no commune with the code %(code)s."), params={"code": code[:20]})
    merged = [SuccessionOut.of(s) for s in found.merged_from]
    return CommuneOut(**UnitOut.of(found.unit).dict(), merged_from=merged)


@router.get("/find", response=list[CandidateOut], url_name="places-find", summary="Units by name")
@open_to_all
def find(request: HttpRequest, asked: Query[FindIn]) -> list[CandidateOut]:
    """Return the units that a text may mean, the surest first; ambiguous ones all."""
    return [CandidateOut.of(found) for found in api.find(text=asked.q, at=asked.at, limit=asked.limit)]


@router.get("/locate", response=LocationOut, url_name="places-locate", summary="The commune at a point")
@open_to_all
def locate(request: HttpRequest, asked: Query[LocateIn]) -> LocationOut:
    """Return the commune that holds a point; outside the province, the nearest one and the distance to it."""
    return LocationOut.of(api.locate(lon=asked.lon, lat=asked.lat))


@router.get(
    "/former/{code}", response=list[SuccessionOut], url_name="places-former", summary="Who followed a former unit"
)
@open_to_all
def former(request: HttpRequest, code: str) -> list[SuccessionOut]:
    """Return the communes of today that took over a former commune or ward (5 digits) or district (3 digits)."""
    found = api.successors(old_code=code)
    if not found:
        raise Missing(N_("There was no unit with the code %(code)s."), params={"code": code[:20]})
    return [SuccessionOut.of(s) for s in found]


@router.get(
    "/shapes",
    url_name="places-shapes",
    summary="The communes as GeoJSON",
    openapi_extra={
        "responses": {
            200: {
                "description": "A FeatureCollection",
                "content": {"application/geo+json": {"schema": {"type": "object"}}},
            },
            304: {"description": "The version that the browser has is the one in force"},
        }
    },
)
@open_to_all
def shapes(request: HttpRequest, asked: Query[ShapesIn]) -> HttpResponse:
    """Return the shapes of the communes, simplified, for display only; a feature's `id` is the commune's code."""
    drawing = api.shapes_geojson()
    response = HttpResponse(drawing.body, content_type="application/geo+json")
    response["ETag"] = quote_etag(drawing.version)
    if asked.v == drawing.version:
        patch_cache_control(response, public=True, max_age=_A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
