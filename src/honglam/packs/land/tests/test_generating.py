"""A synthetic province: the same for the same seed, in order, and with a known share of faults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.core.places.testing import THACH_HA
from honglam.engines.register.api import lookup, pouring
from honglam.engines.register.testing import MONDAY
from honglam.packs.land import demo
from honglam.packs.land.contracts import PARCELS, PARTIES, REGISTERS, RIGHTS
from honglam.packs.land.generating import filling, shapes
from honglam.packs.land.service import geometry

_SQUARE = shapely.box(105.80, 18.30, 105.83, 18.33)
_VILLAGE = shapes.Village("18562", 105.815, 18.315)


def _parcels(count: int) -> shapes.Parcels:
    return shapes.parcels(_SQUARE, [_VILLAGE], count, np.random.default_rng([1, 2]))


def test_parcels_are_as_many_as_were_asked_valid_and_numbered_once() -> None:
    land = _parcels(3_000)
    found = shapely.from_wkb([bytes(each) for each in land.wkb()])
    assert len(land) == 3_000
    assert shapely.is_valid(found).all()
    assert len(set(zip(land.village, land.sheet, land.number, strict=True))) == 3_000


def test_neighbours_share_their_borders_and_only_the_known_few_overlap() -> None:
    land = _parcels(1_000)
    plane = [geometry.to_plane(each) for each in shapely.from_wkb([bytes(each) for each in land.wkb()])]
    one, two = shapely.STRtree(plane).query(plane, predicate="overlaps")
    apart = {
        int(each)
        for a, b in zip(one, two, strict=True)
        if plane[a].intersection(plane[b]).area > 0.1
        for each in (a, b)
    }
    assert 0 < len(apart) < 40
    assert abs(sum(each.area for each in plane) - shapely.union_all(plane).area) < 0.02 * sum(
        each.area for each in plane
    )


@pytest.mark.usefixtures("land")
def test_a_commune_is_filled_once_with_people_rights_and_papers_and_marked_as_invented() -> None:
    done = filling.fill(parcels=600, seed=1, only=[THACH_HA], now=MONDAY)
    counts = {register: pouring.count(register=register) for register in REGISTERS}
    assert (done.parcels, counts[PARCELS]) == (600, 600)
    assert counts[RIGHTS] > 560
    assert counts[PARTIES] > 150
    again = filling.fill(parcels=600, seed=1, only=[THACH_HA], now=MONDAY)
    assert again == replace(done, rows=0)
    parcel = lookup.matching(register=PARCELS, viewer=trace.SYSTEM, where={"sheet": 1, "number": 1}, limit=1)[0]
    assert parcel.values["survey"] == "Đo đạc giả lập"
    assert parcel.agency == f"H27.{THACH_HA}"
    assert abs(float(parcel.values["area_measured"]) - geometry.area(parcel.values["shape"])) < 0.1


@pytest.mark.usefixtures("land")
def test_an_amount_that_cannot_be_meant_is_refused_with_the_amount_that_can() -> None:
    with pytest.raises(Refusal) as refused:
        filling.fill(parcels=0, seed=1, now=MONDAY)
    assert refused.value.field == "parcels"


@pytest.mark.usefixtures("land")
def test_the_demonstration_is_made_once() -> None:
    demo.fill(now=MONDAY)
    first = {register: pouring.count(register=register) for register in REGISTERS}
    demo.fill(now=MONDAY)
    assert {register: pouring.count(register=register) for register in REGISTERS} == first
    assert first[PARCELS] == 2_000
