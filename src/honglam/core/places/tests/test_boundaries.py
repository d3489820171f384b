from __future__ import annotations

import json
from typing import Any

import pytest

from honglam.base.errors import Refusal
from honglam.base.geometry import Point
from honglam.core.places import api, models
from honglam.core.places.contracts import BoundaryFile, BoundaryReport, ShapeKind
from honglam.core.places.testing import LOADED_AT, THACH_HA, boundary_file, load_places, square
from honglam.kit.geodesy import from_wgs84

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db: None) -> None:
    load_places()


def load(content: bytes, *, crs: str = "", dry_run: bool = False) -> BoundaryReport:
    file = BoundaryFile(content, "xa.geojson", "Sở Nông nghiệp và Môi trường", "operator", crs)
    return api.load_boundaries(file=file, now=LOADED_AT, dry_run=dry_run)


def said(report: BoundaryReport) -> list[str]:
    assert not report.stored
    assert api.province().shapes.kind is ShapeKind.SCHEMATIC
    return [f"{p.where}: {p.message % dict(p.params)}" for p in report.problems]


def changed(change: Any, *, content: bytes | None = None) -> bytes:
    collection = json.loads(content or boundary_file())
    change(collection)
    return json.dumps(collection).encode()


def test_it_shows_a_good_file_everywhere_and_remembers_where_it_came_from() -> None:
    report = load(boundary_file())
    assert (report.stored, report.already, report.matched, report.features) == (True, False, 69, 69)
    shown = api.province().shapes
    assert (shown.kind, shown.source, shown.file_name) == (
        ShapeKind.LOADED,
        "Sở Nông nghiệp và Môi trường",
        "xa.geojson",
    )
    assert (shown.crs, shown.loaded_by, shown.loaded_at) == ("WGS 84", "operator", LOADED_AT)
    about = json.loads(api.shapes_geojson().body)["about"]
    assert (about["kind"], about["source"], about["legal_boundary"]) == (
        "loaded",
        "Sở Nông nghiệp và Môi trường",
        False,
    )


def test_it_changes_nothing_when_it_is_only_asked_to_look() -> None:
    before = api.version()
    report = load(boundary_file(), dry_run=True)
    assert not report.problems
    assert not report.stored
    assert api.version() == before


def test_it_notices_that_the_same_file_is_shown_already() -> None:
    load(boundary_file())
    version = api.version()
    assert load(boundary_file()).already
    assert api.version() == version
    assert models.ShapeSet.objects.filter(kind=ShapeKind.LOADED).count() == 1


def test_units_loaded_again_keep_official_shapes() -> None:
    load(boundary_file())
    models.State.objects.update(units_digest="older")
    assert api.load_units(now=LOADED_AT)
    assert api.province().shapes.kind is ShapeKind.LOADED


def test_it_matches_by_name_when_there_is_no_code() -> None:
    def nameless(collection: dict[str, Any]) -> None:
        for feature in collection["features"]:
            feature["properties"] = {"TEN_XA": feature["properties"]["ten"].upper()}

    assert load(changed(nameless)).matched == 69


def test_it_names_a_commune_that_is_missing() -> None:
    assert said(load(boundary_file(without=[THACH_HA]))) == [
        f"Xã Thạch Hà ({THACH_HA}): The file has no shape for this commune."
    ]


def test_it_names_a_feature_that_is_no_commune_of_ours() -> None:
    extra = square(lon=105.5, lat=18.3, ma="17329", ten="Xã Lạ")
    assert said(load(boundary_file(changed=[extra]))) == ["#70 17329, Xã Lạ: It is no commune of this province."]


def test_it_names_a_commune_that_comes_twice() -> None:
    again = square(lon=105.8536, lat=18.3874, ma=THACH_HA, ten="Xã Thạch Hà")
    (problem,) = said(load(boundary_file(changed=[again])))
    assert problem.startswith(f"#70 {THACH_HA}, Xã Thạch Hà: Xã Thạch Hà has a shape already, in #")


def test_it_names_two_communes_that_overlap() -> None:
    def shift(collection: dict[str, Any]) -> None:
        first, second = collection["features"][:2]
        lon, lat = second["geometry"]["coordinates"][0][0]
        first["geometry"] = square(lon=lon, lat=lat, half=0.02)["geometry"]

    problems = load(changed(shift)).problems
    assert [p.message for p in problems] == ["It overlaps %(other)s by %(hectares)s ha."]
    assert "Phường Trần Phú" in str(problems[0].params["other"])


def test_it_names_a_shape_that_lies_elsewhere() -> None:
    def move(collection: dict[str, Any]) -> None:
        collection["features"][0]["geometry"] = square(lon=105.15, lat=18.6)["geometry"]

    (problem,) = said(load(changed(move)))
    assert "km from where the commune is" in problem
    assert problem.startswith("Phường Thành Sen (18073)")


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (None, "cannot be read"),
        ({"type": "Point", "coordinates": [105.9, 18.3]}, "is Point, not an area"),
        ({"type": "Polygon", "coordinates": []}, "not an area"),
        ({"type": "Polygon", "coordinates": [[[105.9, 18.3], [105.91, 18.3]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": "elsewhere"}, "cannot be read"),
        ({"type": "Nonsense"}, "cannot be read"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]},
            "not valid: Self-intersection",
        ),
    ],
)
def test_it_names_a_shape_that_cannot_be_used(geometry: object, message: str) -> None:
    def spoil(collection: dict[str, Any]) -> None:
        collection["features"][0]["geometry"] = geometry

    first, *others = said(load(changed(spoil)))
    assert first.startswith("#1 18073, Phường Thành Sen: ")
    assert message in first
    assert others == ["Phường Thành Sen (18073): The file has no shape for this commune."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not GeoJSON"),
        (b"PK\x03\x04 a shapefile", "not GeoJSON"),
        (b"\xff\xfe", "not GeoJSON"),
        (b"[" * 100_000, "not GeoJSON"),
        (b"[]", "not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "not a GeoJSON FeatureCollection"),
        (b'{"type": "Feature"}', "not a GeoJSON FeatureCollection"),
    ],
)
def test_it_refuses_a_file_of_another_sort(content: bytes, message: str) -> None:
    with pytest.raises(Refusal, match=message) as refused:
        load(content)
    assert refused.value.remedy


def in_vn2000(collection: dict[str, Any]) -> None:
    for feature in collection["features"]:
        (ring,) = feature["geometry"]["coordinates"]
        plane = [from_wgs84(Point(lat, lon)) for lon, lat in ring]
        feature["geometry"]["coordinates"] = [[[place.easting, place.northing] for place in plane]]


def declare(name: str) -> Any:
    def change(collection: dict[str, Any]) -> None:
        collection["crs"] = {"type": "name", "properties": {"name": name}}

    return change


@pytest.mark.parametrize("crs", ["vn2000:105.5", "EPSG:9209"])
def test_it_reads_vn2000_as_the_operator_declares_it(crs: str) -> None:
    report = load(changed(in_vn2000), crs=crs)
    assert (report.stored, report.crs) == (True, "VN-2000, 105.5°")
    commune = next(u for u in api.communes() if u.code == THACH_HA)
    assert api.locate(lon=commune.lon + 0.00099, lat=commune.lat).inside
    assert not api.locate(lon=commune.lon + 0.00101, lat=commune.lat).inside


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::9209", "EPSG:9209"])
def test_it_reads_vn2000_as_the_file_declares_it(name: str) -> None:
    assert load(changed(declare(name), content=changed(in_vn2000))).stored


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_it_reads_wgs84_under_its_usual_names(name: str) -> None:
    assert load(changed(declare(name))).crs == "WGS 84"


@pytest.mark.parametrize("name", ["EPSG:3405", "EPSG:32648", "EPSG:999999", "Moon", "EPSG:4756"])
def test_it_refuses_a_system_that_it_would_place_wrongly(name: str) -> None:
    with pytest.raises(Refusal, match="not supported"):
        load(changed(declare(name)))


def test_it_says_that_metres_need_a_system() -> None:
    with pytest.raises(Refusal, match="metres") as refused:
        load(changed(in_vn2000))
    assert "--crs" in str(refused.value.remedy)


def test_another_zone_is_noticed_because_the_shapes_lie_elsewhere() -> None:
    report = load(changed(in_vn2000), crs="vn2000:105.0")
    assert len(report.problems) == 69
    assert not report.stored


def test_it_notices_swapped_axes_once_for_the_whole_file() -> None:
    def swap(collection: dict[str, Any]) -> None:
        for feature in collection["features"]:
            (ring,) = feature["geometry"]["coordinates"]
            feature["geometry"]["coordinates"] = [[[lat, lon] for lon, lat in ring]]

    with pytest.raises(Refusal, match="swapped"):
        load(changed(swap))
