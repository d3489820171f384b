"""Our ids, and the numbers and codes of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.ids import (
    AgencyCode,
    Sex,
    made_at,
    parse_agency_code,
    parse_identity_number,
    parse_personal_number,
    parse_phone,
    parse_procedure_code,
    parse_tax_code,
    uuid7,
)

MOMENTS = st.integers(0, 2**54).map(lambda n: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=n))
RANDOM = st.binary(min_size=8, max_size=8)


@given(MOMENTS, MOMENTS, RANDOM, RANDOM)
def test_ids_sort_by_the_time_at_which_they_were_made(one, two, random, other):
    first, second = uuid7(now=one, random=random), uuid7(now=two, random=other)
    if one != two:
        assert (first < second) == (one < two) == (str(first) < str(second))
    assert first.version == 7
    assert first.variant == UUID(int=0x80 << 56).variant
    assert made_at(first) == one - timedelta(microseconds=one.microsecond % 1000)


@given(MOMENTS, st.sets(st.integers(0, 2**62 - 1), min_size=2, max_size=5))
def test_ids_of_one_moment_differ_by_their_randomness(now, seeds):
    assert len({uuid7(now=now, random=(seed << 2).to_bytes(8)) for seed in seeds}) == len(seeds)


def test_it_matches_the_example_of_the_standard():
    # RFC 9562, appendix A.6: 2022-02-22 14:22:22.00 -05:00; the bits after the time are its own random ones.
    made = uuid7(now=datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC), random=bytes(8))
    assert str(made).startswith("017f22e2-79b0-7")


def test_it_asks_for_a_real_moment_and_enough_randomness():
    aware = datetime(2026, 1, 1, tzinfo=UTC)
    for now, random in [(aware.replace(tzinfo=None), bytes(8)), (aware, b"")]:
        with pytest.raises(ValueError, match="aware moment"):
            uuid7(now=now, random=random)
    with pytest.raises(ValueError, match="1970"):
        uuid7(now=datetime(1969, 1, 1, tzinfo=UTC), random=bytes(8))
    with pytest.raises(ValueError, match="time"):
        made_at(uuid4())


@pytest.mark.parametrize(
    ("text", "place", "sex", "year"),
    [
        ("042089001234", "042", Sex.MALE, 1989),
        ("042 189 001 234", "042", Sex.FEMALE, 1989),
        ("040205000001", "040", Sex.MALE, 2005),
        ("001305000001", "001", Sex.FEMALE, 2005),
    ],
)
def test_a_personal_number_states_place_sex_and_year(text, place, sex, year):
    number = parse_personal_number(text)
    assert (number.place, number.sex, number.birth_year) == (place, sex, year)
    assert str(number) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("04208900123", "not a personal number"),
        ("04208900123a", "not a personal number"),
        ("003089001234", "begins like “003”"),
        ("000089001234", "begins like"),
        ("183123456", "old identity card"),
        ("", "not a personal number"),
    ],
)
def test_a_wrong_personal_number_is_refused_with_a_remedy(text, message):
    with pytest.raises(Refusal, match=message) as refused:
        parse_personal_number(text, field="number")
    assert refused.value.remedy
    assert refused.value.field == "number"


def test_it_knows_all_63_provinces_of_old():
    known = 0
    for code in range(101):
        try:
            parse_personal_number(f"{code:03}089001234")
        except Refusal:
            continue
        known += 1
    assert known == 63


def test_an_old_card_still_identifies():
    assert parse_identity_number("183 123 456") == "183123456"
    assert parse_identity_number("042089001234") == "042089001234"
    with pytest.raises(Refusal, match="identity number"):
        parse_identity_number("1234")


# Published codes: of Viettel, Vietcombank, and a branch.
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("0100109106", "0100109106"),
        ("0100 112 437", "0100112437"),
        ("0100233488-001", "0100233488-001"),
        ("0100233488001", "0100233488-001"),
    ],
)
def test_it_reads_tax_codes_of_firms_and_branches(text, stored):
    assert parse_tax_code(text) == stored


def test_a_persons_tax_code_is_the_personal_number():
    assert parse_tax_code("042089001234") == "042089001234"


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_mistyped_digit_never_passes_as_a_tax_code(place, digit):
    right = "0100109106"
    typed = f"{right[:place]}{digit}{right[place + 1 :]}"
    if typed != right:
        with pytest.raises(Refusal, match="wrong digit"):
            parse_tax_code(typed)


@pytest.mark.parametrize("text", ["", "010010910", "0100109106-000", "01001091O6", "0100109106-0"])
def test_a_tax_code_of_another_shape_is_refused(text):
    with pytest.raises(Refusal, match="not a tax code"):
        parse_tax_code(text)


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("0912345678", "0912345678", "0912 345 678"),
        ("+84 912.345.678", "0912345678", "0912 345 678"),
        ("84912345678", "0912345678", "0912 345 678"),
        ("0084912345678", "0912345678", "0912 345 678"),
        ("+84 (0) 912 345 678", "0912345678", "0912 345 678"),
        ("(0239) 3855 555", "02393855555", "0239 3855 555"),
        ("+842393855555", "02393855555", "0239 3855 555"),
    ],
)
def test_it_reads_phones_in_national_and_international_form(text, stored, shown):
    phone = parse_phone(text)
    assert str(phone) == stored
    assert phone.display() == shown
    assert parse_phone(phone.e164) == parse_phone(shown) == phone
    assert phone.mobile == (stored[1] != "2")


@pytest.mark.parametrize("text", ["", "091234567", "09123456789", "1900 1234", "0212", "0112345678", "abc"])
def test_it_refuses_what_is_no_phone(text):
    with pytest.raises(Refusal, match="phone number"):
        parse_phone(text)


def test_it_explains_mobile_numbers_from_before_2018():
    with pytest.raises(Refusal, match="before 2018"):
        parse_phone("01612345678")


@pytest.mark.parametrize(
    ("new", "old"),
    [("H27", "000.00.00.H27"), ("H27.15", "000.00.15.H27"), ("H27.15.23", "000.23.15.H27")],
)
def test_an_agency_code_has_two_written_forms(new, old):
    code = parse_agency_code(old)
    assert parse_agency_code(new) == code
    assert str(code) == new
    assert code.old == old


def test_an_agency_code_knows_its_parent_and_where_the_old_form_ends():
    assert parse_agency_code("h27.15.23").parent == AgencyCode(("H27", "15"))
    assert AgencyCode(("H27",)).parent is None
    assert parse_agency_code("G09.20.A1").old is None
    assert parse_agency_code("H27.15.23.01").old is None


@pytest.mark.parametrize(
    "text", ["", "27.H", "000.23.00.H27", "001.23.15.H27", "H27.1", "H27." + ".".join(["11"] * 12)]
)
def test_an_agency_code_of_another_shape_is_refused(text):
    with pytest.raises(Refusal, match="agency code"):
        parse_agency_code(text)


def test_it_reads_procedure_codes_with_and_without_their_agency():
    assert str(parse_procedure_code("1.001612")) == "1.001612"
    full = parse_procedure_code("1.001612.000.00.00.H48")
    assert full.national == "1.001612"
    assert str(full.agency) == "H48"
    assert str(full) == "1.001612.000.00.00.H48"
    for wrong in ("", "1001612", "1.01612", "1.001612.H48"):
        with pytest.raises(Refusal, match="procedure code"):
            parse_procedure_code(wrong)
