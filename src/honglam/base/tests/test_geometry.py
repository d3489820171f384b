"""Places on the earth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.geometry import HA_TINH, VIETNAM, Point, distance, point

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
THANH_SEN = Point(18.3393, 105.8909)


@pytest.mark.parametrize("pair", [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_a_point_off_the_globe_is_refused(pair):
    with pytest.raises(Refusal, match="not a place"):
        Point(*pair)


def test_swapped_coordinates_are_recognised():
    with pytest.raises(Refusal) as refused:
        Point(105.8909, 18.3393)
    assert "swapped" in (refused.value.remedy or "")
    with pytest.raises(Refusal) as refused:
        point(105.8909, 18.3393, within=HA_TINH)
    assert "swapped" in (refused.value.remedy or "")


def test_a_place_elsewhere_is_refused_where_ours_are_expected():
    assert point(18.3393, 105.8909, within=HA_TINH) == THANH_SEN
    assert point(8.64, 111.92) in VIETNAM  # Trường Sa
    with pytest.raises(Refusal, match="outside") as refused:
        point(21.03, 105.85, within=HA_TINH, field="place")  # Hà Nội
    assert "map" in (refused.value.remedy or "")
    assert refused.value.field == "place"


def test_it_measures_known_distances():
    # One minute of latitude is a nautical mile by definition, 1852 m, on the real earth's average.
    assert distance(Point(18, 105.5), Point(18 + 1 / 60, 105.5)) == pytest.approx(1852, rel=0.006)
    # WGS 84 geodesic by GeographicLib: Hà Tĩnh – Hà Nội.
    assert distance(THANH_SEN, Point(21.0285, 105.8542)) == pytest.approx(297_659, rel=0.006)


@given(POINTS, POINTS, POINTS)
def test_distances_are_those_of_a_metric(one, two, three):
    assert distance(one, one) == 0
    assert distance(one, two) == pytest.approx(distance(two, one))
    assert distance(one, three) <= distance(one, two) + distance(two, three) + 1e-3
