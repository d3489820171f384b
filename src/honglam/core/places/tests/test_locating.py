from __future__ import annotations

import time
from typing import Any

import pytest

from honglam.base.errors import Refusal
from honglam.core.places import api, models, schematic
from honglam.core.places.contracts import BoundaryFile
from honglam.core.places.testing import LOADED_AT, THANH_SEN, boundary_file, load_places

pytestmark = pytest.mark.django_db


def test_the_middle_of_each_commune_lies_in_it() -> None:
    load_places()
    for commune in api.communes():
        found = api.locate(lon=commune.lon, lat=commune.lat)
        assert (found.inside, found.commune, found.distance_m) == (True, commune, 0)
        assert found.schematic


def test_outside_it_names_the_nearest_commune_and_the_way_to_it() -> None:
    load_places()
    vinh = api.locate(lon=105.6813, lat=18.8700)
    assert not vinh.inside
    assert vinh.commune.name in {"Xã Đan Hải", "Xã Nghi Xuân", "Xã Tiên Điền", "Phường Bắc Hồng Lĩnh"}
    assert 5_000 < vinh.distance_m < 40_000
    london = api.locate(lon=-0.1, lat=51.5)
    assert not london.inside
    assert 9_000_000 < london.distance_m < 10_500_000


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 18.3), (105.9, 91.0), (181.0, 18.3), (float("inf"), 0.0)])
def test_it_refuses_what_is_no_place_on_the_earth(lon: float, lat: float) -> None:
    load_places()
    with pytest.raises(Refusal):
        api.locate(lon=lon, lat=lat)


def test_it_sees_new_shapes_without_a_restart() -> None:
    load_places()
    commune = next(u for u in api.communes() if u.code == THANH_SEN)
    beside = {"lon": commune.lon + 0.005, "lat": commune.lat}
    assert api.locate(**beside).inside
    file = BoundaryFile(boundary_file(), "a.geojson", "Sở NNMT", "tester")
    assert api.load_boundaries(file=file, now=LOADED_AT).stored
    found = api.locate(**beside)
    assert (found.inside, found.commune, found.schematic) == (False, commune, False)
    assert 400 < found.distance_m < 450


def test_a_look_up_costs_one_query_and_less_than_a_millisecond(
    django_assert_num_queries: Any,
) -> None:
    load_places()
    api.locate(lon=105.9, lat=18.34)
    with django_assert_num_queries(1):
        api.locate(lon=105.9, lat=18.34)
    points = [(105.2 + i * 0.003, 18.0 + i * 0.0015) for i in range(400)]
    took = []
    for lon, lat in points:
        began = time.perf_counter()
        api.locate(lon=lon, lat=lat)
        took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.001


def test_shapes_of_a_set_cover_their_land_without_overlap() -> None:
    load_places()
    shapes = models.Shape.objects.all()
    assert shapes.count() == 69
    found = [api.locate(lon=105.3 + i * 0.01, lat=18.4) for i in range(50)]
    assert all(f.inside for f in found)


def test_a_single_commune_gets_a_circle_and_none_gets_nothing() -> None:
    assert schematic.shapes([]) == {}
    only = schematic.shapes([schematic.Seed("1", 105.0, 18.0, own=True, area_km2=10)])
    assert list(only) == ["1"]
    assert not only["1"].is_empty
