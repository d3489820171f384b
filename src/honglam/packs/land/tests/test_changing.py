"""Parcels are split, merged and undone, with everything that hangs on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import shapely

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.base.time import VIETNAM
from honglam.core.places.testing import THACH_HA
from honglam.engines.register.api import lookup, records
from honglam.engines.register.testing import MONDAY
from honglam.kit.testing import actor
from honglam.packs.land.api import changing, parcels
from honglam.packs.land.contracts import ASSETS, CERTIFICATES, PARCELS, PARTIES, RESTRICTIONS, RIGHTS, Carry, Kind
from honglam.packs.land.service import geometry

AGENCY = f"H27.{THACH_HA}"
CLERK = actor(AGENCY, "land.view", "land.edit", "land.personal")
LATER = MONDAY + timedelta(days=1)
_EAST, _NORTH = 535_000.0, 2_025_000.0  # metres of VN-2000, in Thạch Hà


def _write(register: str, **values: Any) -> UUID:
    (done,) = records.write(register=register, rows=[values], viewer=trace.SYSTEM, now=MONDAY, all_or_nothing=True)
    assert done.id, done.wrong
    return done.id


def _parcel(number: int, west: float = 0.0, width: float = 20.0, **values: Any) -> UUID:
    """Make a parcel 50 m long that begins `west` metres east of the corner."""
    plane = shapely.box(_EAST + west, _NORTH, _EAST + west + width, _NORTH + 50)
    usual = {"old_commune": "18565", "new_commune": THACH_HA, "sheet": 12, "number": number, "purpose": "ONT"}
    area = {"area_measured": str(width * 50), "area_legal": str(width * 50 + 10)}
    return _write(PARCELS, **usual, **area, shape=geometry.to_degrees(plane), **values)


def _owned(parcel: UUID, name: str = "Nguyễn Thị Mẫu") -> UUID:
    party = _write(PARTIES, kind="person", name=name, personal_number="042180000011", new_commune=THACH_HA)
    paper = _write(CERTIFICATES, serial=f"ZT {number_of(parcel):08d}", issued="2020-05-01", new_commune=THACH_HA)
    return _write(
        RIGHTS,
        parcel=str(parcel),
        party=str(party),
        holder=name,
        holder_number="042180000011",
        purpose="ONT",
        certificate=str(paper),
        new_commune=THACH_HA,
    )


def number_of(parcel: UUID) -> int:
    return int(_raw(PARCELS, parcel)["number"])


def _raw(register: str, id_: UUID) -> Any:
    return lookup.matching(register=register, viewer=trace.SYSTEM, where={"id": id_}, limit=1)[0].values


def _line(*corners: tuple[float, float]) -> str:
    """Return corners as a surveyor writes them: X (northing), then Y (easting)."""
    return "\n".join(f"{_NORTH + north} {_EAST + east}" for north, east in corners)


def _split(parcel: UUID, viewer: Viewer = CLERK, carry: Carry = Carry.OVER) -> Any:
    line = _line((20, -5), (20, 25))
    return changing.split(parcel=parcel, line=line, carry=carry, document="QĐ 12/2026", viewer=viewer, now=LATER)


@pytest.mark.usefixtures("land")
class TestASplit:
    def test_two_parcels_with_new_numbers_cover_the_old_one_and_take_rights_and_areas_over(self) -> None:
        old = _parcel(7)
        right = _owned(old)
        _parcel(9, west=100)
        change = _split(old)
        made = [_raw(PARCELS, each) for each in change.made]
        assert [each["number"] for each in made] == [10, 11]
        assert sorted(float(each["area_measured"]) for each in made) == [400.0, 600.0]
        assert sum(float(each["area_legal"]) for each in made) == 1010.0
        assert _raw(PARCELS, old)["state"] == "split"
        assert _raw(RIGHTS, right)["state"] == "ended"
        for each in change.made:
            (held,) = parcels.dossier(parcel=each, viewer=CLERK, now=LATER).rights
            assert (held.words["holder"], held.values["state"]) == ("•••••", "in_force")
            assert _raw(RIGHTS, held.id)["holder"] == "Nguyễn Thị Mẫu"
            assert _raw(PARCELS, each)["holders"] == 1
        paper = _raw(RIGHTS, right)["certificate"]
        assert _raw(CERTIFICATES, paper)["state"] == "to_renew"

    def test_the_day_before_shows_the_parcel_as_it_was_and_its_page_says_what_became_of_it(self) -> None:
        old = _parcel(7)
        _owned(old)
        change = _split(old)
        before = parcels.dossier(parcel=old, viewer=CLERK, now=LATER, on=MONDAY.astimezone(VIETNAM).date())
        assert before.parcel.values["state"] == "in_force"
        assert before.rights[0].values["state"] == "in_force"
        now = parcels.dossier(parcel=old, viewer=CLERK, now=LATER)
        assert {each.child for each in now.edges} == set(change.made)
        assert {each.kind for each in now.edges} == {Kind.SPLIT}
        with pytest.raises(Missing):
            parcels.dossier(parcel=change.made[0], viewer=CLERK, now=LATER, on=MONDAY.astimezone(VIETNAM).date())

    def test_rights_wait_where_it_is_not_decided_whose_which_part_is(self) -> None:
        old = _parcel(7)
        _owned(old)
        change = _split(old, carry=Carry.DECIDE)
        assert change.to_decide == 2
        (held,) = parcels.dossier(parcel=change.made[0], viewer=CLERK, now=LATER).rights
        assert held.values["state"] == "to_decide"

    def test_undone_everything_is_as_it_was(self) -> None:
        old = _parcel(7)
        right = _owned(old)
        house = _write(ASSETS, parcel=str(old), kind="house", new_commune=THACH_HA)
        change = _split(old)
        assert _raw(ASSETS, house)["parcel"] in change.made
        assert changing.undo(change=change.id, document="QĐ 13/2026", viewer=CLERK, now=LATER) == (old,)
        assert _raw(PARCELS, old)["state"] == "in_force"
        assert _raw(RIGHTS, right)["state"] == "in_force"
        assert _raw(ASSETS, house)["parcel"] == old
        assert not parcels.dossier(parcel=old, viewer=CLERK, now=LATER).edges
        assert not lookup.matching(register=PARCELS, viewer=CLERK, where={"id": list(change.made)}, limit=5)

    def test_a_mortgage_stops_it_until_it_is_lifted(self) -> None:
        old = _parcel(7)
        held = _write(
            RESTRICTIONS,
            parcel=str(old),
            kind="mortgage",
            since="2024-03-01",
            document="HĐ 5",
            stops=True,
            new_commune=THACH_HA,
        )
        with pytest.raises(Conflict) as refused:
            _split(old)
        assert refused.value.params["kind"] == "Thế chấp"
        assert refused.value.params["since"] == "01/03/2024"
        row = {"id": str(held), "lifted_on": "2026-12-07"}
        records.write(register=RESTRICTIONS, rows=[row], viewer=trace.SYSTEM, now=MONDAY)
        assert len(_split(old).made) == 2

    def test_a_line_that_does_not_go_through_a_stranger_and_a_missing_paper_are_refused_and_nothing_is_written(
        self,
    ) -> None:
        old = _parcel(7)
        usual = {"parcel": old, "carry": Carry.OVER, "viewer": CLERK, "now": LATER}
        with pytest.raises(Refusal) as refused:
            changing.split(**usual, line=_line((20, 5), (20, 15)), document="QĐ")
        assert refused.value.field == "line"
        with pytest.raises(Refusal):
            changing.split(**usual, line="không phải tọa độ", document="QĐ")
        with pytest.raises(Refusal) as refused:
            changing.split(**usual, line=_line((20, -5), (20, 25)), document=" ")
        assert refused.value.field == "document"
        with pytest.raises(Missing):
            _split(old, viewer=actor("H27.18073", "land.view", "land.edit"))
        with pytest.raises(Forbidden):
            _split(old, viewer=actor(AGENCY, "land.view"))
        assert _raw(PARCELS, old)["state"] == "in_force"


@pytest.mark.usefixtures("land")
class TestAMerger:
    def test_neighbours_become_one_with_both_as_parents(self) -> None:
        one, two = _parcel(7), _parcel(8, west=20)
        change = changing.merge(parcels=[one, two], document="QĐ 14/2026", viewer=CLERK, now=LATER)
        made = parcels.dossier(parcel=change.made[0], viewer=CLERK, now=LATER)
        assert made.parcel.values["number"] == 9
        assert made.area == pytest.approx(2000, abs=0.5)
        assert {each.parent for each in made.edges} == {one, two}

    def test_rights_of_different_people_wait_for_a_decision(self) -> None:
        one, two = _parcel(7), _parcel(8, west=20)
        _owned(one)
        _owned(two, "Trần Văn Thử")
        change = changing.merge(parcels=[one, two], document="QĐ 14/2026", viewer=CLERK, now=LATER)
        assert change.to_decide == 2

    def test_parcels_that_lie_apart_or_differ_in_purpose_are_not_merged(self) -> None:
        one, far, rice, trees = _parcel(7), _parcel(8, west=60), _parcel(9, west=20), _parcel(10, west=40)
        ask = {"document": "QĐ", "viewer": CLERK, "now": LATER}
        with pytest.raises(Refusal, match="common border"):
            changing.merge(parcels=[one, far], **ask)
        for parcel, purpose in ((rice, "LUC"), (trees, "CLN")):
            row = {"id": str(parcel), "purpose": purpose}
            records.write(register=PARCELS, rows=[row], viewer=trace.SYSTEM, now=MONDAY)
        with pytest.raises(Refusal, match="different purposes"):
            changing.merge(parcels=[rice, trees], **ask)


@pytest.mark.usefixtures("land")
def test_a_right_goes_to_somebody_else_and_the_old_holder_is_seen_as_of_the_day_before() -> None:
    parcel = _parcel(7)
    right = _owned(parcel)
    buyer = _write(PARTIES, kind="person", name="Lê Văn Mua", personal_number="042080000022", new_commune=THACH_HA)
    changing.transfer(right=right, party=buyer, document="HĐ 77/2026", viewer=CLERK, now=LATER)
    assert _raw(RIGHTS, right)["holder"] == "Lê Văn Mua"
    day = MONDAY.astimezone(VIETNAM).date()
    (then,) = parcels.dossier(parcel=parcel, viewer=CLERK, now=LATER, on=day).rights
    assert then.values["party"] != buyer
