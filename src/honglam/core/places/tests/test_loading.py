from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from honglam.base.errors import Missing
from honglam.core.places import api, models, source
from honglam.core.places.contracts import Kind, Level, Part, ShapeKind
from honglam.core.places.testing import LOADED_AT, THACH_HA, THANH_SEN, load_places

# The nine wards of the resolution, as the province's own papers list them.
WARDS = {"18073", "18100", "18115", "18118", "18652", "18754", "18781", "18823", "18832"}


@pytest.mark.django_db
def test_it_loads_sixty_communes_and_nine_wards() -> None:
    load_places()
    communes = api.communes()
    assert len(communes) == 69
    assert {u.code for u in communes if u.kind is Kind.WARD} == WARDS
    assert sum(u.kind is Kind.COMMUNE for u in communes) == 60
    assert [u.code for u in communes] == sorted(u.code for u in communes)


@pytest.mark.django_db
def test_it_knows_names_dates_and_legal_basis_of_a_commune() -> None:
    load_places()
    commune = api.commune(code=THACH_HA)
    assert commune is not None
    assert (commune.name, commune.short_name, commune.name_en) == ("Xã Thạch Hà", "Thạch Hà", "Thạch Hà commune")
    assert (commune.valid_from, commune.valid_to) == (date(2025, 7, 1), None)
    assert commune.act is not None
    assert (commune.act.number, commune.act.passed) == ("1665/NQ-UBTVQH15", date(2025, 6, 16))
    assert not commune.area_official


@pytest.mark.django_db
def test_it_changes_nothing_the_second_time_and_is_quick_about_it() -> None:
    load_places()
    before = api.version()
    began = time.perf_counter()
    assert not api.load_units(now=LOADED_AT)
    assert time.perf_counter() - began < 1
    assert api.version() == before
    assert models.ShapeSet.objects.count() == 1


@pytest.mark.django_db
def test_it_repairs_units_that_were_loaded_from_another_version() -> None:
    load_places()
    before = api.version()
    models.Unit.objects.filter(code=THACH_HA).update(name="Xã Sai")
    models.State.objects.update(units_digest="older", version="older")
    assert api.load_units(now=LOADED_AT)
    commune = api.commune(code=THACH_HA)
    assert commune is not None
    assert commune.name == "Xã Thạch Hà"
    assert api.version() == before
    assert len(api.communes()) == 69


@pytest.mark.django_db
def test_it_is_not_tied_to_one_province(settings: Any) -> None:
    settings.PROVINCE = "40"
    assert api.load_units(now=LOADED_AT)
    assert api.province().name == "Tỉnh Nghệ An"
    assert api.province().communes == 130
    assert [act.number for act in api.province().acts] == ["19/2025/QĐ-TTg"]
    assert api.locate(lon=105.69, lat=18.67).inside


@pytest.mark.parametrize("code", ["01", "48", "79"])
def test_it_reads_provinces_with_islands_and_numbered_wards(code: str) -> None:
    found = source.read(code)
    keys = {unit.key for unit in found.units}
    assert len(keys) == len(found.units)
    today = {u.key for u in found.units if u.level is Level.COMMUNE and u.valid_to is None}
    assert today <= {s.new for s in found.successions}


def test_it_refuses_a_province_that_does_not_exist() -> None:
    with pytest.raises(Missing, match="99"):
        source.read("99")


@pytest.mark.django_db
def test_it_says_that_nothing_is_loaded() -> None:
    assert api.communes() == ()
    assert api.version() == ""
    with pytest.raises(Missing, match="not loaded"):
        api.province()


@pytest.mark.django_db
def test_a_former_ward_leads_to_its_successor_although_the_code_lives_on() -> None:
    load_places()
    (only,) = api.successors(old_code=THANH_SEN)
    assert (only.old.name, only.new.name, only.part, only.main) == (
        "Phường Nam Hà",
        "Phường Thành Sen",
        Part.WHOLE,
        True,
    )
    assert only.old.valid_to == date(2025, 6, 30)
    assert only.old.district == "Thành phố Hà Tĩnh"


@pytest.mark.django_db
def test_a_split_ward_leads_to_all_its_parts_the_main_one_first() -> None:
    load_places()
    dai_nai = next(c.unit for c in api.find(text="phường Đại Nài") if c.confidence == 1)
    found = api.successors(old_code=dai_nai.code)
    assert [s.new.name for s in found] == ["Phường Thành Sen", "Phường Hà Huy Tập"]
    assert [s.main for s in found] == [True, False]
    assert {s.part for s in found} == {Part.PART}


@pytest.mark.django_db
def test_a_former_district_leads_to_all_communes_on_its_land() -> None:
    load_places()
    found = api.successors(old_code="445")
    assert found[0].old.name == "Huyện Thạch Hà"
    assert THACH_HA in {s.new.code for s in found}
    assert len(found) > 5


@pytest.mark.django_db
def test_a_commune_knows_what_it_was_merged_from() -> None:
    load_places()
    history = api.history(code=THANH_SEN)
    assert history is not None
    names = {s.old.name: s.part for s in history.merged_from}
    assert names.pop("Phường Đại Nài") is Part.PART
    assert set(names.values()) == {Part.WHOLE}
    assert "Phường Nam Hà" in names
    assert history.code_before is not None
    assert history.code_before.name == "Phường Nam Hà"
    assert api.history(code="00000") is None


@pytest.mark.django_db
def test_the_province_says_where_everything_comes_from() -> None:
    load_places()
    province = api.province()
    assert (province.code, province.name, province.name_en) == ("42", "Tỉnh Hà Tĩnh", "Hà Tĩnh province")
    assert (province.communes, province.wards) == (69, 9)
    assert province.units_source.startswith("vietnamadminunits ")
    assert province.shapes.kind is ShapeKind.SCHEMATIC
    west, south, east, north = province.box
    assert (west, south, east, north) == pytest.approx((105.10, 17.91, 106.51, 18.77), abs=0.1)


@pytest.mark.django_db
def test_a_unit_that_was_merged_twice_leads_to_the_one_of_today() -> None:
    load_places()
    middle = models.Unit.objects.get(code=THANH_SEN, valid_to=None)
    heir = models.Unit.objects.get(code="18100", valid_to=None)
    models.Unit.objects.filter(pk=middle.pk).update(valid_to=date(2026, 6, 30))
    models.Succession.objects.create(old=middle, new=heir, part=Part.WHOLE, main=True)
    models.State.objects.update(version="merged again")
    (found,) = [c for c in api.find(text="Phường Nam Hà") if c.confidence == 1]
    assert [unit.name for unit in found.today] == ["Phường Trần Phú"]
