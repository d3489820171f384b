"""VN-2000 to WGS 84 and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from pyproj.transformer import TransformerGroup

from honglam.base.errors import Refusal
from honglam.base.geometry import HA_TINH, VIETNAM, Point
from honglam.kit.geodesy import Vn2000, from_wgs84, to_wgs84

IN_THE_PROVINCE = st.builds(Point, st.floats(HA_TINH.south, HA_TINH.north), st.floats(HA_TINH.west, HA_TINH.east))


@given(IN_THE_PROVINCE)
def test_there_and_back_is_the_same_place_to_a_millimetre(place):
    back = to_wgs84(from_wgs84(place), within=VIETNAM)
    assert Geod(ellps="WGS84").inv(*place.lonlat, *back.lonlat)[2] < 0.001


@given(IN_THE_PROVINCE)
def test_it_agrees_with_the_survey_departments_set_in_the_epsg_database(place):
    official = next(
        t
        for t in TransformerGroup("EPSG:9209", "EPSG:4326", always_xy=True, allow_superseded=True).transformers
        if "VN-2000 to WGS 84 (2)" in t.description
    )
    ours = from_wgs84(place)
    lon, lat = official.transform(ours.easting, ours.northing)
    assert Geod(ellps="WGS84").inv(*place.lonlat, lon, lat)[2] < 0.001


def test_the_meridian_and_the_shift_are_where_theory_puts_them():
    # On its own meridian the easting of VN-2000's 105°30′ is 500 km exactly, before the datum is shifted.
    plane = Transformer.from_crs("EPSG:4756", "EPSG:9209", always_xy=True)
    easting, northing = plane.transform(105.5, 18.3393)
    assert easting == pytest.approx(500_000, abs=0.001)
    # The datum moves a place of Hà Tĩnh by about 200 metres: forgetting it would be seen on any map.
    found = to_wgs84(Vn2000(northing, easting))
    assert 150 < Geod(ellps="WGS84").inv(105.5, 18.3393, *found.lonlat)[2] < 250


def test_swapped_axes_are_recognised():
    right = from_wgs84(Point(18.3393, 105.8909))
    with pytest.raises(Refusal, match="outside") as refused:
        to_wgs84(Vn2000(northing=right.easting, easting=right.northing), field="corner")
    assert "swapped" in (refused.value.remedy or "")
    assert refused.value.field == "corner"


def test_a_wrong_zone_is_recognised():
    elsewhere = from_wgs84(Point(18.3393, 105.2), meridian=107.0)
    with pytest.raises(Refusal) as refused:
        to_wgs84(Vn2000(elsewhere.northing, elsewhere.easting))
    assert "central meridian" in (refused.value.remedy or "")
    assert to_wgs84(elsewhere).lat == pytest.approx(18.3393)


def test_a_zone_number_before_the_easting_is_recognised():
    with pytest.raises(Refusal) as refused:
        to_wgs84(Vn2000(2_028_000, 48_541_000))
    assert "zone number" in (refused.value.remedy or "")


@pytest.mark.parametrize("pair", [(0, 0), (float("nan"), 500_000), (1e300, 1e300), (2_325_000, 540_000)])
def test_figures_that_fit_nowhere_in_the_province_are_refused(pair):
    with pytest.raises(Refusal, match="outside"):
        to_wgs84(Vn2000(*pair))


def test_other_provinces_are_read_when_they_are_expected():
    assert to_wgs84(Vn2000(2_325_000, 540_000), within=VIETNAM) in VIETNAM


def test_it_does_not_project_the_other_side_of_the_country():
    with pytest.raises(ValueError, match="too far"):
        from_wgs84(Point(12.2, 109.2))
