"""Rules in plain Vietnamese."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.engines.register.contracts import Code, Field, Register, Target, TargetKind, Type
from honglam.engines.register.contracts.quality import NotUnderstood
from honglam.engines.register.service.quality import expressions as e
from honglam.engines.register.service.quality.parsing import parse, suggestions, try_parse

PARCELS = Register(
    id="parcels",
    title="Thửa đất",
    fields=(
        Field(n=1, name="area", type=Type.DECIMAL, title="Diện tích", unit="m²"),
        Field(n=2, name="commune", type=Type.REFERENCE, title="Xã, phường", target=Target(kind=TargetKind.COMMUNE)),
        Field(n=3, name="issued", type=Type.DATE, title="Ngày cấp"),
        Field(n=4, name="expires", type=Type.DATE, title="Ngày hết hạn"),
        Field(
            n=5,
            name="land_type",
            type=Type.CODE,
            title="Loại đất",
            codes=(Code(code="ONT", title="Đất ở nông thôn"), Code(code="ODT", title="Đất ở đô thị")),
        ),
        Field(n=6, name="phone", type=Type.PHONE, title="Điện thoại liên hệ"),
        Field(n=7, name="name", type=Type.TEXT, title="Tên cơ sở"),
        Field(n=8, name="visits", type=Type.GROUP, title="Lần kiểm tra"),
        Field(n=9, name="price", type=Type.MONEY, title="Giá trị"),
        Field(n=10, name="built", type=Type.DECIMAL, title="Diện tích xây dựng"),
        Field(n=11, name="used", type=Type.BOOLEAN, title="Đang sử dụng"),
    ),
)


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("diện tích phải lớn hơn 0", "“Diện tích” phải lớn hơn 0"),
        ("Dien tich > 0", "“Diện tích” phải lớn hơn 0"),
        ("mã xã phải có trong danh mục", "“Xã, phường” phải có trong danh mục"),
        ("ngày cấp không được sau ngày hết hạn", "“Ngày cấp” không được sau “Ngày hết hạn”"),
        (
            "nếu loại đất là ONT thì diện tích phải nhỏ hơn 500",
            "nếu “Loại đất” phải bằng “ONT” thì “Diện tích” phải nhỏ hơn 500",
        ),
        (
            "Nếu loại đất là đất ở đô thị, thì diện tích không được vượt quá 1.000,5 m²",
            "nếu “Loại đất” phải bằng “ODT” thì “Diện tích” phải nhỏ hơn hoặc bằng 1.000,5",
        ),
        ("số điện thoại phải đúng dạng", "“Điện thoại liên hệ” phải đúng dạng"),
        ("tên không được trùng trong cùng xã", "“Tên cơ sở” không được trùng trong cùng “Xã, phường”"),
        ("phải có ít nhất một lần kiểm tra", "phải có ít nhất 1 “Lần kiểm tra”"),
        ("cập nhật trong 90 ngày", "phải được cập nhật trong 90 ngày"),
        ("diện tích xây dựng không được lớn hơn diện tích", "“Diện tích xây dựng” phải nhỏ hơn hoặc bằng “Diện tích”"),
        ("giá trị không quá 5 tỷ đồng", "“Giá trị” phải nhỏ hơn hoặc bằng 5.000.000.000"),
        ("ngày cấp không được sau hôm nay", "“Ngày cấp” không được sau hôm nay"),
        ("tên cơ sở không được để trống", "“Tên cơ sở” phải được nhập"),
        ("tên dài không quá 40 ký tự", "độ dài của “Tên cơ sở” phải nhỏ hơn hoặc bằng 40"),
        (
            "nếu đang sử dụng là có thì tên phải được nhập",
            "nếu “Đang sử dụng” phải bằng “true” thì “Tên cơ sở” phải được nhập",
        ),
    ],
)
def test_a_sentence_is_understood_and_said_back_so_that_it_means_the_same(sentence: str, meaning: str) -> None:
    found = parse(sentence, PARCELS)
    assert e.words(found, PARCELS) == meaning
    assert parse(meaning, PARCELS) == found


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("diện tích phải xanh", "xanh"),
        ("chiều cao phải lớn hơn 3", "chiều cao"),
        ("diện tích lớn hơn ngày cấp", "Ngày cấp"),
        ("nếu loại đất là XYZ thì diện tích lớn hơn 3", "Loại đất"),
        ("diện tích lớn hơn 3 và giá trị lớn hơn 2 hoặc tên để trống", ""),
        ("", ""),
        ("x" * 500, ""),
    ],
)
def test_what_is_not_understood_is_said_with_what_could_be_written(sentence: str, rest: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse(sentence, PARCELS)
    assert rest.lower() in str(refused.value).lower()
    assert refused.value.suggestions
    for each in refused.value.suggestions:
        parse(each, PARCELS)


def test_every_suggestion_is_a_rule() -> None:
    assert [parse(each, PARCELS) for each in suggestions(PARCELS, most=99)]


_NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(lambda n: e.Amount(n.normalize() + 0))
_SIMPLE = st.one_of(
    st.builds(e.Compare, st.sampled_from([e.Of("area"), e.Of("built")]), st.sampled_from([*e.OPERATORS]), _NUMBERS),
    st.builds(
        e.Compare,
        st.just(e.Of("issued")),
        st.sampled_from([*e.OPERATORS]),
        st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(e.Day) | st.just(e.Today()),
    ),
    st.builds(
        e.Compare,
        st.just(e.Length("name")),
        st.sampled_from(["<=", ">="]),
        st.integers(0, 500).map(lambda n: e.Amount(Decimal(n))),
    ),
    st.builds(e.Present, st.sampled_from(["name", "issued", "area"])),
    st.builds(e.Absent, st.sampled_from(["name", "expires"])),
    st.builds(e.OneOf, st.just("land_type"), st.sampled_from([("ONT",), ("ONT", "ODT")])),
    st.builds(e.Listed, st.sampled_from(["commune", "land_type"])),
    st.builds(e.Begins, st.just("name"), st.text(string.ascii_letters, min_size=1, max_size=9)),
    st.builds(e.Digits, st.just("name"), st.integers(1, 20)),
    st.builds(e.AtLeast, st.just("visits"), st.integers(1, 9)),
    st.builds(e.Fresh, st.integers(1, 999)),
    st.builds(e.Unique, st.just(("name",)), st.sampled_from([(), ("commune",)])),
)
_PARTS = st.lists(_SIMPLE, min_size=2, max_size=3).map(tuple)
_JOINED = _SIMPLE | st.builds(e.All, _PARTS) | st.builds(e.Any, _PARTS)


@settings(max_examples=150, deadline=None)
@given(_JOINED | st.builds(e.When, _JOINED, _JOINED))
def test_every_meaning_can_be_said_and_read_again(meaning: e.Condition) -> None:
    assert parse(e.words(meaning, PARCELS), PARCELS) == meaning


_WORDS = st.sampled_from(
    (  # noqa: SIM905  (a sentence reads better)
        "diện tích phải không được lớn hơn nhỏ nếu thì và hoặc trong cùng xã ngày cấp trùng 0 5,5 31/02/2026 có ít nhất"
        " “ ( ) , > một đúng dạng loại đất ONT"
    ).split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS, max_size=14).map(" ".join) | st.text(max_size=80))
def test_no_sentence_breaks_the_reader(sentence: str) -> None:
    read = try_parse(sentence, PARCELS)
    if read.expression is None:
        assert read.refusal is not None
    else:
        assert e.words(read.expression, PARCELS)
