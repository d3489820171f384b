from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.core.places import api, names
from honglam.core.places.contracts import Candidate, How
from honglam.core.places.testing import THACH_HA, load_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province(db: None) -> None:
    load_places()


def first(text: str) -> Candidate:
    return api.find(text=text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Xã Thạch Hà",
        "xã thạch hà",
        "xa thach ha",
        "  XÃ   THẠCH HÀ ",
        "x. Thạch Hà",
        "X.Thach Ha",
        unicodedata.normalize("NFD", "Xã Thạch Hà"),
        "thạch hà, hà tĩnh",
        "thachha",
    ],
)
def test_it_finds_a_commune_however_it_is_typed(text: str) -> None:
    found = first(text)
    assert found.unit.code == THACH_HA
    assert found.unit.current
    assert found.confidence >= 0.9


def test_it_finds_by_code_what_it_means_today_and_what_it_meant_before() -> None:
    found = api.find(text="18073")
    assert [(c.unit.name, c.how) for c in found] == [("Phường Thành Sen", How.CODE), ("Phường Nam Hà", How.CODE)]


def test_it_is_sure_only_of_the_full_name() -> None:
    assert first("Phường Thành Sen").confidence == 1
    assert first("P. Thành Sen").confidence == 1
    assert first("Thành Sen").confidence == 0.95
    assert first("Xã Thành Sen").confidence < 0.8


def test_it_returns_all_units_of_one_name() -> None:
    found = {(c.unit.name, c.unit.current) for c in api.find(text="Trần Phú") if c.confidence > 0.9}
    assert found == {("Phường Trần Phú", True), ("Phường Trần Phú", False)}


def test_it_looks_at_the_day_when_it_is_given_one() -> None:
    (then,) = [c for c in api.find(text="Phường Trần Phú", at=date(2025, 6, 30)) if c.confidence == 1]
    (now,) = [c for c in api.find(text="Phường Trần Phú", at=date(2025, 7, 1)) if c.confidence == 1]
    assert not then.unit.current
    assert [u.name for u in then.today] == ["Phường Thành Sen"]
    assert now.unit.current


def test_it_finds_a_former_unit_and_where_it_is_today() -> None:
    found = first("xã Thạch Sơn, huyện Thạch Hà, tỉnh Hà Tĩnh")
    assert found.unit.name == "Xã Thạch Sơn"
    assert found.confidence == 1
    assert all(u.current for u in found.today)


def test_it_finds_a_name_older_than_the_list() -> None:
    # Thạch Tân was merged into Tân Lâm Hương in 2020.
    found = first("Thạch Tân")
    assert (found.unit.name, found.how) == ("Xã Tân Lâm Hương", How.FORMER)
    assert found.today


def test_it_says_that_a_unit_was_split() -> None:
    assert first("Phường Đại Nài").splits
    assert not first("Phường Nam Hà").splits


@pytest.mark.parametrize(
    ("typed", "name"), [("Yên Hoà", "Xã Yên Hòa"), ("yen hoa", "Xã Yên Hòa"), ("Kì Anh", "Xã Kỳ Anh")]
)
def test_it_knows_both_customs_of_writing(typed: str, name: str) -> None:
    assert name in {c.unit.name for c in api.find(text=typed) if c.confidence >= 0.9}


def test_another_tone_ranks_below() -> None:
    assert first("Sơn Tiến").confidence == 0.95
    wrong = next(c for c in api.find(text="Sớn Tiến") if c.unit.name == "Xã Sơn Tiến")
    assert wrong.confidence == 0.65
    assert wrong.how is How.PLAIN


@pytest.mark.parametrize("typo", ["Thạch Hạ Hà", "thach haa", "Hương Khe1", "Huong Khee"])
def test_it_forgives_a_slip_but_is_not_sure(typo: str) -> None:
    found = api.find(text=typo)
    assert found
    assert found[0].confidence < 0.85


def test_it_completes_what_is_being_typed() -> None:
    shown = [c.unit.short_name for c in api.find(text="cẩm d") if c.unit.current]
    assert shown == ["Cẩm Duệ"]
    assert all(c.how is How.BEGINNING for c in api.find(text="cẩm d"))


def test_a_wrong_district_makes_it_doubt() -> None:
    right, wrong = first("Thạch Sơn, Thạch Hà"), first("Thạch Sơn, Kỳ Anh")
    assert right.unit == wrong.unit
    assert wrong.confidence < right.confidence * 0.75


@pytest.mark.parametrize("text", ["", "   ", "xã", "Atlantis", "99999", "1" * 500, "🙂", "%", "\\", ",,,"])
def test_it_finds_nothing_where_nothing_is_meant(text: str) -> None:
    assert [c for c in api.find(text=text) if c.confidence >= 0.5] == []


def test_it_refuses_damaged_text() -> None:
    with pytest.raises(Refusal):
        api.find(text="\ud83d")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_answers_any_text_with_confidences_in_order(text: str) -> None:
    found = api.find(text=text)
    sure = [c.confidence for c in found]
    assert sure == sorted(sure, reverse=True)
    assert all(0 < c <= 1 for c in sure)


def test_every_unit_is_found_by_its_own_name() -> None:
    for commune in api.communes():
        assert first(commune.name).unit == commune
        assert first(commune.code).unit == commune


def test_an_abbreviated_kind_is_understood_as_part_of_a_name_too() -> None:
    found = names.rank("Phương Điền", [names.entry(api.communes()[0], former_keys=["phuongdien"])], limit=5)
    assert [f.how for f in found] == [How.FORMER]
