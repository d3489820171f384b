"""Numbers and amounts of đồng."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.money import VND_MAX, format_number, format_vnd, parse_number, parse_vnd

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1234567,89", "1234567.89"),
        ("1\u00a0234", "1234"),
        ("-5", "-5"),
        ("−0,50", "-0.50"),
        ("1.234", "1234"),
        ("1,234", "1.234"),
        ("007", "7"),
    ],
)
def test_it_reads_vietnamese_numbers(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("", "needed", "1.234.567,89"),
        ("abc", "not a number", "1.234.567,89"),
        ("1,234.56", "English way", "comma for decimals"),
        ("1,234,567", "English way", "comma for decimals"),
        ("12.5", "English way", "comma for decimals"),
        ("1.23.456", "not a number", "1.234.567,89"),
        ("1,2,3", "not a number", "1.234.567,89"),
        ("1e9", "not a number", "1.234.567,89"),
        ("٣", "not a number", "1.234.567,89"),
        ("9" * 31, "too long", "30 digits"),
    ],
)
def test_it_refuses_nonsense_and_says_how_to_write_it(text, message, remedy):
    with pytest.raises(Refusal, match=message) as refused:
        parse_number(text, field="area")
    assert remedy in (refused.value.remedy or "")
    assert refused.value.field == "area"


@given(DECIMALS)
def test_a_written_number_reads_back(number):
    assert parse_number(format_number(number)) == number


def test_it_rounds_half_up_when_asked_for_decimals():
    assert format_number(Decimal("1234.565"), decimals=2) == "1.234,57"
    assert format_number(-1234567) == "-1.234.567"
    assert format_number(Decimal("2.50")) == "2,50"
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal("NaN"))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567 đồng", 1_234_567),
        ("1.234.567đ", 1_234_567),
        ("1234567 VNĐ", 1_234_567),
        ("1 234 567 ₫", 1_234_567),
        ("1,5 triệu", 1_500_000),
        ("2 tỷ đồng", 2_000_000_000),
        ("2,25 tỉ", 2_250_000_000),
        ("500k", 500_000),
        ("-300 nghìn đồng", -300_000),
        ("5000,00", 5000),
        ("0", 0),
    ],
)
def test_it_reads_amounts_as_people_write_them(text, amount):
    assert parse_vnd(text) == amount


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0,5 đồng", "whole number"),
        ("một triệu", "not a number"),
        ("5 USD", "not a number"),
        ("đồng", "not a number"),
        ("", "needed"),
        ("1,234.5 đồng", "English way"),
        ("1.000.000.000 tỷ", "too large"),
    ],
)
def test_it_refuses_amounts_that_cannot_be_paid(text, message):
    with pytest.raises(Refusal, match=message):
        parse_vnd(text)


@given(st.integers(-VND_MAX + 1, VND_MAX - 1))
def test_a_written_amount_reads_back(amount):
    assert parse_vnd(format_vnd(amount)) == amount
