"""The way of a crew is short."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.base.geometry import Point
from honglam.packs.fieldreports.service.route import metres, order

PLACES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda at: Point(18.0 + at[0] / 100, 105.5 + at[1] / 100)),
    max_size=6,
)
START = Point(18.3, 105.9)


@settings(max_examples=40, deadline=None)
@given(PLACES)
def test_each_place_is_visited_once_and_the_way_is_hardly_longer_than_the_shortest(places: list[Point]) -> None:
    way = order(places=places, start=START)
    assert sorted(way) == list(range(len(places)))
    if places:
        best = min(metres(places=places, way=each, start=START) for each in permutations(range(len(places))))
        assert metres(places=places, way=way, start=START) <= best * 1.25 + 1


def test_nothing_to_visit_is_no_way() -> None:
    assert order(places=[]) == ()
